import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { registry } from '../../monitoring/agent/registry';
import { DEFAULT_MONITOR } from '../../monitoring/model/monitor-settings';
import { MonitorTrigger } from '../../nodes/MonitorTrigger/MonitorTrigger.node';

function context(mode: string, parameters: IDataObject = {}) {
	const emitted: unknown[] = [];
	const keys: unknown[] = [];
	const functions = {
		getMode: () => mode,
		getNode: () => ({ id: 'node', name: 'Monitor Trigger', type: 'n8n-nodes-monitor.monitorTrigger', parameters }),
		getWorkflow: () => ({ id: 'workflow', name: 'Monitor', active: true }),
		emit: (data: unknown, _response: unknown, done: { resolve(run: object): void }, key: unknown) => {
			emitted.push(data);
			keys.push(key);
			done?.resolve({ status: 'success' });
		},
		helpers: {
			returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })),
			createDeferredPromise: () => {
				let resolve: (run: object) => void = () => {};
				return { promise: new Promise((done) => (resolve = done)), resolve: (run: object) => resolve(run) };
			},
		},
	} as unknown as ITriggerFunctions;
	return { functions, emitted, keys };
}

describe('Monitor Trigger', () => {
	const node = new MonitorTrigger();

	afterEach(() => {
		registry().subscriptions.clear();
	});

	it('gives a sample in the editor that says that it is one, and registers nothing', async () => {
		const { functions, emitted } = context('manual');
		const response = await node.trigger.call(functions);
		await response.manualTriggerFunction?.();
		expect(emitted).toEqual([
			[[{ json: expect.objectContaining({ event: 'execution_failed', sample: true, note: expect.stringContaining('start recording') }) }]],
		]);
		expect(registry().subscriptions.size).toBe(0);
	});

	it('registers what starts its workflow, and takes it back when n8n stops it', async () => {
		const { functions, emitted, keys } = context('trigger', { events: ['execution_finished'], workflows: 'selected', workflowIds: ['a'] });
		const { closeFunction } = await node.trigger.call(functions);
		const [subscription] = registry().subscriptions.values();
		expect(subscription.settings).toEqual({
			events: ['execution_finished'], filters: DEFAULT_MONITOR.filters, scope: { watch: 'selected', ids: ['a'] }, manualRuns: true, level: 'info',
			nodeRows: true, nodeRowsAtMost: 10_000, share: 100,
		});
		expect(await subscription.emit({ event: 'execution_finished' }, 'once')).toEqual({ status: 'success' });
		expect(keys).toEqual(['once']);
		expect(emitted).toEqual([[[{ json: { event: 'execution_finished' } }]]]);
		await closeFunction?.();
		expect(registry().subscriptions.size).toBe(0);
	});

	it('is no AI tool: n8n would make one of a trigger too', () => {
		expect(node.description.usableAsTool).toBeUndefined();
	});
});
