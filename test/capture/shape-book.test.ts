import type { ITaskData } from 'n8n-workflow';
import type { HooksOfExecution, Observation } from '../../monitoring/capture/observation';
import { Storyteller } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY, type CapturePolicy } from '../../monitoring/model/monitor-settings';
import type { ShapeRecord } from '../../monitoring/model/records';
import { storyOptions } from '../support/story-options';

const NODES = [
	{ id: 'n1', name: 'Get', type: 'n8n-nodes-base.httpRequest' },
	{ id: 'n2', name: 'Go on', type: 'n8n-nodes-base.httpRequest', onError: 'continueRegularOutput' },
];

interface Run {
	node?: string;
	outputs?: object[][];
	runIndex?: number;
	pinned?: boolean;
	task?: object;
}

function shapesOf(runs: Run[], { mode = 'webhook', policy = {} }: { mode?: string; policy?: Partial<CapturePolicy> } = {}): ShapeRecord[] {
	const storyteller = new Storyteller(storyOptions({ policy: () => ({ ...DEFAULT_POLICY, ...policy }) }));
	const hooks = { executionId: '7', mode, workflowData: { id: 'wf', name: 'Workflow', nodes: NODES } } as unknown as HooksOfExecution;
	return runs.flatMap(({ node = 'Get', outputs = [[{ id: 1 }]], runIndex = 0, pinned = false, task = {} }, index) => {
		const main = outputs.map((items) => items.map((json) => ({ json })));
		const data = { executionStatus: 'success', startTime: 1, executionTime: 1, executionIndex: 0, source: [], data: { main }, ...task };
		const seen: Observation = { kind: 'node_end', at: 1_000 * (index + 1), hooks, node, runIndex, task: data as unknown as ITaskData, pinned };
		return storyteller.tell(seen).records.flatMap((record) => (record.table === 'node_shapes' ? [record.row] : []));
	});
}

describe('shapes of what nodes yield', () => {
	it('say where they come from, each output apart', () => {
		expect(shapesOf([{ outputs: [[{ id: 1 }], [], [{ name: 'x' }]] }], { policy: { workflowVersion: 'v1' } })).toEqual([
			expect.objectContaining({ workflow_id: 'wf', execution_id: '7', node_id: 'n1', node_name: 'Get', output_index: 0, mode: 'production', fields: ['id'], runs: 1, workflow_version: 'v1' }),
			expect.objectContaining({ output_index: 2, fields: ['name'] }),
		]);
	});

	it.each<[string, Run, Parameters<typeof shapesOf>[1]]>([
		['data that is pinned', { pinned: true }, {}],
		['data that n8n redacts', {}, { policy: { redacted: true } }],
		['a run that failed', { task: { executionStatus: 'error', error: { message: 'x' } } }, {}],
		['a run that waits', { task: { executionStatus: 'waiting' } }, {}],
		['no items', { outputs: [[]] }, {}],
		['the one item that n8n makes of none', { outputs: [[{}]] }, {}],
		['items that say an error', { node: 'Go on', outputs: [[{ error: 'not found' }]] }, {}],
		['what cannot be read', { outputs: [[new Proxy({}, { ownKeys: () => { throw new Error('no'); } })]] }, {}],
	])('are not told of %s', (_, run, given) => {
		expect(shapesOf([run], given)).toEqual([]);
	});

	it('of runs by hand stand apart', () => {
		expect(shapesOf([{}], { mode: 'manual' })[0].mode).toBe('test');
	});

	it('are looked for in the first runs of a loop, and then in every tenth', () => {
		const loop = Array.from({ length: 45 }, (_, runIndex) => ({ runIndex, outputs: [[{ id: 1, [`field ${'x'.repeat(runIndex)}`]: 1 }]] }));
		expect(shapesOf(loop)).toHaveLength(20 + 3);
	});

	it('of workflows that were seen first are forgotten first', () => {
		const wide = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`field${index}`, 1]));
		const storyteller = new Storyteller(storyOptions());
		const told = (id: number) => {
			const hooks = { executionId: String(id), mode: 'webhook', workflowData: { id: `wf${id}`, name: 'Workflow', nodes: NODES } } as unknown as HooksOfExecution;
			const task = { executionStatus: 'success', source: [], data: { main: [[{ json: wide }]] } } as unknown as ITaskData;
			const run = (at: number) => storyteller.tell({ kind: 'node_end', at, hooks, node: 'Get', runIndex: 0, task, pinned: false }).records;
			return [1_000, 2_000, 3_000, 4_000].map((at) => run(at).filter(({ table }) => table === 'node_shapes').length);
		};
		for (let id = 0; id < 3_000; id++) told(id);
		expect(told(2_999)).toEqual([0, 0, 0, 0]);
		expect(told(0)).toEqual([1, 1, 1, 0]);
	});
});
