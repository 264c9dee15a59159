// How soon a failing execution starts the workflow of a Monitor Trigger on a real n8n, by n8n's own times: one after
// the other, through a kill -9 in between, and a thousand at once while n8n is asked how it is.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { printTo } from '../../demo/progress.mjs';
import { publish, publishMonitor } from '../../demo/publish.mjs';
import { setStage } from '../../demo/stage.mjs';
import { inLine, node, workflow } from '../../demo/workflow-json.mjs';

const SINGLE = 200;
const KILLED = 30;
const AT_ONCE = Number(process.argv[2] ?? 1_000);
/** Of one kind of failure only so many in ten minutes are no circle, see docs/events.md. */
const WORKFLOWS = 25;
/** So many calls are under way at a time; more than that n8n's own pool of connections does not serve. */
const CALLERS = 50;
const DEADLINE = 180_000;

const progress = printTo(process.stdout);
const stage = await setStage({ progress, fast: true });
const monitor = new pg.Pool({ connectionString: stage.monitorUrl, max: 1 });
monitor.on('error', () => {});
const { host, port, user, password } = stage.n8nDatabase;
const n8n = new pg.Pool({ host, port, user, password, database: 'n8n', max: 1 });
n8n.on('error', () => {});

try {
	const { monitor: alarm } = await publishMonitor(stage.client, stage.monitorDatabase);
	const paths = await Promise.all(Array.from({ length: WORKFLOWS }, (_, index) => failing(index)));
	await until(async () => (await rows(monitor, 'select 1 from monitoring.monitors')).length > 0, 'the monitor');
	for (const path of paths) await call(path);
	await untilQuiet();

	const before = await newest();
	for (let index = 0; index < SINGLE; index += 1) {
		await call(paths[index % WORKFLOWS]);
		await sleep(60);
	}
	const single = await outcome(alarm.id, before, SINGLE);
	progress(`one by one: ${JSON.stringify(single)}`);

	const beforeKill = await newest();
	for (let index = 0; index < KILLED; index += 1) await call(paths[index % WORKFLOWS]);
	await stage.n8n.kill();
	await stage.n8n.start();
	const killed = await outcome(alarm.id, beforeKill, KILLED);
	progress(`through a kill -9: ${JSON.stringify(killed)}`);

	const beforeAll = await newest();
	const pulse = takePulse();
	let calls = 0;
	let refused = 0;
	await Promise.all(Array.from({ length: CALLERS }, async () => {
		while (calls < AT_ONCE) refused += Number(!(await call(paths[(calls += 1) % WORKFLOWS]).then(() => true, () => false)));
	}));
	const atOnce = await outcome(alarm.id, beforeAll, AT_ONCE - refused);
	const answers = pulse();
	progress(`${AT_ONCE} at once: ${JSON.stringify({ ...atOnce, n8n_answers: answers })}`);

	const parts = [single, killed, atOnce];
	console.log(JSON.stringify({
		events: sum(parts, 'events'),
		delivered: sum(parts, 'delivered'),
		doubled: sum(parts, 'doubled'),
		p50_ms: single.p50_ms,
		p99_ms: single.p99_ms,
		through_kill: killed,
		at_once: { ...atOnce, n8n_answers: answers },
	}));
} finally {
	await Promise.allSettled([monitor.end(), n8n.end()]);
	await stage.strike();
}

async function failing(index) {
	const path = randomUUID();
	await publish(stage.client, workflow(
		`Fails ${index}`,
		[
			node('Webhook', 'webhook', 2, { path, responseMode: 'onReceived' }, { webhookId: path }),
			node('Fail', 'stopAndError', 1, { errorMessage: `Order ${index} refused` }),
		],
		inLine('Webhook', 'Fail'),
	));
	return path;
}

async function call(path) {
	const { status } = await fetch(`${stage.n8n.url}/webhook/${path}`);
	// An n8n that has no room refuses; that execution is none.
	if (status !== 200) throw new Error(`n8n answered ${status}`);
}

/** What n8n itself says of the executions after `id`: each failed one, and what was started for it. */
async function outcome(alarmId, id, expected) {
	let found = await pairs(alarmId, id);
	await until(async () => {
		found = await pairs(alarmId, id);
		return found.length >= expected && found.every(({ started }) => started.length > 0);
	}, `${expected} events`).catch((error) => progress(error.message));
	await untilQuiet();
	found = await pairs(alarmId, id);
	const waits = found.flatMap(({ failed, started }) => (started.length === 0 ? [] : [Math.max(0, started[0] - failed)]));
	const sorted = waits.sort((a, b) => a - b);
	return {
		events: found.length,
		delivered: sorted.length,
		doubled: found.filter(({ started }) => started.length > 1).length,
		p50_ms: percentile(sorted, 0.5),
		p99_ms: percentile(sorted, 0.99),
	};
}

async function pairs(alarmId, id) {
	const executions = await rows(n8n, 'select id, status, "workflowId" as workflow, "startedAt" as started, "stoppedAt" as stopped, "deduplicationKey" as key from execution_entity where id > $1', [id]);
	const about = new Map((await rows(monitor, 'select id, execution_id from monitoring.event_deliveries')).map((row) => [row.id, row.execution_id]));
	const starts = new Map();
	for (const { workflow: from, key, started } of executions) {
		if (from !== alarmId || !about.has(key)) continue;
		const of = about.get(key);
		starts.set(of, [...(starts.get(of) ?? []), new Date(started).getTime()].sort((a, b) => a - b));
	}
	return executions
		.filter(({ workflow: from, status }) => from !== alarmId && (status === 'error' || status === 'crashed'))
		.map(({ id: failed, stopped }) => ({ failed: new Date(stopped).getTime(), started: starts.get(String(failed)) ?? [] }));
}

/** Asks n8n every 50 ms how it is; gives how long the answers took. */
function takePulse() {
	let on = true;
	const took = [];
	void (async () => {
		while (on) {
			const from = performance.now();
			await fetch(`${stage.n8n.url}/healthz`, { signal: AbortSignal.timeout(30_000) }).catch(() => {});
			took.push(performance.now() - from);
			await sleep(50);
		}
	})();
	return () => {
		on = false;
		const sorted = took.map(Math.round).sort((a, b) => a - b);
		return { p50_ms: percentile(sorted, 0.5), p99_ms: percentile(sorted, 0.99) };
	};
}

async function untilQuiet() {
	await until(async () => (await rows(monitor, "select 1 from monitoring.event_deliveries where state in ('pending', 'claimed', 'started') and due_at < now() + interval '1 minute'")).length === 0, 'quiet');
}

async function newest() {
	return (await rows(n8n, 'select coalesce(max(id), 0) as id from execution_entity'))[0].id;
}

async function rows(pool, text, values = []) {
	return (await pool.query(text, values).catch(() => ({ rows: [] }))).rows;
}

async function until(condition, what) {
	for (const since = Date.now(); Date.now() - since < DEADLINE; await sleep(100)) if (await condition()) return;
	throw new Error(`waited ${DEADLINE / 1_000} s in vain for ${what}`);
}

function percentile(sorted, share) {
	return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function sum(parts, name) {
	return parts.reduce((total, part) => total + part[name], 0);
}
