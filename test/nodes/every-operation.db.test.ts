import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../monitoring/workflow-monitor';
import { newId } from '../../monitoring/recorder/row-id';
import { keepMonitors } from '../../monitoring/store/write/keep-monitors';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { insertModelUsage } from '../../monitoring/store/write/insert-model-usage';
import type { StoredShape } from '../../monitoring/store/read/current-shapes';
import { upsertShapes } from '../../monitoring/store/write/upsert-shapes';
import { upsertWorkflows } from '../../monitoring/store/write/upsert-workflows';
import type { TestDatabase } from '../support/database';
import { errorRow, writeErrors } from '../support/error-rows';
import { usageRow } from '../support/usage-rows';
import { ended, monitoredDatabase, storeExecutions } from '../workflow-monitor/monitored';
import { executeContext } from './Monitor/execute-context';
import { defaultsOf, NODES, OPERATIONS } from './described';

const GROUP = '0190a000-0000-7000-8000-0000000000aa';

/** What is there before: ids of one of each. */
interface Known {
	alertId: string;
	errorId: string;
}

interface Case {
	/** Beside what n8n fills in by itself. */
	parameters?: (known: Known) => IDataObject;
	/** The items that come out. */
	items: unknown[];
}

const ALERT = ({ alertId }: Known) => ({ alertId: { __rl: true, mode: 'list', value: alertId } });
const ERROR = ({ errorId }: Known) => ({ errorId: { __rl: true, mode: 'id', value: errorId } });
const IN_GROUP = () => ({ groupId: { __rl: true, mode: 'list', value: GROUP } });
const OF_WORKFLOW = () => ({ workflowId: { __rl: true, mode: 'list', value: 'wf' } });
const EXECUTION = () => ({ executionId: '1' });

/** Every operation as somebody runs it who chooses it and fills in what he must. A new one fails until it stands here. */
const CASES: Record<string, Case> = {
	'monitor.aiPrice.set': { parameters: () => ({ model: 'gpt-*', inputPrice: 2.5, outputPrice: 10 }), items: [{ model: 'gpt-*', provider: '*', input_price: 2.5, output_price: 10, currency: 'USD', valid_from: '1970-01-01T00:00:00.000Z' }] },
	'monitorQuery.aiUsage.get': { items: [{ provider: 'openai', model: 'gpt-4o', runs: 1, input_tokens: 1_000, output_tokens: 10, cost: 0.0026, currency: 'USD' }] },
	'monitorQuery.aiUsage.getPrices': { items: [{ model: 'gpt-*', input_price: 2.5 }] },
	'monitor.aiPrice.remove': { parameters: () => ({ model: 'gpt-*' }), items: [{ model: 'gpt-*', output_price: 10 }] },
	'monitor.alert.create': { parameters: () => ({ workflowId: 'wf', title: 'Slow' }), items: [{ title: 'Slow', alert_type: 'error', severity: 'warning', queued: false }] },
	'monitor.alert.comment': { parameters: (known) => ({ ...ALERT(known), notes: 'Looking' }), items: [{ title: 'Down' }] },
	'monitor.alert.acknowledge': { parameters: (known) => ({ ...ALERT(known), acknowledgedBy: 'ann' }), items: [{ acknowledged: true, acknowledged_by: 'ann' }] },
	'monitor.alert.resolve': { parameters: ALERT, items: [{ resolved: true }] },
	'monitor.alert.reopen': { parameters: ALERT, items: [{ resolved: false }] },
	'monitor.error.create': { parameters: () => ({ workflowId: 'wf', executionId: '1', message: 'Oh' }), items: [{ error_message: 'Oh', error_type: 'unknown' }] },
	'monitor.error.resolve': { parameters: ERROR, items: [{ resolved: true }] },
	'monitor.error.reopen': { parameters: ERROR, items: [{ resolved: false }] },
	'monitor.errorGroup.addNote': { parameters: () => ({ ...IN_GROUP(), notes: 'Odd' }), items: [{ group_id: GROUP }] },
	'monitor.errorGroup.assign': { parameters: () => ({ ...IN_GROUP(), assignedTo: 'ann' }), items: [{ assigned_to: 'ann' }] },
	'monitor.errorGroup.ignore': { parameters: IN_GROUP, items: [{ status: 'ignored' }] },
	'monitor.errorGroup.reopen': { parameters: IN_GROUP, items: [{ status: 'open' }] },
	'monitor.errorGroup.resolve': { parameters: IN_GROUP, items: [{ status: 'resolved' }] },
	'monitor.event.sendTest': { parameters: () => ({ monitorWorkflowId: { __rl: true, mode: 'id', value: 'alarm' } }), items: [{ monitor_workflow_id: 'alarm', workflow_name: 'Alarm' }] },
	'monitor.log.create': { parameters: () => ({ workflowId: 'wf', executionId: '1', message: 'Hello' }), items: [{ message: 'Hello', log_level: 'info' }] },
	'monitor.metric.define': { parameters: () => ({ name: 'orders_total', additionalFields: { unit: 'orders', labelNames: 'shop' } }), items: [{ name: 'orders_total', metric_type: 'counter', unit: 'orders', label_names: ['shop'] }] },
	'monitor.metric.record': { parameters: () => ({ name: 'orders_total', value: 3, labels: { label: [{ name: 'shop', value: 'north' }] } }), items: [{ name: 'orders_total', value: 3, labels: { shop: 'north' }, queued: false }] },
	'monitorQuery.metric.getAll': { items: [{ name: 'orders_total', label_sets: 1 }] },
	'monitorQuery.metric.getSeries': { parameters: () => ({ name: 'orders_total', groupByLabels: 'shop' }), items: [{ name: 'orders_total', aggregation: 'sum', unit: 'orders', value: 3, count: 1, labels: { shop: 'north' } }] },
	'monitor.performance.record': { parameters: () => ({ workflowId: 'wf', executionId: '1', figures: { throughput: 3 } }), items: [{ throughput: 3 }] },
	'monitor.workflow.setLogLevel': { parameters: OF_WORKFLOW, items: [{ workflow_id: 'wf', log_level: 'debug' }] },
	'monitor.workflow.clearLogLevel': { parameters: OF_WORKFLOW, items: [{ workflow_id: 'wf', log_level: null }] },
	'monitor.workflow.setImportance': { parameters: OF_WORKFLOW, items: [{ workflow_id: 'wf', importance: expect.any(String) }] },
	'monitorQuery.alert.getAll': { items: expect.arrayContaining([expect.objectContaining({ title: 'Down', workflow_name: 'Shop' })]) },
	'monitorQuery.alert.getHistory': { parameters: ALERT, items: expect.arrayContaining([expect.objectContaining({ action: 'acknowledged' })]) },
	'monitorQuery.dashboard.get': { items: [{ total_executions: 2, failed_executions: 1 }] },
	'monitorQuery.error.getAll': { items: expect.arrayContaining([expect.objectContaining({ workflow_name: 'Shop', node_name: 'Call' })]) },
	'monitorQuery.errorGroup.get': { parameters: IN_GROUP, items: [{ group_id: GROUP, days: expect.any(Array) }] },
	'monitorQuery.errorGroup.getAll': { items: expect.arrayContaining([expect.objectContaining({ group_id: GROUP, workflow_name: 'Shop' })]) },
	'monitorQuery.execution.explain': { parameters: EXECUTION, items: [{ execution_id: '1', text: expect.stringContaining('failed'), facts: { status: 'error' } }] },
	'monitorQuery.execution.get': { parameters: EXECUTION, items: [{ execution_id: '1', errors: expect.any(Array) }] },
	'monitorQuery.execution.getAll': { items: expect.arrayContaining([expect.objectContaining({ execution_id: '1', workflow_name: 'Shop' })]) },
	'monitorQuery.execution.getTrace': { parameters: EXECUTION, items: expect.arrayContaining([expect.objectContaining({ type: 'node_run', node_name: 'Call' })]) },
	'monitorQuery.health.get': { items: [{ schema: { version: expect.any(Number) } }] },
	'monitorQuery.liveStatus.get': { parameters: OF_WORKFLOW, items: [{ workflow_id: 'wf', execution_id: '3', current_state: 'running' }] },
	'monitorQuery.liveStatus.getAll': { items: [{ execution_id: '3', workflow_name: 'Shop', no_node_has_run: true }] },
	'monitorQuery.log.getAll': { items: expect.arrayContaining([expect.objectContaining({ message: 'Called', workflow_name: 'Shop' })]) },
	'monitorQuery.performance.getBottlenecks': { items: [{ node_name: 'Call', share: 100 }] },
	'monitorQuery.performance.getPercentiles': { items: expect.arrayContaining([expect.objectContaining({ workflow_name: 'Shop', n: 2 })]) },
	'monitorQuery.performance.getTrends': { items: expect.arrayContaining([expect.objectContaining({ reason: expect.any(String) })]) },
	'monitorQuery.shape.compare': { parameters: () => ({ ...OF_WORKFLOW(), node: { __rl: true, mode: 'list', value: 'Call' } }), items: [{ workflow_name: 'Shop', removed: ['mail'], before: { fields: ['id', 'mail'] } }] },
	'monitorQuery.shape.getAll': { items: [{ workflow_name: 'Shop', node_name: 'Call', fields: ['id'], removed: ['mail'], current: true }, { fields: ['id', 'mail'], current: false }] },
	'monitorQuery.shape.getYield': { items: [{ reason: expect.stringContaining('known number of items') }] },
	'monitorQuery.performance.getAll': { items: expect.arrayContaining([expect.objectContaining({ execution_id: '1', throughput: 3 })]) },
};

function shape(revision: number, fields: string[]): StoredShape {
	const seen = new Date().toISOString();
	return {
		id: newId(Date.now() + revision), workflow_id: 'wf', node_key: 'n', node_id: 'n', node_name: 'Call', output_index: 0, mode: 'production', revision,
		fingerprint: 'f', fields, optional_fields: [], always_empty: [], sometimes_empty: [], gone_fields: [], truncated: false, runs_seen: 1, last_told: [],
		first_seen_at: seen, last_seen_at: seen, first_execution_id: '1', last_execution_id: '1', first_version: null, last_version: null,
	};
}

describe('every operation, chosen in the editor and run', () => {
	let database: TestDatabase;
	let known: Known;

	beforeAll(async () => {
		database = await monitoredDatabase();
		const store = database.store();
		const now = Date.now();
		await upsertWorkflows(store, 'this-n8n', [{ workflow_id: 'wf', name: 'Shop', active: true }]);
		await storeExecutions(database, [ended('error'), ended('success'), { status: 'running' }]);
		const error = errorRow(GROUP);
		await writeErrors(store, 'this-n8n', [error]);
		await ensureLogPartitions(store, [now]);
		await insertLogs(store, 'this-n8n', [{
			id: newId(now), timestamp: now, workflow_id: 'wf', execution_id: '1', log_level: 'info', message: 'Called', node_id: 'n', node_name: 'Call',
			step_number: 1, duration: 5, items_in: 1, items_out: 1, metadata: {},
		}]);
		await insertModelUsage(store, 'this-n8n', [usageRow()]);
		await keepMonitors(store, 'this-n8n', [{
			workflow_id: 'alarm', node_id: 't', workflow_name: 'Alarm', covers: 'instance', project_id: null,
			settings: { events: ['execution_failed'] }, state: 'recording', reason: null, next_step: null,
		}]);
		await upsertShapes(store, 'this-n8n', [shape(1, ['id', 'mail']), shape(2, ['id'])]);
		const [alert] = await run('monitor.alert.create', { workflowId: 'wf', title: 'Down' });
		known = { errorId: error.id, alertId: String(alert.id) };
	});

	afterAll(async () => {
		await closeConnections(0);
		await database.drop();
	});

	async function run(key: string, given: IDataObject): Promise<IDataObject[]> {
		const operation = OPERATIONS.find((each) => each.key === key);
		if (operation === undefined) throw new Error(`there is no ${key}`);
		const parameters = [{ ...defaultsOf(operation), ...given }];
		const credentials = { connectionType: 'url', connectionString: database.url };
		const [items] = await NODES[operation.node].execute.call(executeContext({ credentials, parameters }));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
		return items.map(({ json }) => json);
	}

	it('is here', () => {
		expect(Object.keys(CASES).sort()).toEqual(OPERATIONS.map(({ key }) => key).sort());
	});

	it.each(Object.keys(CASES))('%s', async (key) => {
		const { parameters, items } = CASES[key];
		const found = await run(key, parameters?.(known) ?? {});
		if (Array.isArray(items)) expect(found).toMatchObject(items);
		else expect(found).toEqual(items);
	});
});
