import { setTimeout as sleep } from 'node:timers/promises';
import { withAdvice } from './advice.mjs';
import { publishOrContinue } from './continue.mjs';
import { USUAL_PORT } from './n8n-server.mjs';
import { setStage } from './stage.mjs';
import { inWords, openSummary } from './summary.mjs';
import { makeTraffic } from './traffic.mjs';

const AWAY_FOR = 10_000; // ms until a killed server is started again

/**
 * Traffic and a live line, until Ctrl-C.
 * @param {import('./command.mjs').Run} run
 * @param {object} options
 * @param {import('./kept-data.mjs').KeptData} options.kept
 * @param {(url: string) => void} options.tell told n8n's address
 */
export async function playLive(run, { kept, tell }) {
	const { say } = run;
	const stage = await setStage({ progress: say, port: USUAL_PORT, kept });
	run.stage = stage;
	const { client, monitorServer, monitorDatabase, stub, n8n } = stage;
	tell(n8n.url);
	await publishOrContinue({ client, kept, database: monitorDatabase, stubUrl: stub.url, progress: say });
	say(invitation(stage));

	void n8n.exited.then(() => run.leave(`n8n has ended by itself; its last words:\n${n8n.lastWords()}`));
	void stage.n8nDatabase.exited.then(() =>
		run.leave(`the PostgreSQL of n8n's tables has ended by itself; its last words:\n${stage.n8nDatabase.lastWords()}`),
	);
	void keepAlive(run, monitorServer);
	const traffic = { calls: 0, unanswered: 0 };
	void makeTraffic(client, { traffic });
	const summary = await openSummary(stage.monitorUrl);
	for (; !run.stopping; await sleep(1_000)) say(await liveLine(summary, traffic), true);
}

/** @param {import('./stage.mjs').Stage} stage */
function invitation({ n8n, owner, monitorServer, monitorUrl, folder }) {
	return `
n8n          ${n8n.url}
sign in      ${owner.email}   ${owner.password}
data         ${folder}   (kept; npm run demo -- --reset removes it)
n8n's log    ${n8n.logFile}
psql         ${monitorUrl}   (schema monitoring)
try it       kill -9 ${monitorServer.pid}   (the monitor's PostgreSQL: the workflows go on, and it is started again)
stop         Ctrl-C
`;
}

async function liveLine(summary, traffic) {
	const calls = `${traffic.calls} calls${traffic.unanswered > 0 ? `, ${traffic.unanswered} unanswered` : ''}`;
	try {
		const figures = await summary.figures();
		return `${figures === null ? 'nothing is recorded yet' : inWords(figures)} · ${calls}`;
	} catch (error) {
		return `the monitor's PostgreSQL does not answer (${error.message}) · ${calls}`;
	}
}

/**
 * Starts the monitor's server again when it has ended, a while later: somebody has killed it, or the disk is full.
 * @param {import('./command.mjs').Run} run
 * @param {import('./postgres.mjs').Postgres} server
 */
async function keepAlive(run, server) {
	for (;;) {
		await server.exited;
		if (run.stopping) return;
		run.say(`the monitor's PostgreSQL has ended; it is started again in ${AWAY_FOR / 1000} s`);
		await sleep(AWAY_FOR);
		if (run.stopping) return;
		try {
			await server.start();
			run.say(`the monitor's PostgreSQL runs again, as process ${server.pid}`);
		} catch (error) {
			if (!run.stopping) run.say(withAdvice(error.message));
		}
	}
}
