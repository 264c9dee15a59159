import { hostname } from 'node:os';
import { ownIdentity } from '../../monitoring/agent/process-identity';
import { Reaper } from '../../monitoring/agent/reaper';
import type { Told } from '../../monitoring/capture/telling';
import type { HostExecution } from '../../monitoring/model/host-execution';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import type { ExecutionRecord } from '../../monitoring/model/records';
import { storeExecutions } from '../workflow-monitor/monitored';
import { DEAD, hostRow, INSTANCE, OWN, setLostStage, type LostStage } from './lost-stage';

let stage: LostStage;

beforeEach(async () => {
	stage = await setLostStage();
});

afterEach(async () => await stage.database.drop());

describe('the reaper', () => {
	let host: HostExecution[];
	let told: Told[];

	const look = async (reaper = makeReaper()) => {
		told = [];
		await reaper.look();
		await stage.write(told);
	};
	const makeReaper = () =>
		new Reaper({
			store: stage.store,
			instanceId: INSTANCE,
			ownProcessId: OWN,
			grace: () => 0,
			askHost: async () => new Map(host.map((each) => [each.executionId, each])),
			policy: () => DEFAULT_POLICY,
			tell: (each) => told.push(each),
		});
	const running = async (given: Partial<ExecutionRecord> = {}) =>
		await storeExecutions(stage.database, [
			{ status: 'running', process_id: DEAD, process_since: 1, last_node: 'HTTP', current_step: 2, last_seen_at: Date.now() - 9_000, ...given },
		]);

	beforeEach(async () => {
		host = [];
		await stage.renew(OWN);
	});

	it('closes what ran in a process whose lease ran out: last node, last sign of life, memory in use, one error', async () => {
		await running();
		await stage.renew(DEAD, {}, 0);
		const [{ renewed_at }] = await stage.database.sql<{ renewed_at: Date }>('select renewed_at from monitoring.processes where process_id = $1', [DEAD]);
		host = [hostRow()];
		await look();
		await look();
		expect(await stage.executions()).toMatchObject([
			{
				status: 'crashed', end_reason: 'process_lost', last_node: 'HTTP', current_step: 2, memory_share: '0.8750',
				finished_at: renewed_at, last_seen_at: renewed_at, outcome: 'failed',
			},
		]);
		expect(await stage.database.sql('select error_type, severity, node_name, handled from monitoring.workflow_errors')).toEqual([
			{ error_type: 'system', severity: 'critical', node_name: 'HTTP', handled: false },
		]);
		expect(await stage.database.sql("select log_level from monitoring.workflow_execution_logs where message = 'Execution crashed'")).toEqual([{ log_level: 'fatal' }]);
		expect(await stage.database.sql("select end_reason, metadata ->> 'lost_unclean' as lost from monitoring.processes where process_id = $1", [DEAD])).toEqual([
			{ end_reason: 'process_lost', lost: '4' },
		]);
	});

	it.each([
		['its lease still runs', async () => void (await stage.renew(DEAD))],
		['it runs on this machine, stopped or blocked', async () => {
			const { pid, start } = ownIdentity();
			await stage.renew(DEAD, { host: hostname(), pid, start }, 0);
		}],
		['only its recording was paused', async () => {
			await stage.renew(DEAD, {}, 0);
			await stage.database.sql("update monitoring.processes set ended_at = now(), end_reason = 'paused' where process_id = $1", [DEAD]);
		}],
		['the lease of the one who looks has run out too', async () => {
			await stage.renew(DEAD, {}, 0);
			await stage.renew(OWN, {}, 0);
		}],
		['it belongs to another instance', async () => {
			await stage.renew(DEAD, {}, 0);
			await stage.database.sql("update monitoring.processes set instance_id = 'staging' where process_id = $1", [DEAD]);
		}],
	])('leaves alone what runs in a process when %s', async (_when, given) => {
		await running();
		await given();
		host = [hostRow()];
		await look();
		expect(told).toEqual([]);
	});

	it('believes n8n\'s own table before its own presumption', async () => {
		await running();
		await stage.renew(DEAD, {}, 0);
		const stoppedAt = Date.now() - 3_000;
		host = [hostRow({ status: 'success', stoppedAt })];
		await look();
		expect(await stage.executions()).toMatchObject([{ status: 'success', end_reason: 'finished', finished_at: new Date(stoppedAt) }]);
		expect(await stage.database.sql('select 1 from monitoring.workflow_errors')).toEqual([]);
	});

	it('calls it a lost process whichever end n8n wrote', async () => {
		await running();
		await stage.renew(DEAD, {}, 0);
		host = [hostRow({ status: 'error', stoppedAt: Date.now() })];
		await look();
		expect(await stage.executions()).toMatchObject([{ status: 'error', end_reason: 'process_lost' }]);
	});

	it('leaves alone what waits, and what a process without the package may run', async () => {
		await storeExecutions(stage.database, [
			{ status: 'waiting', process_id: DEAD, process_since: 1 },
			{ status: 'queued', source: 'enqueuer' } as Partial<ExecutionRecord>,
		]);
		await stage.database.sql("update monitoring.workflow_executions set updated_at = now() - interval '1 hour'");
		await stage.renew(DEAD, {}, 0);
		host = [hostRow({ status: 'waiting' }), hostRow({ executionId: '2', status: 'running' })];
		await look();
		expect(told).toEqual([]);
	});

	it('gives way to an end that is reported after all, and takes its error back', async () => {
		await running();
		await stage.renew(DEAD, {}, 0);
		const reaper = makeReaper();
		await look(reaper);
		const finished_at = Date.now() + 1_000;
		await storeExecutions(stage.database, [{ status: 'success', end_reason: 'finished', finished_at }]);
		await look(reaper);
		expect(await stage.executions()).toMatchObject([{ status: 'success', end_reason: 'finished', finished_at: new Date(finished_at) }]);
		expect(await stage.database.sql('select 1 from monitoring.workflow_errors')).toEqual([]);
		expect(await stage.database.sql("select 1 from monitoring.workflow_execution_logs where message = 'Execution crashed'")).toEqual([]);
	});

	it('counts the node runs that it knows from the log', async () => {
		await running({ started_at: Date.now() - 5_000 });
		await stage.renew(DEAD, {}, 0);
		const log = (id: string, node: string, step: number, level: string) =>
			stage.database.sql(
				`insert into monitoring.workflow_execution_logs (id, instance_id, workflow_id, execution_id, log_level, message, timestamp, node_name, step_number, duration)
				values ($1, $2, 'wf', '1', $3, 'm', now(), $4, $5, 1)`,
				[`00000000-0000-7000-8000-00000000000${id}`, INSTANCE, level, node, step],
			);
		await log('1', 'Loop', 1, 'error');
		await log('2', 'Loop', 2, 'info');
		await log('3', 'HTTP', 3, 'error');
		await look();
		expect(await stage.executions()).toMatchObject([{ node_count: 2, node_runs: 3, failed_nodes: 1, successful_nodes: 1 }]);
	});
});
