import { untilTheyAgree } from './comparison.mjs';
import { USUAL_PORT } from './n8n-server.mjs';
import { publishMonitor, publishShop } from './publish.mjs';
import { PATHS } from './samples.mjs';
import { setStage } from './stage.mjs';
import { inWords, openSummary } from './summary.mjs';
import { makeTraffic, rush } from './traffic.mjs';

const LEAST_EXECUTIONS = 20; // by production triggers

/**
 * The story: some rounds, a rush, the comparison, the summary that Monitor Query makes.
 * @param {import('./command.mjs').Run} run
 */
export async function playOnce(run) {
	const { say } = run;
	const stage = await setStage({ progress: say, port: USUAL_PORT });
	run.stage = stage;
	const { client } = stage;
	say('importing and publishing the workflows');
	const { monitor, dashboard } = await publishMonitor(client, stage.monitorDatabase);
	const shop = await publishShop(client, { stubUrl: stage.stub.url });
	const summary = await openSummary(stage.monitorUrl);

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
	await summary.close();
	return { executions, logs, errors, performance, dashboard: answer.body };
}
