import { setTimeout as sleep } from 'node:timers/promises';
import { untilTheyAgree } from './comparison.mjs';
import { endLeftovers, onInterrupt, stopAll } from './processes.mjs';
import { printTo } from './progress.mjs';
import { publishMonitor, publishShop } from './publish.mjs';
import { PATHS } from './samples.mjs';
import { setStage } from './stage.mjs';
import { inWords, openSummary } from './summary.mjs';
import { makeTraffic, rush } from './traffic.mjs';

const USAGE = `npm run demo            a real n8n with traffic, recorded into a real PostgreSQL, until Ctrl-C
npm run demo -- --once  plays the story to its end and prints the figures as one line of JSON`;
const USUAL_PORT = 5678; // n8n's own
const LEAST_EXECUTIONS = 20; // by production triggers, in the story
const AWAY_FOR = 10_000; // ms until a killed server is started again

const say = printTo(process.stdout);
const state = { stopping: false };
const args = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < 20) {
	fail(`The demo needs Node 20 or newer; this is ${process.versions.node}.`);
} else if (args.includes('--help') || args.includes('-h')) {
	console.log(USAGE);
} else if (args.some((arg) => arg !== '--once')) {
	fail(`The demo does not know "${args.find((arg) => arg !== '--once')}".\n${USAGE}`);
} else {
	await run(args.includes('--once')).catch((error) => leave(error.message));
}

async function run(once) {
	/** @type {import('./stage.mjs').Stage | undefined} */
	let stage;
	onInterrupt(async () => {
		state.stopping = true;
		say('stopping');
		await stage?.strike();
		await stopAll();
		say(`all that was started has ended${stage ? '; its data is removed' : ''}`);
	});

	for (const name of await endLeftovers()) say(`ended a leftover of an earlier run: ${name}`);
	stage = await setStage({ progress: say, port: USUAL_PORT });
	if (stage.n8n.port !== USUAL_PORT)
		say(`n8n's usual port ${USUAL_PORT} is in use, so it listens on ${stage.n8n.port}`);
	say('importing and publishing the workflows');
	const { monitor, dashboard } = await publishMonitor(stage.client, stage.monitorDatabase);
	const shop = await publishShop(stage.client, { stubUrl: stage.stub.url });
	const summary = await openSummary(stage.monitorUrl);
	if (!once) return play(stage, summary);

	const result = await playOnce(stage, summary, { shop, monitor, dashboard });
	await summary.close();
	state.stopping = true;
	await stage.strike();
	await stopAll();
	process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

/** Traffic and a live line, until Ctrl-C. */
async function play(stage, summary) {
	const { n8n, owner, monitorServer, monitorUrl, folder } = stage;
	say(`
n8n          ${n8n.url}
sign in      ${owner.email}   ${owner.password}
data         ${folder}
psql         ${monitorUrl}   (schema monitoring)
try it       kill -9 ${monitorServer.pid}   (the monitor's PostgreSQL: the workflows go on, and it is started again)
stop         Ctrl-C
`);
	void n8n.exited.then(() => leave(`n8n has ended by itself; its last words:\n${n8n.log().slice(-2_000)}`));
	void keepAlive(monitorServer);
	const traffic = { calls: 0, unanswered: 0 };
	void makeTraffic(stage.client, { traffic });
	for (; !state.stopping; await sleep(1_000)) say(await liveLine(summary, traffic), true);
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

/** Starts the monitor's server again when somebody has killed it, a while later. */
async function keepAlive(server) {
	for (;;) {
		await server.exited;
		if (state.stopping) return;
		say(`the monitor's PostgreSQL has ended; it is started again in ${AWAY_FOR / 1000} s`);
		await sleep(AWAY_FOR);
		if (state.stopping) return;
		await server.start();
		say(`the monitor's PostgreSQL runs again, as process ${server.pid}`);
	}
}

/** The story: some rounds, a rush, the comparison, the summary that Monitor Query makes. */
async function playOnce({ client }, summary, { shop, monitor, dashboard }) {
	say('making traffic');
	await makeTraffic(client, { rounds: 2, pause: 300 });
	await rush(client, 12);
	await client.deactivate(shop.healthy.id);

	say("waiting until the monitor's tables hold what n8n's own list holds");
	const workflowIds = Object.values(shop).map(({ id }) => id);
	const listed = await untilTheyAgree({ client, summary, workflowIds });
	const byTriggers = listed.filter(({ mode }) => mode === 'webhook' || mode === 'trigger');
	const failed = listed.filter(({ status }) => status === 'error');
	say(
		`n8n lists ${listed.length} executions, ${byTriggers.length} by production triggers, ${failed.length} failed: all recorded`,
	);
	if (byTriggers.length < LEAST_EXECUTIONS)
		throw new Error(`Only ${byTriggers.length} executions came about by production triggers.`);
	if (failed.length === 0) throw new Error('None of the executions failed, though some are made to.');

	const answer = await client.webhook(PATHS.dashboard);
	if (answer.status !== 200 || typeof answer.body !== 'object' || answer.body === null) {
		throw new Error(`The workflow "${dashboard.name}" answered ${answer.status}: ${JSON.stringify(answer.body)}`);
	}
	const figures = await summary.figures();
	if (figures === null) throw new Error(`"${monitor.name}" is published, but there are no tables.`);
	const { executions, logs, errors, performance } = figures;
	say(inWords(figures));
	return { executions, logs, errors, performance, dashboard: answer.body };
}

/** Ends with the reason, unless we are stopping anyway: then what fails, fails because of that. */
async function leave(reason) {
	if (state.stopping) return;
	state.stopping = true;
	await stopAll().catch(() => {});
	fail(reason);
}

function fail(reason) {
	process.stderr.write(`${reason}\n`, () => process.exit(1));
}
