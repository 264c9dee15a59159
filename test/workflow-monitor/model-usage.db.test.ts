import { WorkflowMonitor, type ModelUsageQuery } from '../../monitoring/workflow-monitor';
import type { ModelUsageRecord } from '../../monitoring/model/records';
import { insertModelUsage } from '../../monitoring/store/write/insert-model-usage';
import { upsertWorkflows } from '../../monitoring/store/write/upsert-workflows';
import type { TestDatabase } from '../support/database';
import { usageRow } from '../support/usage-rows';
import { monitoredDatabase } from './monitored';

describe('usage of language models, and what it costs', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeEach(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
		await database.drop();
	});

	async function stored(...rows: Array<Partial<ModelUsageRecord>>): Promise<void> {
		await insertModelUsage(database.store(), 'this-n8n', rows.map(usageRow));
	}

	const rowsOf = async (query?: ModelUsageQuery) => (await monitor.getModelUsage(query)).rows;

	it('is summed by what is asked for', async () => {
		await upsertWorkflows(database.store(), 'this-n8n', [{ workflow_id: 'wf', name: 'Shop', active: true }]);
		const night = Date.parse('2026-03-01T23:30:00Z');
		await stored(
			{ timestamp: night, latency: 100 },
			{ timestamp: night + 3_600_000, latency: 300, estimated: true },
			{ timestamp: night, execution_id: '2', node_id: 'o', node_name: 'Other', model: 'claude', provider: 'anthropic', input_tokens: 5, output_tokens: 5 },
			{ timestamp: night, failed: true, error_type: 'network', input_tokens: null, output_tokens: null, latency: 9_000 },
			{ timestamp: night, workflow_id: 'wf2', input_tokens: null, output_tokens: null },
		);
		const march = { startTime: '2026-03-01', endTime: '2026-04-01' };
		expect(await rowsOf(march)).toMatchObject([
			{ model: 'gpt-4o', runs: 4, failed_runs: 1, estimated_runs: 1, runs_without_tokens: 1, input_tokens: 2_000, total_tokens: 2_020, latency_mean: 300, latency_max: 500, workflow_id: null, day: null },
			{ model: 'claude', provider: 'anthropic', runs: 1, total_tokens: 10 },
		]);
		expect(await rowsOf({ ...march, groupBy: ['day', 'workflow'] })).toMatchObject([
			{ day: '2026-03-02', workflow_name: 'Shop', runs: 1 },
			{ day: '2026-03-01', workflow_name: 'Shop', runs: 3, model: null },
			{ day: '2026-03-01', workflow_id: 'wf2', workflow_name: null, total_tokens: null },
		]);
		expect(await rowsOf({ ...march, groupBy: 'day', timeZone: 'Europe/Berlin' })).toMatchObject([{ day: '2026-03-02', runs: 5 }]);
		expect(await rowsOf({ ...march, groupBy: ['node', 'execution'], workflowId: 'wf' })).toMatchObject([
			{ execution_id: '1', node_name: 'Model', parentNode: 'Agent', runs: 3 },
			{ execution_id: '2', node_name: 'Other', runs: 1 },
		]);
		expect(await rowsOf({ ...march, executionId: '2' })).toHaveLength(1);
		expect(await rowsOf({ ...march, model: 'claude', provider: 'anthropic' })).toHaveLength(1);
		expect(await rowsOf({ startTime: '2026-04-01' })).toEqual([]);
	});

	it('costs nothing that anybody knows without a price, and says of which models', async () => {
		await stored({}, { model: 'local', provider: null }, { model: null });
		await monitor.setModelPrice({ model: 'gpt-4o', inputPrice: 1, outputPrice: 1 });
		const usage = await monitor.getModelUsage({ groupBy: 'workflow' });
		expect(usage.models_without_price).toEqual(['local', 'openai/unknown model']);
		expect(usage.rows).toMatchObject([
			{ cost: 0.00101, currency: 'USD', runs: 1, models_without_price: null },
			{ cost: null, currency: null, runs: 2, modelsWithoutPrice: ['local', 'openai/unknown model'] },
		]);
	});

	it('costs what the price was at its time, exactly', async () => {
		const then = Date.parse('2026-01-15T00:00:00Z');
		await stored(...Array.from({ length: 10 }, () => ({ timestamp: then, input_tokens: 100_000, output_tokens: 0 })), { timestamp: then + 30 * 86_400_000, input_tokens: 1, output_tokens: 1_000_000 });
		await monitor.setModelPrice({ model: 'gpt-4o', inputPrice: 9, outputPrice: 9 });
		await monitor.setModelPrice({ model: 'gpt-4o', inputPrice: 0.1, outputPrice: 0.2 });
		await monitor.setModelPrice({ model: 'gpt-4o', inputPrice: '0.0000000001', outputPrice: 3, validFrom: '2026-02-01' });
		expect(await rowsOf({ startTime: '2026-01-01', groupBy: 'day' })).toMatchObject([{ day: '2026-02-14', cost: 3 }, { day: '2026-01-15', cost: 0.1 }]);
		expect(await monitor.getModelPrices()).toMatchObject([{ valid_from: '2026-02-01T00:00:00.000Z', inputPrice: 1e-10 }, { valid_from: '1970-01-01T00:00:00.000Z', input_price: 0.1 }]);
	});

	it.each([
		['a name before a longer pattern', [['gpt-4o', 1], ['gpt-4o**', 2]], 1],
		['a longer pattern before a shorter one', [['*', 1], ['gpt-4*', 2], ['gpt*', 3]], 2],
		['a pattern of any case', [['GPT-4O', 4]], 4],
		['one provider before any', [['gpt-4o', 1], ['gpt-4o', 2, 'openai'], ['gpt-4o', 3, 'azure_openai']], 2],
		['nothing where signs of SQL stand for themselves', [['gpt_4o', 1], ['gpt%', 2], ['gpt-4', 3], ["' or true --", 4]], null],
	] as Array<[string, Array<[string, number, string?]>, number | null]>)('takes %s', async (_, prices, expected) => {
		await stored({ input_tokens: 1_000_000, output_tokens: 0 });
		for (const [model, inputPrice, provider] of prices) await monitor.setModelPrice({ model, inputPrice, outputPrice: 0, provider });
		expect(await rowsOf()).toMatchObject([{ cost: expected }]);
	});

	it('never adds up currencies', async () => {
		await stored({}, { model: 'mistral', provider: 'mistral' });
		await monitor.setModelPrice({ model: 'gpt*', inputPrice: 1, outputPrice: 0 });
		await monitor.setModelPrice({ model: 'mistral', inputPrice: 2, outputPrice: 0, currency: 'eur' });
		expect((await rowsOf({ groupBy: 'workflow' })).map(({ cost, currency }) => [cost, currency])).toEqual([[0.002, 'EUR'], [0.001, 'USD']]);
	});

	it('is removed by name and time, and refused where there is none', async () => {
		await monitor.setModelPrice({ model: 'a', inputPrice: 1, outputPrice: 1 });
		await monitor.setModelPrice({ model: 'a', inputPrice: 2, outputPrice: 1, validFrom: '2026-01-01' });
		expect(await monitor.removeModelPrice({ model: 'a', validFrom: '2026-01-01' })).toMatchObject([{ input_price: 2 }]);
		expect(await monitor.removeModelPrice({ model: 'a' })).toMatchObject([{ input_price: 1 }]);
		await expect(monitor.removeModelPrice({ model: 'a' })).rejects.toThrow('"model": "a" does not exist');
	});

	it.each([
		[{ model: 'a', inputPrice: -1, outputPrice: 0 }, 'inputPrice'],
		[{ model: 'a', inputPrice: 1e-11, outputPrice: 0 }, 'inputPrice'],
		[{ model: 'a', inputPrice: 1, outputPrice: 1e21 }, 'outputPrice'],
		[{ model: ' ', inputPrice: 1, outputPrice: 1 }, 'model'],
		[{ model: 'a', inputPrice: 1, outputPrice: 1, currency: '€' }, 'currency'],
	])('refuses %j by name', async (price, field) => {
		await expect(monitor.setModelPrice(price)).rejects.toMatchObject({ name: 'MonitorInputError', field });
	});

	it('is stored once however often it is told, and goes with what is old', async () => {
		const row = usageRow();
		await insertModelUsage(database.store(), 'this-n8n', [row]);
		expect(await insertModelUsage(database.store(), 'this-n8n', [row, usageRow({ timestamp: Date.now() - 3 * 86_400_000 })])).toBe(1);
		expect(await monitor.cleanup({ retentionDays: 2 })).toMatchObject({ model_usage: 1 });
		expect(await rowsOf()).toMatchObject([{ runs: 1 }]);
	});
});
