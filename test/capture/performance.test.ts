import type { IWorkflowBase } from 'n8n-workflow';
import { observe, type HooksOfExecution } from '../../monitoring/capture/observation';
import { Storyteller } from '../../monitoring/capture/storyteller';
import type { ExecutionRecord, LogRecord } from '../../monitoring/model/records';
import type { NodeUse, SegmentReading, SegmentUsage } from '../../monitoring/model/usage';
import { segmentReading } from '../support/readings';
import { storyOptions } from '../support/story-options';

const EPOCH = Date.parse('2026-11-25T01:00:00Z');
const WORKFLOW = {
	id: 'wf',
	name: 'W',
	nodes: [{ id: 'w', name: 'Pause', type: 'n8n-nodes-base.wait', typeVersion: 1 }],
} as unknown as IWorkflowBase;

/** Plays n8n: says what it does, at ms from the beginning. */
function play(n8nVersion = '2.41.1') {
	const options = storyOptions();
	const teller = new Storyteller({ ...options, process: { ...options.process, n8nVersion } });
	const logs: LogRecord[] = [];
	const usage = new Map<string, SegmentUsage>();
	const say = (id: string, at: number, hook: string, parameters: unknown[], measured: object = {}, more: Partial<HooksOfExecution> = {}) => {
		const hooks = { executionId: id, mode: 'webhook', workflowData: WORKFLOW, ...more };
		const seen = observe(hook, hooks, parameters, EPOCH + at)!;
		for (const { table, row } of teller.tell(Object.assign(seen, measured)).records) {
			if (table === 'workflow_execution_logs') logs.push(row as LogRecord);
			if (table !== 'workflow_executions') continue;
			const { execution_id, segment_usage, segment } = row as ExecutionRecord;
			if (segment_usage[segment] !== undefined) usage.set(execution_id, segment_usage[segment]);
		}
	};
	const runs = new Map<string, unknown[]>();
	return {
		logs,
		usage,
		start: (id: string, at: number, data: object = {}, more: Partial<HooksOfExecution> = {}) =>
			say(id, at, 'workflowExecuteBefore', [{}, { resultData: { runData: {} }, ...data }], {}, more),
		begin: (id: string, node: string, at: number, from?: string) =>
			say(id, at, 'nodeExecuteBefore', [node, { source: from === undefined ? [] : [{ previousNode: from }] }]),
		/** @param took what n8n says that the run took, else the time since it began */
		end: (id: string, node: string, began: number, at: number, { from, took = at - began, items = 1, use }: { from?: string; took?: number; items?: number; use?: NodeUse } = {}) => {
			const task = {
				startTime: EPOCH + at - took, executionTime: took, executionStatus: 'success',
				source: from === undefined ? [] : [{ previousNode: from }], data: { main: [Array.from({ length: items }, () => ({ json: {} }))] },
			};
			runs.set(node, [...(runs.get(node) ?? []), task]);
			say(id, at, 'nodeExecuteAfter', [node, task, { resultData: { runData: Object.fromEntries(runs) } }], { use });
		},
		finish: (id: string, at: number, reading: SegmentReading | null = segmentReading()) =>
			say(id, at, 'workflowExecuteAfter', [{ status: 'success', startedAt: new Date(EPOCH), data: { resultData: { runData: {} } } }], { reading }),
	};
}

describe('the time that nodes work themselves', () => {
	it('holds no waiting, no nodes within a node, and no execution that a node waits for', () => {
		const n8n = play();
		n8n.start('1', 0);
		n8n.begin('1', 'Hook', 0);
		n8n.end('1', 'Hook', 0, 20);
		n8n.begin('1', 'Pause', 20, 'Hook');
		n8n.end('1', 'Pause', 20, 3_020, { from: 'Hook' });
		n8n.begin('1', 'Agent', 3_020, 'Pause');
		n8n.begin('1', 'Model', 3_030, 'Agent');
		n8n.end('1', 'Model', 3_030, 3_330, { from: 'Agent' });
		// Of an agent n8n tells the time after its last tool only.
		n8n.end('1', 'Agent', 3_020, 3_430, { from: 'Pause', took: 60 });
		n8n.begin('1', 'Call', 3_430, 'Agent');
		n8n.start('2', 3_440, { parentExecution: { executionId: '1', workflowId: 'wf', shouldResume: true } }, { mode: 'integrated' });
		n8n.finish('2', 3_840);
		n8n.start('3', 3_840, { parentExecution: { executionId: '1', workflowId: 'wf', shouldResume: false } }, { mode: 'integrated' });
		n8n.finish('3', 3_890);
		n8n.end('1', 'Call', 3_430, 3_900, { from: 'Agent' });
		n8n.finish('1', 3_900);
		expect(n8n.usage.get('1')).toMatchObject({ self_times: [['Model', 300], ['Agent', 110], ['Call', 70]], self_total: 500 });
	});

	it('adds up over the passes of a loop, as the items do that nodes take in', () => {
		const n8n = play();
		n8n.start('1', 0);
		n8n.begin('1', 'Hook', 0);
		n8n.end('1', 'Hook', 0, 10, { items: 7 });
		for (const at of [10, 50, 90]) {
			n8n.begin('1', 'Work', at, 'Hook');
			n8n.end('1', 'Work', at, at + 30, { from: 'Hook', items: 2 });
		}
		n8n.finish('1', 200);
		expect(n8n.usage.get('1')).toMatchObject({ self_times: [['Work', 90], ['Hook', 10]], items: 7 + 3 * 7 });
	});
});

describe('the time in the queue', () => {
	const made = { executionData: { runtimeData: { establishedAt: EPOCH - 2_050 } } };
	it.each<[string, Parameters<ReturnType<typeof play>['start']>, string, number | null]>([
		['ends where the execution starts', ['1', 0, made], '2.41.1', 2_050],
		['is never below nothing, whatever the clocks say', ['1', -3_000, made], '2.41.1', 0],
		['is not told by this n8n', ['1', 0, made], '1.123.81', null],
		['is not told of this execution', ['1', 0], '2.41.1', null],
		['is not that of a retry', ['1', 0, made, { retryOf: '9' }], '2.41.1', null],
		['is not that of a sub-workflow', ['1', 0, { ...made, parentExecution: { executionId: '9', workflowId: 'x' } }], '2.41.1', null],
	])('%s', (_, start, version, expected) => {
		const n8n = play(version);
		n8n.start(...start);
		n8n.finish('1', 100);
		const { queue_wait: wait, coverage } = n8n.usage.get('1')!;
		expect(wait).toBe(expected);
		const isSub = 'parentExecution' in (start[2] ?? {});
		expect(coverage.queue_wait).toEqual(expected === null && !isSub ? ['not_told'] : undefined);
	});
});

describe('what a record says of what it could not measure', () => {
	const THREE = { memory: ['shared_process'], cpu: ['shared_process'], event_loop_delay: ['shared_process'] };
	it.each<[string, SegmentReading | null, object]>([
		['nothing', segmentReading(), {}],
		['an execution that was not seen to begin', null, { memory: ['not_measured'], cpu: ['not_measured'], event_loop_delay: ['not_measured'], network: ['not_measured'] }],
		['one of several', segmentReading({ together_peak: 3 }), THREE],
		['a very short one', segmentReading({ cpu_average: null, delay_peak: null }), { cpu: ['too_short'], event_loop_delay: ['too_short'] }],
		['one with a task runner', segmentReading({}, { outside: ['Code'] }), { memory: ['task_runner'], cpu: ['task_runner'], network: ['task_runner'] }],
	])('%s', (_, reading, expected) => {
		const n8n = play();
		n8n.start('1', 0, { executionData: { runtimeData: { establishedAt: EPOCH } } });
		n8n.finish('1', 100, reading);
		expect(n8n.usage.get('1')!.coverage).toEqual(expected);
	});

	it('stands beside the runs of nodes as well', () => {
		const n8n = play();
		const network = { requests: 2, bytes_sent: 300, bytes_received: 9_000 };
		n8n.start('1', 0);
		n8n.end('1', 'Get', 0, 10, { use: { network, outside: false } });
		n8n.end('1', 'Code', 10, 20, { from: 'Get', use: { network: null, outside: true } });
		n8n.end('1', 'Set', 20, 30, { from: 'Code' });
		n8n.finish('1', 40);
		const marks = Object.fromEntries(n8n.logs.filter(({ duration }) => duration !== null).map((row) => [row.node_name, row.metadata]));
		expect(marks).toEqual({ Get: { run_index: 0, network }, Code: { run_index: 0, network: null, task_runner: true }, Set: { run_index: 0 } });
	});
});
