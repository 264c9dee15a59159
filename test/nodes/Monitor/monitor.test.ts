import { NodeOperationError, type NodeExecutionHint } from 'n8n-workflow';
import { closeConnections } from '../../../monitoring/workflow-monitor';
import {
	ALERT_SEVERITIES,
	ALERT_TYPES,
	ERROR_SEVERITIES,
	ERROR_TYPES,
	IMPORTANCES,
	LOG_LEVELS,
} from '../../../monitoring/model/enums';
import { Monitor } from '../../../nodes/Monitor/Monitor.node';
import * as file from '../../../nodes/Monitor/Monitor.node';
import { executeContext, visibleFields, type ContextGiven } from './execute-context';

const NOBODY = '01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f';
const node = new Monitor();

async function run(given: ContextGiven) {
	const [items] = await node.execute.call(executeContext(given));
	return items;
}

async function failureOf(given: ContextGiven): Promise<NodeOperationError> {
	const failure = await run(given).then(
		() => null,
		(error: unknown) => error,
	);
	expect(failure).toBeInstanceOf(NodeOperationError);
	return failure as NodeOperationError;
}

describe('the Monitor node', () => {
	afterAll(async () => {
		await closeConnections(0);
	});

	it('is the only thing that its file exports', () => {
		expect(Object.keys(file)).toEqual(['Monitor']);
		expect(node.description.name).toBe('monitor');
	});

	it.each([
		['log', 'create', ['workflowId', 'executionId', 'level', 'message', 'additionalFields']],
		[
			'error',
			'create',
			['workflowId', 'executionId', 'type', 'message', 'severity', 'additionalFields'],
		],
		['error', 'resolve', ['errorId', 'additionalFields']],
		['performance', 'record', ['workflowId', 'executionId', 'figures']],
		['alert', 'create', ['workflowId', 'type', 'severity', 'title', 'additionalFields']],
		['alert', 'acknowledge', ['alertId', 'acknowledgedBy']],
		['alert', 'resolve', ['alertId', 'resolvedBy', 'notes']],
		['alert', 'reopen', ['alertId', 'additionalFields']],
		['alert', 'comment', ['alertId', 'notes', 'additionalFields']],
		['error', 'reopen', ['errorId', 'by']],
		['errorGroup', 'resolve', ['groupId', 'additionalFields']],
		['errorGroup', 'reopen', ['groupId', 'additionalFields']],
		['errorGroup', 'ignore', ['groupId', 'additionalFields']],
		['errorGroup', 'assign', ['groupId', 'assignedTo', 'additionalFields']],
		['errorGroup', 'addNote', ['groupId', 'notes', 'additionalFields']],
		['event', 'sendTest', ['monitorWorkflowId']],
		['workflow', 'setLogLevel', ['allWorkflows', 'workflowId', 'level', 'additionalFields']],
		['workflow', 'clearLogLevel', ['allWorkflows', 'workflowId', 'additionalFields']],
		['workflow', 'setImportance', ['allWorkflows', 'workflowId', 'importance', 'additionalFields']],
	])('shows for %s, %s what belongs to it', (resource, operation, fields) => {
		expect(visibleFields(node.description, { resource, operation, allWorkflows: false })).toEqual([
			'resource',
			'operation',
			...fields,
		]);
	});

	it('offers the lists of the schema, no more and no less', () => {
		const options = (resource: string, name: string) => {
			const property = node.description.properties.find(
				(each) => each.name === name && each.displayOptions?.show?.resource?.includes(resource),
			);
			return (property?.options ?? []).map((each) => ('value' in each ? each.value : null)).sort();
		};
		expect(options('log', 'level')).toEqual([...LOG_LEVELS].sort());
		expect(options('workflow', 'level')).toEqual([...LOG_LEVELS].sort());
		expect(options('workflow', 'importance')).toEqual([...IMPORTANCES].sort());
		expect(options('error', 'type')).toEqual([...ERROR_TYPES].sort());
		expect(options('error', 'severity')).toEqual([...ERROR_SEVERITIES].sort());
		expect(options('alert', 'type')).toEqual([...ALERT_TYPES].sort());
		expect(options('alert', 'severity')).toEqual([...ALERT_SEVERITIES].sort());
	});

	describe('while Postgres is away', () => {
		it('queues logs, errors, figures and alerts of the running execution', async () => {
			const cases: Array<[Record<string, unknown>, object]> = [
				[
					{ resource: 'log', operation: 'create', level: 'warn', message: 'Hello' },
					{ log_level: 'warn', message: 'Hello', node_name: null },
				],
				[
					{ resource: 'error', operation: 'create', type: 'data', severity: 'low', message: 'Oh' },
					{ error_type: 'data', severity: 'low', error_message: 'Oh', resolved: false },
				],
				[
					{
						resource: 'performance',
						operation: 'record',
						figures: { totalDuration: 5, cpuPeak: '12.5' },
					},
					{ total_duration: 5, cpu_peak: 12.5, node_count: null },
				],
			];
			for (const [parameters, row] of cases) {
				const hints: NodeExecutionHint[] = [];
				const items = await run({ parameters: [parameters], hints });
				expect(hints).toEqual([{ message: expect.stringContaining('waits in memory'), location: 'outputPane' }]);
				expect(items).toMatchObject([
					{
						json: {
							...row,
							id: expect.stringMatching(/^[0-9a-f-]{36}$/),
							queued: true,
							workflow_id: 'this-workflow',
							execution_id: 'this-execution',
						},
						pairedItem: { item: 0 },
					},
				]);
			}
			const [alert] = await run({
				parameters: [
					{
						resource: 'alert',
						operation: 'create',
						workflowId: 'another',
						type: 'error',
						severity: 'critical',
						title: 'Down',
						additionalFields: { executionId: '7', metadata: '{"a":1}' },
					},
				],
			});
			expect(alert.json).toMatchObject({
				workflow_id: 'another',
				execution_id: '7',
				title: 'Down',
				metadata: { a: 1 },
				queued: true,
			});
		});

		it.each([
			['error', 'resolve', { errorId: NOBODY }],
			['alert', 'acknowledge', { alertId: NOBODY }],
			['alert', 'resolve', { alertId: NOBODY }],
		])('fails on %s, %s and says why', async (resource, operation, ids) => {
			const failure = await failureOf({ parameters: [{ resource, operation, ...ids }] });
			expect(failure.message).toBe('Nothing listens on 127.0.0.1:1');
			expect(failure.description).toMatch(/Start Postgres or check the port/);
			expect(failure.context.itemIndex).toBe(0);
			expect(JSON.stringify(failure)).not.toContain('secret-of-the-database');
		});
	});

	describe('given what it cannot take', () => {
		const log = { resource: 'log', operation: 'create', level: 'info', message: 'x' };

		it.each([
			[
				{ ...log, level: 'warning' },
				'"level": "warning" is not allowed. Allowed: debug, info, warn, error, fatal',
			],
			[
				{ ...log, message: ' ' },
				'"message" is missing. Allowed: a text of at most 16384 characters',
			],
			[
				{ ...log, workflowId: 'w'.repeat(256) },
				/^"workflowId": "w{100}…" \(256 characters\) is too long. Allowed: a text of at most 255 characters$/,
			],
			[
				{ ...log, additionalFields: { duration: -1 } },
				'"duration": -1 is not allowed. Allowed: a whole number from 0 on',
			],
			[
				{ ...log, additionalFields: { stepNumber: 1.5 } },
				'"stepNumber": 1.5 is not allowed. Allowed: a whole number from 0 to 2147483647',
			],
			[
				{ ...log, additionalFields: { metadata: '[1]' } },
				'"metadata": "[1]" is not allowed. Allowed: a JSON object',
			],
			[
				{ ...log, additionalFields: { metadata: { long: 'x'.repeat(70_000) } } },
				/^"metadata": "an object" \(70011 characters\) is too large/,
			],
			[
				{ resource: 'error', operation: 'create', message: 'x', severity: 'fatal' },
				'"severity": "fatal" is not allowed. Allowed: low, medium, high, critical',
			],
			[
				{ resource: 'alert', operation: 'create', type: 'error', title: 't'.repeat(256) },
				/^"title": .* is too long. Allowed: a text of at most 255 characters$/,
			],
			[
				{ resource: 'alert', operation: 'create', title: 't' },
				'"type" is missing. Allowed: performance, error, timeout, resource, dependency',
			],
			[
				{ resource: 'performance', operation: 'record', figures: { memoryPeak: 1.5 } },
				'"memoryPeak": 1.5 is not allowed. Allowed: a whole number from 0 on',
			],
			[
				{ resource: 'performance', operation: 'record', figures: { throughput: -1 } },
				'"throughput": -1 is not allowed. Allowed: a number from 0 on',
			],
			[{ resource: 'performance', operation: 'record', figures: {} }, /at least one figure/],
			[
				{ resource: 'error', operation: 'resolve', errorId: '17' },
				/^"errorId": "17" is not allowed. Allowed: an id as the monitor gives them/,
			],
			[
				{
					resource: 'alert',
					operation: 'acknowledge',
					alertId: NOBODY,
					acknowledgedBy: 'x'.repeat(256),
				},
				/^"acknowledgedBy": .* is too long/,
			],
		])('names field, value and what is allowed: %#', async (parameters, message) => {
			const failure = await failureOf({ parameters: [parameters] });
			expect(failure.message).toEqual(
				typeof message === 'string' ? message : expect.stringMatching(message),
			);
			expect(failure.context.itemIndex).toBe(0);
		});

		it('names the item and stores nothing of the others', async () => {
			const failure = await failureOf({ parameters: [log, log, { ...log, level: 'loud' }] });
			expect(failure.context.itemIndex).toBe(2);
		});

		it('gives the error in the place of the item where it is to go on', async () => {
			const items = await run({
				parameters: [log, { ...log, level: 'loud' }, log],
				continueOnFail: true,
			});
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
			expect(items[0].json).toMatchObject({ queued: true });
			expect(items[1].json).toEqual({
				error: '"level": "loud" is not allowed. Allowed: debug, info, warn, error, fatal',
			});
		});

		it('says what is wrong with the credential', async () => {
			const failure = await failureOf({ parameters: [log], credentials: { schema: 'No Schema' } });
			expect(failure.message).toMatch(/lower-case letters/);
		});
	});

	describe('as an AI tool', () => {
		const type = 'n8n-nodes-monitor.monitorTool';

		it.each([
			['log', 'create'],
			['error', 'create'],
			['error', 'resolve'],
			['performance', 'record'],
			['alert', 'create'],
			['alert', 'resolve'],
		])('refuses %s, %s, also where it is to go on', async (resource, operation) => {
			const failure = await failureOf({
				type,
				continueOnFail: true,
				parameters: [{ resource, operation, message: 'x', errorId: NOBODY, alertId: NOBODY }],
			});
			expect(failure.message).toBe('As an AI tool this node may acknowledge alerts, comment on them and add notes to error groups, nothing else');
		});

		it('acknowledges alerts', async () => {
			const failure = await failureOf({
				type,
				parameters: [{ resource: 'alert', operation: 'acknowledge', alertId: NOBODY }],
			});
			expect(failure.message).toBe('Nothing listens on 127.0.0.1:1');
		});
	});

	it('knows no other operation, whatever an expression makes of the parameters', async () => {
		const failure = await failureOf({
			parameters: [{ resource: 'constructor', operation: 'name' }],
		});
		expect(failure.message).toMatch(/There is no operation "name"/);
	});
});
