import { hostname } from 'node:os';
import { ProcessLease } from '../../monitoring/agent/process-lease';
import { ownIdentity } from '../../monitoring/agent/process-identity';
import { Reaper } from '../../monitoring/agent/reaper';
import { Reconciler } from '../../monitoring/agent/reconciler';
import type { Told } from '../../monitoring/capture/telling';
import type { HostExecution } from '../../monitoring/model/host-execution';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import type { ExecutionRecord } from '../../monitoring/model/records';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import type { Store } from '../../monitoring/store/pool';
import { findOverdueWaits } from '../../monitoring/store/read/find-overdue-waits';
import { findStuckParents } from '../../monitoring/store/read/find-stuck-parents';
import { ensurePartitionsAhead } from '../../monitoring/store/write/ensure-log-partitions';
import { noteGapBeforeStart } from '../../monitoring/store/write/note-gap-before-start';
import { renewProcess } from '../../monitoring/store/write/renew-process';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import type { TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';
import { monitoredDatabase, storeExecutions } from '../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';
const OWN = '00000000-0000-4000-8000-000000000001';
const DEAD = '00000000-0000-4000-8000-000000000002';

let database: TestDatabase;
let store: Store;

beforeEach(async () => {
	database = await monitoredDatabase(INSTANCE);
	store = database.store();
	await ensurePartitionsAhead(store, Date.now());
});

afterEach(async () => await database.drop());

/** What is told goes the way of all records. */
const write = async (told: Told[]) => {
	const entries = told.flatMap(({ records }) => records.map((record) => ({ record, bytes: 1, since: 0 })));
	await writeBatch(store, INSTANCE, prepareBatch(entries, INSTANCE, Date.now()));
};

const renew = async (processId: string, given: object = {}, leaseMs = 60_000) =>
	await renewProcess(
		store,
		INSTANCE,
		{
			processId, processType: 'worker', host: 'elsewhere', pid: 7, start: 'boot:1', n8nVersion: null,
			packageVersion: '0.1.0', state: 'recording', stateReason: null, memoryShare: 0.875,
			counters: { queued: 3, held: 1 }, ...given,
		},
		leaseMs,
	);

const row = (given: Partial<HostExecution> = {}): HostExecution => ({
	executionId: '1', workflowId: 'wf', mode: 'webhook', status: 'running', retryOf: null, createdAt: Date.now() - 9_000,
	startedAt: Date.now() - 9_000, stoppedAt: null, waitTill: null, workflowVersion: null, ...given,
});

const executions = async () =>
	await database.sql<Record<string, unknown>>('select * from monitoring.workflow_executions order by execution_id');

describe('the reaper', () => {
	let host: HostExecution[];
	let told: Told[];

	const look = async (reaper = makeReaper()) => {
		told = [];
		await reaper.look();
		await write(told);
	};
	const makeReaper = () =>
		new Reaper({
			store,
			instanceId: INSTANCE,
			ownProcessId: OWN,
			grace: () => 0,
			askHost: async () => new Map(host.map((each) => [each.executionId, each])),
			policy: () => DEFAULT_POLICY,
			tell: (each) => told.push(each),
		});
	const running = async (given: Partial<ExecutionRecord> = {}) =>
		await storeExecutions(database, [
			{ status: 'running', process_id: DEAD, process_since: 1, last_node: 'HTTP', current_step: 2, last_seen_at: Date.now() - 9_000, ...given },
		]);

	beforeEach(async () => {
		host = [];
		await renew(OWN);
	});

	it('closes what ran in a process whose lease ran out: last node, last sign of life, memory in use, one error', async () => {
		await running();
		await renew(DEAD, {}, 0);
		const [{ renewed_at }] = await database.sql<{ renewed_at: Date }>('select renewed_at from monitoring.processes where process_id = $1', [DEAD]);
		host = [row()];
		await look();
		await look();
		expect(await executions()).toMatchObject([
			{
				status: 'crashed', end_reason: 'process_lost', last_node: 'HTTP', current_step: 2, memory_share: '0.8750',
				finished_at: renewed_at, last_seen_at: renewed_at, outcome: 'failed',
			},
		]);
		expect(await database.sql('select error_type, severity, node_name, handled from monitoring.workflow_errors')).toEqual([
			{ error_type: 'system', severity: 'critical', node_name: 'HTTP', handled: false },
		]);
		expect(await database.sql("select log_level from monitoring.workflow_execution_logs where message = 'Execution crashed'")).toEqual([{ log_level: 'fatal' }]);
		expect(await database.sql("select end_reason, metadata ->> 'lost_unclean' as lost from monitoring.processes where process_id = $1", [DEAD])).toEqual([
			{ end_reason: 'process_lost', lost: '4' },
		]);
	});

	it.each([
		['its lease still runs', async () => void (await renew(DEAD))],
		['it runs on this machine, stopped or blocked', async () => {
			const { pid, start } = ownIdentity();
			await renew(DEAD, { host: hostname(), pid, start }, 0);
		}],
		['only its recording was paused', async () => {
			await renew(DEAD, {}, 0);
			await database.sql("update monitoring.processes set ended_at = now(), end_reason = 'paused' where process_id = $1", [DEAD]);
		}],
		['the lease of the one who looks has run out too', async () => {
			await renew(DEAD, {}, 0);
			await renew(OWN, {}, 0);
		}],
		['it belongs to another instance', async () => {
			await renew(DEAD, {}, 0);
			await database.sql("update monitoring.processes set instance_id = 'staging' where process_id = $1", [DEAD]);
		}],
	])('leaves alone what runs in a process when %s', async (_when, given) => {
		await running();
		await given();
		host = [row()];
		await look();
		expect(told).toEqual([]);
	});

	it('believes n8n\'s own table before its own presumption', async () => {
		await running();
		await renew(DEAD, {}, 0);
		const stoppedAt = Date.now() - 3_000;
		host = [row({ status: 'success', stoppedAt })];
		await look();
		expect(await executions()).toMatchObject([{ status: 'success', end_reason: 'finished', finished_at: new Date(stoppedAt) }]);
		expect(await database.sql('select 1 from monitoring.workflow_errors')).toEqual([]);
	});

	it('calls it a lost process whichever end n8n wrote', async () => {
		await running();
		await renew(DEAD, {}, 0);
		host = [row({ status: 'error', stoppedAt: Date.now() })];
		await look();
		expect(await executions()).toMatchObject([{ status: 'error', end_reason: 'process_lost' }]);
	});

	it('leaves alone what waits, and what a process without the package may run', async () => {
		await storeExecutions(database, [
			{ status: 'waiting', process_id: DEAD, process_since: 1 },
			{ status: 'queued', source: 'enqueuer' } as Partial<ExecutionRecord>,
		]);
		await database.sql("update monitoring.workflow_executions set updated_at = now() - interval '1 hour'");
		await renew(DEAD, {}, 0);
		host = [row({ status: 'waiting' }), row({ executionId: '2', status: 'running' })];
		await look();
		expect(told).toEqual([]);
	});

	it('gives way to an end that is reported after all, and takes its error back', async () => {
		await running();
		await renew(DEAD, {}, 0);
		const reaper = makeReaper();
		await look(reaper);
		const finished_at = Date.now() + 1_000;
		await storeExecutions(database, [{ status: 'success', end_reason: 'finished', finished_at }]);
		await look(reaper);
		expect(await executions()).toMatchObject([{ status: 'success', end_reason: 'finished', finished_at: new Date(finished_at) }]);
		expect(await database.sql('select 1 from monitoring.workflow_errors')).toEqual([]);
		expect(await database.sql("select 1 from monitoring.workflow_execution_logs where message = 'Execution crashed'")).toEqual([]);
	});

	it('counts the node runs that it knows from the log', async () => {
		await running({ started_at: Date.now() - 5_000 });
		await renew(DEAD, {}, 0);
		const log = (id: string, node: string, step: number, level: string) =>
			database.sql(
				`insert into monitoring.workflow_execution_logs (id, instance_id, workflow_id, execution_id, log_level, message, timestamp, node_name, step_number, duration)
				values ($1, $2, 'wf', '1', $3, 'm', now(), $4, $5, 1)`,
				[`00000000-0000-7000-8000-00000000000${id}`, INSTANCE, level, node, step],
			);
		await log('1', 'Loop', 1, 'error');
		await log('2', 'Loop', 2, 'info');
		await log('3', 'HTTP', 3, 'error');
		await look();
		expect(await executions()).toMatchObject([{ node_count: 2, node_runs: 3, failed_nodes: 1, successful_nodes: 1 }]);
	});
});

describe('the comparison with n8n\'s own table', () => {
	let host: HostExecution[];
	let told: Told[];
	let now: number;
	let runData: object;

	const makeReconciler = () =>
		new Reconciler({
			store,
			instanceId: INSTANCE,
			host: {
				byIds: async () => new Map(host.map((each) => [each.executionId, each])),
				newest: async () => host.at(-1)?.executionId ?? null,
				between: async (from, to) => host.filter(({ executionId }) => Number(executionId) >= Number(from) && Number(executionId) <= Number(to)),
				runData: async () => runData as never,
			},
			cancelReason: () => null,
			policy: () => DEFAULT_POLICY,
			tell: (each) => told.push(each),
			now: () => now,
		});
	const look = async (reconciler: Reconciler, after = 0) => {
		now += after;
		told = [];
		await reconciler.look();
		await write(told);
	};

	beforeEach(() => {
		now = 0;
		host = [];
		runData = {};
	});

	it('closes a waiting execution that was stopped, once the report of a process would have come', async () => {
		await storeExecutions(database, [{ status: 'waiting', wait_till: Date.now() + 3_600_000 }]);
		const reconciler = makeReconciler();
		host = [row({ status: 'canceled', stoppedAt: Date.now() })];
		await look(reconciler);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
		await look(reconciler, 3_000);
		expect(await executions()).toMatchObject([{ status: 'canceled', end_reason: 'stopped', outcome: 'stopped' }]);
		expect(told[0].ended?.end.status).toBe('canceled');
	});

	it('takes over a refused sub-workflow with its error, and nothing from before it began to look', async () => {
		host = [row({ executionId: '9', status: 'success', stoppedAt: Date.now() })];
		const reconciler = makeReconciler();
		await look(reconciler);
		host.push(row({ executionId: '10', mode: 'integrated', status: 'error', stoppedAt: Date.now() }));
		const error = { name: 'SubworkflowPolicyDenialError', message: 'The sub-workflow (c) cannot be called by this workflow' };
		runData = { resultData: { error, lastNodeExecuted: 'Call', runData: { Call: [{ executionStatus: 'error', executionTime: 0, source: [] }] } } };
		await look(reconciler, 3_000);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
		await look(reconciler, 3_000);
		expect(await executions()).toMatchObject([
			{ execution_id: '10', status: 'error', end_reason: 'refused', mode: 'integrated', kind: 'sub_workflow', process_id: null },
		]);
		expect(await database.sql('select error_message from monitoring.workflow_errors')).toEqual([{ error_message: error.message }]);
	});

	it('shows what n8n holds back in its queue, and goes on where another process left off', async () => {
		host = [row({ executionId: '1', status: 'success' })];
		await look(makeReconciler());
		host.push(row({ executionId: '2', status: 'new', startedAt: null }), row({ executionId: '3', status: 'success', stoppedAt: Date.now() }));
		const next = makeReconciler();
		await look(next);
		await look(next, 6_000);
		expect(await executions()).toMatchObject([
			{ execution_id: '2', status: 'queued' },
			{ execution_id: '3', status: 'success', end_reason: 'finished' },
		]);
	});

	it('says nothing of an execution that its process has told, nor twice of one', async () => {
		host = [row({ executionId: '1', status: 'success' })];
		const reconciler = makeReconciler();
		await look(reconciler);
		await storeExecutions(database, [{ status: 'success' }, { status: 'running' }]);
		host.push(row({ executionId: '2', status: 'running' }));
		await look(reconciler, 3_000);
		await look(reconciler, 6_000);
		expect(told).toEqual([]);
		host = [row({ executionId: '2', status: 'error', stoppedAt: Date.now() })];
		await look(reconciler, 3_000);
		await look(reconciler, 6_000);
		expect(told).toHaveLength(1);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
	});
});

describe('the lease of a process', () => {
	const OLD = process.env.MONITOR_LEASE_SECONDS;

	beforeAll(() => (process.env.MONITOR_LEASE_SECONDS = '1'));
	afterAll(() => {
		if (OLD === undefined) delete process.env.MONITOR_LEASE_SECONDS;
		else process.env.MONITOR_LEASE_SECONDS = OLD;
	});

	const lease = (dropped: Record<string, number> = {}) =>
		new ProcessLease(store, INSTANCE, { id: OWN, type: 'main', n8nVersion: '2.41.1', packageVersion: '0.1.0' }, () => ({
			state: 'recording', stateReason: null, counters: { dropped },
		}));
	const row = async () => (await database.sql('select * from monitoring.processes'))[0];

	it('says who it is, lives while it is renewed, and ends with its reason', async () => {
		const own = lease();
		await own.renew();
		expect(await row()).toMatchObject({ process_type: 'main', host: hostname(), pid: process.pid, n8n_version: '2.41.1', state: 'recording', ended_at: null });
		expect(Number((await row()).memory_share)).toBeGreaterThan(0);
		await own.stop('shutdown');
		expect(await row()).toMatchObject({ end_reason: 'shutdown', ended_at: expect.any(Date) });
		await own.renew();
		expect(await row()).toMatchObject({ end_reason: null, ended_at: null });
	});

	it('is settled only after a whole lease without a break', async () => {
		const own = lease();
		const clock = jest.spyOn(performance, 'now');
		try {
			const at = async (ms: number) => {
				clock.mockReturnValue(ms);
				await own.renew();
				return own.settled;
			};
			expect(await at(0)).toBe(false);
			expect(await at(400)).toBe(false);
			expect(await at(800)).toBe(false);
			expect(await at(1_200)).toBe(true);
			// Stopped for a while, as by SIGSTOP.
			clock.mockReturnValue(9_000);
			expect(own.settled).toBe(false);
			expect(await at(9_000)).toBe(false);
			expect(await at(9_400)).toBe(false);
			expect(await at(9_800)).toBe(false);
			expect(await at(10_100)).toBe(true);
			await database.sql("update monitoring.processes set renewed_at = now() - interval '10 seconds'");
			expect(await at(10_200)).toBe(false);
		} finally {
			clock.mockRestore();
		}
	});

	it.each([
		['process_lost', '', "select reason from monitoring.recording_gaps"],
		['paused', ", ended_at = now(), end_reason = 'paused'", "select reason from monitoring.recording_gaps"],
	])('notes the gap before it, and why: %s', async (reason, set, query) => {
		await renew(DEAD);
		await database.sql(`update monitoring.processes set renewed_at = now() - interval '5 minutes'${set}`);
		await lease().renew();
		expect(await database.sql(query)).toEqual([{ reason }]);
	});

	it('notes no gap while another process records, and one where rows were lost', async () => {
		await renew(DEAD);
		const dropped: Record<string, number> = {};
		const own = lease(dropped);
		await own.renew();
		expect(await database.sql('select 1 from monitoring.recording_gaps')).toEqual([]);
		dropped.queue_full = 7;
		await own.renew();
		expect(await database.sql('select reason from monitoring.recording_gaps')).toEqual([{ reason: 'rows_lost' }]);
	});

	it('takes back a gap that another one noted while it had only lost the database', async () => {
		const own = lease();
		await own.renew();
		await database.sql("update monitoring.processes set renewed_at = now() - interval '5 minutes'");
		await noteGapBeforeStart(store, INSTANCE);
		expect(await database.sql('select 1 from monitoring.recording_gaps')).toHaveLength(1);
		await own.renew();
		expect(await database.sql('select 1 from monitoring.recording_gaps')).toEqual([]);
	});

	it('removes rows of processes that have been gone for a week', async () => {
		await renew(DEAD);
		await database.sql("update monitoring.processes set lease_until = now() - interval '8 days'");
		await lease().renew();
		expect(await database.sql('select process_id from monitoring.processes')).toEqual([{ process_id: OWN }]);
	});
});

describe('what should have gone on', () => {
	const HOUR = 3_600_000;

	it('finds overdue waits, the longest first, and none that waits for a call', async () => {
		const now = Date.now();
		await storeExecutions(database, [
			{ status: 'waiting', wait_till: now - HOUR },
			{ status: 'waiting', wait_till: now - 2 * HOUR },
			{ status: 'waiting', wait_till: now + HOUR },
			{ status: 'waiting' },
			{ status: 'running', wait_till: now - HOUR },
		]);
		const found = await findOverdueWaits(store, INSTANCE, 60_000, 10);
		expect(found.map(({ execution_id }) => execution_id)).toEqual(['2', '1']);
		expect(found[0]).toMatchObject({ workflow_id: 'wf', since: new Date(now - 2 * HOUR).toISOString() });
		expect(await findOverdueWaits(store, 'another', 60_000, 10)).toEqual([]);
	});

	it('finds parents that wait although all their children have ended', async () => {
		const now = Date.now();
		const waits = { status: 'waiting', last_seen_at: now - 2 * HOUR } as const;
		const child = (parent: string, given: Partial<ExecutionRecord>) =>
			executionRecord({ status: 'success', parent_execution_id: parent, finished_at: now - HOUR, ...given });
		await storeExecutions(database, [
			waits, waits, { ...waits, last_seen_at: now },
			child('1', {}), child('1', { status: 'error' }), child('2', {}), child('2', { status: 'running', finished_at: null }), child('3', {}),
		].map((each, index) => ({ ...each, execution_id: String(index + 1) })));
		expect(await findStuckParents(store, INSTANCE, 60_000, 10)).toEqual([
			{ execution_id: '1', workflow_id: 'wf', since: new Date(now - HOUR).toISOString(), children: 2 },
		]);
	});
});
