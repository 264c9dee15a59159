// How good the live status foretells the rest of executions of the demo's workflows on a real n8n, beside the naive
// estimate (mean duration of the earlier ones minus what has passed). Each execution is asked about while it runs; what
// counts is its second half: the first answer after 50, 60, 70, 80 and 90 % of its time. Last line: JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { publish, publishMonitor } from '../../demo/publish.mjs';
import * as samples from '../../demo/samples.mjs';
import { setStage } from '../../demo/stage.mjs';

const RUNS = /** @type {const} */ ({ history: 30, measured: 40 });
const AT_ONCE = 4;
const SHARES = [0.5, 0.6, 0.7, 0.8, 0.9];
const ASKED_EVERY = 100; // ms

const say = (line) => console.log(`[estimate] ${line}`);

const stage = await setStage({ progress: say, fast: true });
try {
	console.log(JSON.stringify(await measure()));
} finally {
	await stage.strike();
}

async function measure() {
	const { client } = stage;
	await publishMonitor(client, stage.monitorDatabase);
	const { WorkflowMonitor } = await import('../../dist/index.js');
	const monitor = new WorkflowMonitor({ connectionString: stage.monitorUrl });
	try {
		const errors = { executions: 0, ours: [], naive: [] };
		for (const { sample, path, query } of workflows()) {
			const { id, name } = await publish(client, sample);
			const start = async () => await client.webhook(path, { query: query() });
			await untilRecorded(start, monitor, id);
			await run(start, monitor, id, RUNS.history, () => {});
			const answers = new Map();
			await run(start, monitor, id, RUNS.measured, (answer) => {
				answers.set(answer.execution_id, [...(answers.get(answer.execution_id) ?? []), answer]);
			});
			const found = judged(await monitor.getExecutions({ workflowId: id, limit: 1_000 }), answers);
			say(`${name}: ${inWords(found)}`);
			errors.executions += found.executions;
			errors.ours.push(...found.ours);
			errors.naive.push(...found.naive);
		}
		return { executions: errors.executions, median_error: at(errors.ours, 0.5), naive_median_error: at(errors.naive, 0.5) };
	} finally {
		await monitor.close();
	}
}

/** Those of the demo that run for a second at least, with what they are called with. */
function workflows() {
	const oneOf = (most) => Math.floor(Math.random() * most);
	return [
		{
			sample: samples.delivery(),
			path: samples.PATHS.delivery,
			query: () => ({ parcels: 1 + oneOf(8), express: Number(Math.random() < 0.4) }),
		},
		{
			sample: samples.httpCalls(stage.stub.url),
			path: samples.PATHS.http,
			query: () => ({ call: ['ok', 'slow'][oneOf(2)] }),
		},
		{ sample: samples.slow(), path: samples.PATHS.slow, query: () => ({}) },
	];
}

/** Until n8n has taken notice of the monitor, nothing is recorded. */
async function untilRecorded(start, monitor, workflowId) {
	for (const last = Date.now() + 60_000; Date.now() < last; await sleep(1_000)) {
		await start();
		const known = await monitor.getExecutions({ workflowId }).catch(() => []);
		if (known.length > 0) return;
	}
	throw new Error('Nothing has been recorded within a minute');
}

/** Runs executions, so many at once, and hands on what the live status says of each while it runs. */
async function run(start, monitor, workflowId, count, heard) {
	let started = 0;
	for (const last = Date.now() + 600_000; Date.now() < last; await sleep(ASKED_EVERY)) {
		const status = await monitor.getLiveStatus(workflowId, { logs: false });
		const running = status === null ? [] : [status.execution_id, ...status.running.map((each) => each.execution_id)];
		for (const executionId of running) {
			const answer = await monitor.getLiveStatus(workflowId, { executionId, logs: false });
			if (answer?.current_state === 'running') heard(answer);
		}
		if (running.length < AT_ONCE && started < count) {
			started += 1;
			await start();
		} else if (running.length === 0) {
			const open = await stage.client.executions({ workflowId, status: ['running', 'new'] });
			if (open.length === 0) return;
		}
	}
	throw new Error('The executions did not end within ten minutes');
}

function judged(executions, answers) {
	const ours = [];
	const naive = [];
	let unanswered = 0;
	for (const { execution_id, started_at, duration, status } of executions) {
		const heard = answers.get(execution_id);
		if (heard === undefined || status !== 'success') continue;
		const earlier = executions.filter((each) => each.status === 'success' && each.finished_at < started_at);
		const mean = earlier.reduce((sum, each) => sum + each.duration, 0) / earlier.length;
		for (const share of SHARES) {
			const answer = heard.find(({ elapsed_time: elapsed }) => elapsed >= duration * share);
			if (answer === undefined || answer.elapsed_time >= duration) continue;
			const rest = duration - answer.elapsed_time;
			const off = (estimate) => Math.abs(estimate - rest) / rest;
			if (answer.estimated_remaining_time === null) unanswered += 1;
			ours.push(answer.estimated_remaining_time === null ? 1 : off(answer.estimated_remaining_time));
			naive.push(off(Math.max(0, mean - answer.elapsed_time)));
		}
	}
	return { executions: answers.size, ours, naive, unanswered };
}

function inWords({ executions, ours, naive, unanswered }) {
	const quartiles = (errors) => [0.25, 0.5, 0.75].map((share) => at(errors, share)).join(', ');
	return (
		`${executions} executions, ${ours.length} answers, ${unanswered} without an estimate (counted as 100 % off); ` +
		`how far off, quartiles: ${quartiles(ours)}; naive: ${quartiles(naive)}`
	);
}

function at(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return Math.round(sorted[Math.floor((sorted.length - 1) * share)] * 1_000) / 1_000;
}
