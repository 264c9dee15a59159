import { Reconciler } from '../../monitoring/agent/reconciler';
import type { Told } from '../../monitoring/capture/telling';
import type { HostExecution } from '../../monitoring/model/host-execution';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import { storeExecutions } from '../workflow-monitor/monitored';
import { hostRow, INSTANCE, setLostStage, type LostStage } from './lost-stage';

let stage: LostStage;

beforeEach(async () => {
	stage = await setLostStage();
});

afterEach(async () => await stage.database.drop());

describe('the comparison with n8n\'s own table', () => {
	let host: HostExecution[];
	let told: Told[];
	let now: number;
	let runData: object;

	const makeReconciler = () =>
		new Reconciler({
			store: stage.store,
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
		await stage.write(told);
	};

	beforeEach(() => {
		now = 0;
		host = [];
		runData = {};
	});

	it('closes a waiting execution that was stopped, once the report of a process would have come', async () => {
		await storeExecutions(stage.database, [{ status: 'waiting', wait_till: Date.now() + 3_600_000 }]);
		const reconciler = makeReconciler();
		host = [hostRow({ status: 'canceled', stoppedAt: Date.now() })];
		await look(reconciler);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
		await look(reconciler, 3_000);
		expect(await stage.executions()).toMatchObject([{ status: 'canceled', end_reason: 'stopped', outcome: 'stopped' }]);
		expect(told[0].ended?.end.status).toBe('canceled');
	});

	it('takes over a refused sub-workflow with its error, and nothing from before it began to look', async () => {
		host = [hostRow({ executionId: '9', status: 'success', stoppedAt: Date.now() })];
		const reconciler = makeReconciler();
		await look(reconciler);
		host.push(hostRow({ executionId: '10', mode: 'integrated', status: 'error', stoppedAt: Date.now() }));
		const error = { name: 'SubworkflowPolicyDenialError', message: 'The sub-workflow (c) cannot be called by this workflow' };
		runData = { resultData: { error, lastNodeExecuted: 'Call', runData: { Call: [{ executionStatus: 'error', executionTime: 0, source: [] }] } } };
		await look(reconciler, 3_000);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
		await look(reconciler, 3_000);
		expect(await stage.executions()).toMatchObject([
			{ execution_id: '10', status: 'error', end_reason: 'refused', mode: 'integrated', kind: 'sub_workflow', process_id: null },
		]);
		expect(await stage.database.sql('select error_message from monitoring.workflow_errors')).toEqual([{ error_message: error.message }]);
	});

	it('shows what n8n holds back in its queue, and goes on where another process left off', async () => {
		host = [hostRow({ executionId: '1', status: 'success' })];
		await look(makeReconciler());
		host.push(hostRow({ executionId: '2', status: 'new', startedAt: null }), hostRow({ executionId: '3', status: 'success', stoppedAt: Date.now() }));
		const next = makeReconciler();
		await look(next);
		await look(next, 6_000);
		expect(await stage.executions()).toMatchObject([
			{ execution_id: '2', status: 'queued' },
			{ execution_id: '3', status: 'success', end_reason: 'finished' },
		]);
	});

	it('says nothing of an execution that its process has told, nor twice of one', async () => {
		host = [hostRow({ executionId: '1', status: 'success' })];
		const reconciler = makeReconciler();
		await look(reconciler);
		await storeExecutions(stage.database, [{ status: 'success' }, { status: 'running' }]);
		host.push(hostRow({ executionId: '2', status: 'running' }));
		await look(reconciler, 3_000);
		await look(reconciler, 6_000);
		expect(told).toEqual([]);
		host = [hostRow({ executionId: '2', status: 'error', stoppedAt: Date.now() })];
		await look(reconciler, 3_000);
		await look(reconciler, 6_000);
		expect(told).toHaveLength(1);
		await look(reconciler, 3_000);
		expect(told).toEqual([]);
	});
});
