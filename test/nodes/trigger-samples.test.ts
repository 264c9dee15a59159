import type { IDataObject, INodePropertyOptions, ITriggerFunctions } from 'n8n-workflow';
import { MonitorTrigger } from '../../nodes/MonitorTrigger/MonitorTrigger.node';

const EVENTS = (new MonitorTrigger().description.properties.find(({ name }) => name === 'events')?.options ?? []) as INodePropertyOptions[];

describe('the test step of Monitor Trigger', () => {
	it.each(EVENTS)('gives for "$name" a sample that says that it is one', async ({ value }) => {
		const emitted: IDataObject[] = [];
		const context = {
			getMode: () => 'manual',
			getNode: () => ({ id: 'node', name: 'Monitor Trigger', type: 'n8n-nodes-monitor.monitorTrigger', parameters: { events: [value] } }),
			getWorkflow: () => ({ id: 'workflow', name: 'Monitor', active: true }),
			emit: ([items]: Array<Array<{ json: IDataObject }>>) => emitted.push(...items.map(({ json }) => json)),
			helpers: { returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })) },
		} as unknown as ITriggerFunctions;
		const { manualTriggerFunction } = await new MonitorTrigger().trigger.call(context);
		await manualTriggerFunction?.();
		expect(emitted).toEqual([
			expect.objectContaining({
				event: value,
				sample: true,
				note: expect.any(String),
				workflow: expect.objectContaining({ id: expect.any(String), name: expect.any(String) }),
			}),
		]);
	});
});
