import { NodeOperationError } from 'n8n-workflow';
import { closeConnections } from '../../../monitoring/workflow-monitor';
import { MonitorQuery } from '../../../nodes/MonitorQuery/MonitorQuery.node';
import * as file from '../../../nodes/MonitorQuery/MonitorQuery.node';
import { executeContext, visibleFields, type ContextGiven } from '../Monitor/execute-context';

const node = new MonitorQuery();

async function failureOf(given: ContextGiven): Promise<NodeOperationError> {
	const failure = await node.execute.call(executeContext(given)).then(
		() => null,
		(error: unknown) => error,
	);
	expect(failure).toBeInstanceOf(NodeOperationError);
	return failure as NodeOperationError;
}

describe('the Monitor Query node', () => {
	afterAll(async () => {
		await closeConnections(0);
	});

	it('is the only thing that its file exports', () => {
		expect(Object.keys(file)).toEqual(['MonitorQuery']);
		expect(node.description.name).toBe('monitorQuery');
	});

	it.each([
		['dashboard', 'get', ['workflowId', 'timeRange', 'filters']],
		['health', 'get', ['instanceId']],
		['liveStatus', 'get', ['workflowId', 'executionId', 'logs']],
		['liveStatus', 'getAll', ['workflowId', 'states', 'limit', 'logs']],
		['log', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['error', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['performance', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['performance', 'getBottlenecks', ['workflowId', 'timeRange', 'limit', 'simplify', 'filters']],
		['performance', 'getPercentiles', ['workflowId', 'by', 'metric', 'every', 'timeRange', 'simplify', 'filters']],
		['performance', 'getTrends', ['workflowId', 'timeRange', 'simplify', 'filters']],
		['alert', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['alert', 'getHistory', ['alertId']],
		['errorGroup', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['errorGroup', 'get', ['groupId']],
		['execution', 'getAll', ['workflowId', 'timeRange', 'returnAll', 'limit', 'simplify', 'filters']],
		['execution', 'explain', ['executionId']],
		['execution', 'get', ['executionId']],
		['execution', 'getTrace', ['executionId', 'returnAll', 'limit', 'after']],
	])('shows for %s, %s what belongs to it', (resource, operation, fields) => {
		expect(visibleFields(node.description, { resource, operation, returnAll: false, by: 'workflow' })).toEqual([
			'resource',
			'operation',
			...fields,
		]);
	});

	it('hides the limit where all rows are wanted', () => {
		const fields = visibleFields(node.description, {
			resource: 'log',
			operation: 'getAll',
			returnAll: true,
		});
		expect(fields).not.toContain('limit');
	});

	it.each([
		{ resource: 'dashboard', operation: 'get' },
		{ resource: 'log', operation: 'getAll' },
		{ resource: 'liveStatus', operation: 'get', workflowId: 'wf' },
	])('says why and what to do where Postgres is away: $resource', async (parameters) => {
		const failure = await failureOf({ parameters: [parameters] });
		expect(failure.message).toBe('Nothing listens on 127.0.0.1:1');
		expect(failure.description).toMatch(/Start Postgres/);
	});

	it.each([
		[
			{ resource: 'log', operation: 'getAll', limit: 1_001 },
			'"limit": 1001 is not allowed. Allowed: a whole number from 1 to 1000',
		],
		[{ resource: 'log', operation: 'getAll', limit: 0 }, /^"limit": 0 is not allowed/],
		[
			{ resource: 'log', operation: 'getAll', filters: { logLevels: ['info', 'loud'] } },
			'"logLevels": "loud" is not allowed. Allowed: debug, info, warn, error, fatal',
		],
		[
			{ resource: 'error', operation: 'getAll', filters: { startTime: 'yesterday' } },
			'"startTime": "yesterday" is not allowed. Allowed: a time such as 2026-01-31T08:00:00Z',
		],
		[
			{
				resource: 'alert',
				operation: 'getAll',
				filters: { startTime: '2026-01-02T00:00:00Z', endTime: '2026-01-01T00:00:00Z' },
			},
			/^"endTime": "2026-01-01T00:00:00.000Z" ends before it starts/,
		],
		[{ resource: 'liveStatus', operation: 'get' }, /^"workflowId" is missing/],
		[
			{ resource: 'performance', operation: 'getAll', workflowId: 'w'.repeat(300) },
			/^"workflowId": .* is too long/,
		],
	])('names field, value and what is allowed: %#', async (parameters, message) => {
		const failure = await failureOf({ parameters: [parameters] });
		expect(failure.message).toEqual(
			typeof message === 'string' ? message : expect.stringMatching(message),
		);
		expect(failure.context.itemIndex).toBe(0);
	});

	it('gives the error in the place of the item where it is to go on', async () => {
		const [items] = await node.execute.call(
			executeContext({
				continueOnFail: true,
				parameters: [{ resource: 'log', operation: 'getAll', limit: -1 }],
			}),
		);
		expect(items).toEqual([
			{
				json: { error: '"limit": -1 is not allowed. Allowed: a whole number from 1 to 1000' },
				pairedItem: { item: 0 },
			},
		]);
	});
});
