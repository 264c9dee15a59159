// npm run measure -- trends [executions]: how long questions about performance take on a large database (500,000
// executions with ten node runs each unless told), and for how long they hold the asking thread. Last line: JSON.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import esbuild from 'esbuild';
import { startPostgres } from '../../demo/postgres.mjs';

const EXECUTIONS = Number(process.argv[2] ?? 500_000);
const DAYS = 30;
const NODES = 10;
const WORKFLOWS = 200;
const ROUNDS = 5;

const started = Date.now();
const say = (text) => console.log(`${((Date.now() - started) / 1_000).toFixed(0)} s: ${text}`);
const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-measure-'));
const postgres = await startPostgres({ fast: true, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } });
try {
	const { Store, migrate, upsertInstance, WorkflowMonitor } = await load();
	const store = new Store({ connectionString: postgres.url, schema: 'monitoring' }, { queryTimeout: 600_000 });
	await migrate(store);
	await upsertInstance(store, { instanceId: 'this-n8n', n8nVersion: null, packageVersion: '0' });
	await fill(store);
	const monitor = new WorkflowMonitor({ connectionString: postgres.url, instanceId: 'this-n8n' });
	const [{ workflow_id: busiest }] = (
		await store.query('select workflow_id from monitoring.workflow_executions group by 1 order by count(*) desc limit 1')
	).rows;
	const questions = [
		['percentiles, all workflows', async () => await monitor.getPercentiles()],
		['percentiles, busiest workflow by day', async () => await monitor.getPercentiles({ workflowId: busiest, every: 'day' })],
		['percentiles of nodes, busiest workflow, 7 days', async () => await monitor.getPercentiles({ workflowId: busiest, by: 'node', startTime: new Date(Date.now() - 7 * 86_400_000) })],
		['percentiles of nodes, busiest workflow', async () => await monitor.getPercentiles({ workflowId: busiest, by: 'node' })],
		['bottlenecks, all workflows', async () => await monitor.getBottlenecks()],
		['bottlenecks, busiest workflow', async () => await monitor.getBottlenecks({ workflowId: busiest })],
		['trends, all workflows', async () => await monitor.getTrends()],
		['trends, busiest workflow', async () => await monitor.getTrends({ workflowId: busiest })],
	];
	const reads = [];
	for (const [name, ask] of questions) reads.push(await measured(name, ask));
	await monitor.close();
	await store.end();
	console.log(JSON.stringify({ executions: EXECUTIONS, node_runs: EXECUTIONS * NODES, reads }));
} finally {
	await postgres.remove();
	rmSync(folder, { recursive: true, force: true });
}

async function load() {
	const outfile = path.join(folder, 'library.cjs');
	await esbuild.build({
		stdin: {
			contents: [
				"export { WorkflowMonitor } from './index';",
				"export { Store } from './monitoring/store/pool';",
				"export { migrate } from './monitoring/store/migrate';",
				"export { upsertInstance } from './monitoring/store/write/upsert-instance';",
			].join('\n'),
			resolveDir: path.join(import.meta.dirname, '..', '..'),
			loader: 'ts',
		},
		bundle: true,
		platform: 'node',
		loader: { '.sql': 'text' },
		external: ['pg-native'],
		logLevel: 'error',
		outfile,
	});
	return createRequire(import.meta.url)(outfile);
}

/** Few workflows are busy and many are not; one of the busiest takes 1.5 times as long from the twentieth day on. */
async function fill(store) {
	await store.query('drop index monitoring.workflow_execution_logs_metadata');
	await store.query(
		`insert into monitoring.workflow_executions
			(instance_id, execution_id, workflow_id, status, kind, mode, started_at, finished_at, duration, active_duration,
			node_runs, items_in, workflow_version, state_key, started_source)
		select
			'this-n8n', i::text, workflow, case when chance < 0.03 then 'error' else 'success' end::monitoring.execution_status,
			'webhook', 'webhook', at, at + took * interval '1 millisecond', took, took, ${NODES}, 10,
			case when slow then 'v2' else 'v1' end, 2 ^ 50, 40
		from (
			select i, at, chance, workflow, slow,
				(200 * exp(0.3 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) * case when slow then 1.5 else 1 end)::int as took
			from (
				select i, at, random() as chance, workflow, workflow = 'wf-1' and day >= 20 as slow
				from (
					select i, now() - interval '${DAYS} days' + i * interval '${DAYS} days' / ${EXECUTIONS} as at,
						floor(${DAYS}::float * i / ${EXECUTIONS}) as day, 'wf-' || floor(${WORKFLOWS} * random() ^ 3) as workflow
					from generate_series(1, ${EXECUTIONS}) as i
				) as one
			) as two
		) as three`,
	);
	say(`${EXECUTIONS} executions are there`);
	for (let day = -1; day <= DAYS; day += 1) {
		await store.query(`select monitoring.ensure_log_partition('monitoring', ((now() at time zone 'UTC') - $1 * interval '1 day')::date)`, [day]);
	}
	for (let day = DAYS; day > 0; day -= 1) {
		await store.query(
			`insert into monitoring.workflow_execution_logs
				(id, instance_id, workflow_id, execution_id, log_level, message, timestamp, node_id, node_name, step_number,
				duration, items_in, items_out, metadata)
			select
				(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(md5(e.execution_id || ' ' || k), 1, 20))::uuid,
				'this-n8n', e.workflow_id, e.execution_id, 'info', 'Node "Step ' || k || '" finished', at, 'id ' || k, 'Step ' || k, k,
				e.duration / ${NODES}, 10, 10, '{"run_index": 0}'
			from monitoring.workflow_executions e
			cross join generate_series(1, ${NODES}) as k
			cross join lateral (select e.started_at + e.duration * k / ${NODES} * interval '1 millisecond' as at) as ended
			where e.started_at >= now() - $1 * interval '1 day' and e.started_at < now() - ($1 - 1) * interval '1 day'`,
			[day],
		);
		if (day % 10 === 1) say(`node runs up to ${day - 1} days ago are there`);
	}
	await store.query('vacuum analyze monitoring.workflow_executions');
	await store.query('vacuum analyze monitoring.workflow_execution_logs');
}

async function measured(name, ask) {
	const times = [];
	const delay = monitorEventLoopDelay({ resolution: 1 });
	let rows = 0;
	for (let round = 0; round <= ROUNDS; round += 1) {
		if (round === 1) delay.enable();
		const begin = performance.now();
		({ rows: { length: rows } } = await ask());
		if (round > 0) times.push(performance.now() - begin);
	}
	delay.disable();
	times.sort((a, b) => a - b);
	const result = {
		name,
		median_ms: Math.round(times[Math.floor(times.length / 2)]),
		longest_ms: Math.round(times[times.length - 1]),
		loop_delay_max_ms: Math.round(delay.max / 1e6),
		rows,
	};
	say(JSON.stringify(result));
	return result;
}
