import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import { Storyteller, type StorytellerOptions, type Told } from '../../monitoring/capture/storyteller';
import type { ExecutionRecord, LogRecord, MonitorRecord } from '../../monitoring/model/records';
import type { Observation } from '../../monitoring/capture/observation';
import { recordedHooks, replay } from '../support/host-shapes';
import { storyOptions } from '../support/story-options';

function teller(given: Partial<StorytellerOptions> = {}): Storyteller {
	return new Storyteller(storyOptions(given));
}

function tellAll(observations: Observation[], storyteller = teller()): Told[] {
	return observations.map((seen) => storyteller.tell(seen));
}

function recordsOf(told: Told[]): MonitorRecord[] {
	return told.flatMap(({ records }) => records);
}

function executionOf(records: MonitorRecord[], executionId?: string): ExecutionRecord {
	return records
		.flatMap((record) => (record.table === 'workflow_executions' ? [record.row] : []))
		.filter((row) => executionId === undefined || row.execution_id === executionId)
		.reduce(mergeExecutions);
}

function logsOf(records: MonitorRecord[]): LogRecord[] {
	return records.flatMap((record) => (record.table === 'workflow_execution_logs' ? [record.row] : []));
}

function nodeRuns(records: MonitorRecord[]): Array<[string | null, number | null]> {
	return logsOf(records)
		.filter(({ node_name, step_number, duration }) => node_name !== null && step_number !== null && duration !== null)
		.map(({ node_name, step_number }) => [node_name, step_number]);
}

const record = (name: string, given?: Partial<StorytellerOptions>, workflow = {}) =>
	recordsOf(tellAll(replay(recordedHooks(name), workflow), teller(given)));

describe('Storyteller', () => {
	it('counts each pass of a loop as a run of its own, with steps that go on', () => {
		const records = record('loop');
		const runs = nodeRuns(records);
		expect(runs.map(([, step]) => step)).toEqual(runs.map((_, index) => index + 1));
		const execution = executionOf(records);
		expect(execution).toMatchObject({ status: 'success', end_reason: 'finished', failed_nodes: 0 });
		expect(execution.node_runs).toBe(runs.length);
		expect(execution.node_count).toBe(new Set(runs.map(([node]) => node)).size);
		expect(new Set(logsOf(records).map(({ id_key }) => id_key)).size).toBe(logsOf(records).length);
	});

	it('keeps one execution across a wait, with one row for the waiting node and steps that go on', () => {
		const observations = replay(recordedHooks('waitlong'));
		const storyteller = teller();
		const before = observations.findIndex(({ kind }) => kind === 'end') + 1;
		const first = recordsOf(tellAll(observations.slice(0, before), storyteller));
		expect(executionOf(first)).toMatchObject({ status: 'waiting', finished_at: null });
		expect(executionOf(first).wait_till).not.toBeNull();
		const all = [...first, ...recordsOf(tellAll(observations.slice(before), storyteller))];
		expect(nodeRuns(all)).toEqual([
			['Webhook', 1],
			['Wait', 2],
			['After', 3],
		]);
		const execution = executionOf(all);
		expect(execution).toMatchObject({ status: 'success', node_count: 3, node_runs: 3, items_out: 1 });
		expect(Object.keys(execution.segment_times)).toEqual(['0', '1']);
	});

	it('tells the same of a resumed execution when the second half runs in another process', () => {
		const observations = replay(recordedHooks('waitlong'));
		const before = observations.findIndex(({ kind }) => kind === 'end') + 1;
		const apart = [
			...recordsOf(tellAll(observations.slice(0, before))),
			...recordsOf(tellAll(observations.slice(before))),
		];
		const together = recordsOf(tellAll(observations, teller()));
		expect(executionOf(apart)).toEqual(executionOf(together));
		expect(executionOf([...apart].reverse())).toEqual(executionOf(together));
		expect(logsOf(apart)).toEqual(logsOf(together));
	});

	it('puts the story of enqueuer and worker together, whoever tells first', () => {
		const records = record('queueok');
		const merged = executionOf(records);
		expect(merged).toMatchObject({ status: 'success', node_count: 2 });
		expect(executionOf([...records].reverse())).toEqual(merged);
		expect(logsOf(records).filter(({ message }) => message.startsWith('Execution finished'))).toHaveLength(1);
	});

	it('tells a time-out from a stop by hand', () => {
		const timedOut = record('tmo', { cancelReason: () => 'timeout' });
		expect(executionOf(timedOut)).toMatchObject({ status: 'canceled', end_reason: 'timeout' });
		const byLimit = record('tmo', {}, { settings: { executionTimeout: 1 } });
		expect(executionOf(byLimit)).toMatchObject({ status: 'canceled', end_reason: 'timeout' });
		const stopped = record('stopme', { cancelReason: () => 'manual' });
		expect(executionOf(stopped)).toMatchObject({ status: 'canceled', end_reason: 'stopped' });
	});

	it('takes in the end of a node that comes after a cancel, and reopens nothing', () => {
		const records = record('tmo', { cancelReason: () => 'timeout' });
		expect(nodeRuns(records)).toEqual([
			['Webhook', 1],
			['Q', 2],
		]);
		const execution = executionOf(records);
		expect(execution).toMatchObject({ status: 'canceled', node_runs: 2 });
		expect(execution.finished_at).not.toBeNull();
	});

	it('links a sub-workflow that failed to the error that its parent saw', () => {
		const records = record('parwait');
		expect(executionOf(records)).toMatchObject({ status: 'error', end_reason: 'failed', failed_nodes: 1 });
		const errors = records.filter(({ table }) => table === 'workflow_errors');
		expect(errors).toHaveLength(1);
		expect(errors[0].row).toMatchObject({ node_name: 'Call', handled: false });
	});

	it('reads what n8n recovers after a crash as a crash, and its alarm about waiting ones as none', () => {
		const crashed = recordsOf(
			tellAll([
				{
					kind: 'end',
					at: Date.parse('2026-11-25T02:00:10Z'),
					executionId: '9',
					mode: 'webhook',
					retryOf: null,
					workflow: { id: 'wf', name: 'W', nodes: [] },
					run: {
						status: 'crashed',
						mode: 'webhook',
						startedAt: new Date('2026-11-25T01:59:00Z'),
						stoppedAt: new Date('2026-11-25T01:59:30Z'),
						data: { resultData: { runData: {}, error: { name: 'WorkflowCrashedError', message: 'Workflow did not finish' } } },
					},
				} as unknown as Observation,
			]),
		);
		expect(executionOf(crashed)).toMatchObject({
			status: 'crashed',
			end_reason: 'process_lost',
			finished_at: Date.parse('2026-11-25T01:59:30Z'),
		});
		expect(crashed.find(({ table }) => table === 'workflow_errors')?.row).toMatchObject({ severity: 'critical' });

		const alarm = tellAll([
			{
				kind: 'end',
				at: Date.now(),
				executionId: '10',
				mode: 'webhook',
				retryOf: null,
				workflow: { id: 'wf', name: 'W', nodes: [] },
				run: { status: 'crashed', waitTill: new Date(Date.now() + 3_600_000), startedAt: new Date(), data: { resultData: { runData: {} } } },
			} as unknown as Observation,
		]);
		expect(alarm[0]).toMatchObject({ records: [], ended: null });
	});

	it('counts an error that the workflow went on from as handled', () => {
		const node = { id: 'q', name: 'Call', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} };
		const calls = recordedHooks('parwait').map((call) =>
			call.hook === 'workflowExecuteAfter'
				? { ...call, args: [{ ...(call.args[0] as object), status: 'success', data: { resultData: { runData: {}, lastNodeExecuted: 'After' } } }] }
				: call,
		);
		const records = recordsOf(tellAll(replay(calls, { nodes: [{ ...node, onError: 'continueRegularOutput' }] as never })));
		expect(executionOf(records)).toMatchObject({ status: 'success', failed_nodes: 0, handled_errors: 1 });
		expect(records.find(({ table }) => table === 'workflow_errors')?.row).toMatchObject({ handled: true });
	});

	it('counts only declared outputs as ends, since the host fills hidden ones too', () => {
		const open = executionOf(record('empty'));
		const declared = executionOf(record('empty', { declaredOutputs: (type) => (type === 'f' ? 1 : null) }, {
			nodes: [{ id: 'f', name: 'Filter', type: 'f', typeVersion: 1, position: [0, 0], parameters: {} }],
		}));
		expect(open.items_out).toBe(1);
		expect(declared.items_out).toBe(0);
	});

	it('never starts a trigger for its own workflow, its children, its retries and its error workflow', () => {
		const storyteller = teller();
		const monitor = {
			id: 'm',
			name: 'Monitor',
			nodes: [{ id: 't', name: 'T', type: '@scope/n8n-nodes-monitor.monitorTrigger', typeVersion: 1, position: [0, 0], parameters: {} }],
		};
		const start = (executionId: string, given: object) =>
			storyteller.tell({
				kind: 'start', at: 1, executionId, mode: 'trigger', retryOf: null, resumed: false, executes: true,
				parent: null, prior: [], workflow: { id: 'w', name: 'W', nodes: [] }, ...given,
			} as unknown as Observation);
		start('1', { workflow: monitor });
		start('2', { parent: { executionId: '1', workflowId: 'm' }, mode: 'integrated' });
		start('3', { parent: { executionId: '2', workflowId: 'w' }, mode: 'error' });
		start('4', { retryOf: '3' });
		start('5', {});
		expect(['1', '2', '3', '4', '5'].map((id) => storyteller.book.get(id)?.silent)).toEqual([true, true, true, true, false]);
	});

	it('stores names that are members of Object, NUL, lone surrogates and ten thousand characters', () => {
		const nasty = ['__proto__', 'constructor', 'a\u0000b', '\ud800', 'x'.repeat(10_000)];
		const storyteller = teller();
		const told = nasty.flatMap((name, index) => {
			const hooks = { executionId: '1', mode: 'webhook', workflowData: { id: 'w', name, nodes: [] } };
			const base = { at: 1_795_570_000_000 + index, hooks };
			return [
				storyteller.tell({ ...base, kind: 'node_start', node: name, source: [] } as unknown as Observation),
				storyteller.tell({
					...base, kind: 'node_end', node: name, runIndex: 0,
					task: { startTime: base.at, executionTime: 0, executionIndex: 0, executionStatus: 'success', source: [], data: { main: [[{ json: {} }]] } },
				} as unknown as Observation),
			];
		});
		const runs = nodeRuns(recordsOf(told));
		expect(runs).toHaveLength(nasty.length);
		expect(Math.max(...runs.map(([node]) => node?.length ?? 0))).toBeLessThanOrEqual(255);
	});
});
