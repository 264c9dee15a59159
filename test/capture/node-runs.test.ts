import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IRunExecutionData, ITaskData, IWorkflowBase } from 'n8n-workflow';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import { observe, observeTry, type Observation } from '../../monitoring/capture/observation';
import { Storyteller, type StorytellerOptions } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY, type CapturePolicy } from '../../monitoring/model/monitor-settings';
import type { ErrorRecord, ExecutionRecord, LogRecord, MonitorRecord } from '../../monitoring/model/records';
import { recordedHooks, replay } from '../support/host-shapes';
import { storyOptions } from '../support/story-options';

const SHAPES = path.join(__dirname, '..', 'corpora', 'host-shapes');
const AT = Date.parse('2026-11-25T01:00:00Z');

interface Swallowed {
	node: string;
	task: ITaskData;
	end: { status: string; lastNode: string };
}

const swallowed = JSON.parse(
	readFileSync(path.join(SHAPES, 'swallowed.nodeExecuteAfter.json'), 'utf8'),
) as Record<string, Swallowed>;

const withPolicy = (policy: Partial<CapturePolicy>): Partial<StorytellerOptions> => ({
	policy: () => ({ ...DEFAULT_POLICY, ...policy }),
});

function records(observations: Observation[], given: Partial<StorytellerOptions> = {}): MonitorRecord[] {
	const storyteller = new Storyteller(storyOptions(given));
	return observations.flatMap((seen) => storyteller.tell(seen).records);
}

function rows<T extends MonitorRecord['table']>(of: MonitorRecord[], table: T) {
	return of.flatMap((record) => (record.table === table ? [record.row] : [])) as Array<
		Extract<MonitorRecord, { table: T }>['row']
	>;
}

const errorsOf = (of: MonitorRecord[]): ErrorRecord[] => rows(of, 'workflow_errors');
const logsOf = (of: MonitorRecord[]): LogRecord[] => rows(of, 'workflow_execution_logs');
const executionOf = (of: MonitorRecord[]): ExecutionRecord =>
	rows(of, 'workflow_executions').reduce(mergeExecutions);
const runOf = (of: MonitorRecord[], node: string) =>
	logsOf(of).find((row) => row.node_name === node && row.duration !== null);

/** One run of one node, as the host reports it. */
function oneRun(
	task: Partial<ITaskData>,
	{
		node = { name: 'Step' } as Record<string, unknown>,
		mode = 'webhook',
		status = 'success',
		trigger = 'n8n-nodes-base.webhook',
		workflow = {},
		tries = [] as Observation[],
		pinData = undefined as IRunExecutionData['resultData']['pinData'],
		started = {} as object,
		error = undefined as unknown,
	} = {},
): Observation[] {
	const name = String(node.name);
	const hooks = {
		executionId: '7',
		mode,
		workflowData: {
			id: 'wf',
			name: 'W',
			nodes: [
				{ id: 't', type: trigger, typeVersion: 1, name: 'Start' },
				{ id: 'n', type: 'n8n-nodes-base.httpRequest', typeVersion: 1, ...node },
			],
			...workflow,
		} as unknown as IWorkflowBase,
	};
	const whole = {
		startTime: AT,
		executionTime: 5,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		hints: [],
		...task,
	} as unknown as ITaskData;
	const data = { resultData: { runData: { [name]: [whole] }, pinData, error, lastNodeExecuted: name } };
	const start = { resultData: { runData: {} }, executionData: { nodeExecutionStack: [{ node: { name: 'Start' } }] }, ...started };
	const run = { status, mode, startedAt: new Date(AT), stoppedAt: new Date(AT + 9), data };
	return [
		observe('workflowExecuteBefore', hooks, [{}, start], AT),
		observe('nodeExecuteBefore', hooks, [name, { startTime: AT, source: [] }], AT + 1),
		...tries,
		observe('nodeExecuteAfter', hooks, [name, whole, data], AT + 8),
		observe('workflowExecuteAfter', hooks, [run], AT + 9),
	].flatMap((seen) => (seen === null ? [] : [seen]));
}

const items = (...json: object[]) => ({ main: [json.map((each) => ({ json: each }))] }) as unknown as ITaskData['data'];
const goesOn = { name: 'Step', onError: 'continueRegularOutput' };

describe('errors that a node swallows', () => {
	it.each([
		['contreg', 1],
		['conterr', 1],
		['contcode', 1],
		['contitems', 1],
		['contlegacy', 1],
		['exprreg', 1],
		['exprdeep', 0],
		['expr', 0],
		['throwreg', 1],
		['throwerr', 1],
		['stopreg', 1],
	])('are told as handled in the recorded shape %s', (name, count) => {
		const { node, task } = swallowed[name];
		const onError = task.data?.main?.length === 2 ? 'continueErrorOutput' : 'continueRegularOutput';
		const told = records(oneRun(task, { node: { name: node, onError } }), { declaredOutputs: () => 1 });
		expect(errorsOf(told).map(({ handled, node_name }) => [handled, node_name])).toEqual(
			Array.from({ length: count }, () => [true, node]),
		);
		expect(executionOf(told)).toMatchObject({ status: 'success', handled_errors: count, failed_nodes: 0 });
	});

	it.each([
		['null', { error: null }],
		['empty', { error: '' }],
		['false', { error: false }],
		['an empty object', { error: {} }],
		['zero', { error: 0 }],
		['one field of many', { id: 1, error: 'none', total: 3 }],
	])('are not seen in a business field that is %s', (_, json) => {
		expect(errorsOf(records(oneRun({ data: items(json) }, { node: goesOn })))).toEqual([]);
	});

	it('are not looked for in nodes that stop when they fail', () => {
		expect(errorsOf(records(oneRun({ data: items({ error: 'boom' }) })))).toEqual([]);
	});

	it('count by item, with a row for each different one', () => {
		const data = items({ error: 'user 1 is gone' }, { error: 'user 22 is gone' }, { error: 'Bad gateway' }, { ok: 1 });
		const told = records(oneRun({ data }, { node: goesOn }));
		expect(errorsOf(told).map(({ metadata }) => metadata.item_count)).toEqual([2, 1]);
		expect(new Set(errorsOf(told).map(({ id_key }) => id_key)).size).toBe(2);
		expect(executionOf(told).handled_errors).toBe(3);
		expect(runOf(told, 'Step')).toMatchObject({ log_level: 'warn', metadata: { error_items: 3 } });
	});

	it.each([
		['are told where they are made, not where they are handed on', 'set', 'boom', {}, ['A']],
		['are told of each of two nodes that fail alike', 'httpRequest', 'boom', {}, ['A', 'B']],
		['are told apart by their texts in a redacted run too', 'set', 'crash', { redacted: true }, ['A', 'B']],
	])('%s', (_, type, message, policy, nodes) => {
		const hooks = { executionId: '7', mode: 'webhook', workflowData: { id: 'wf', name: 'W', nodes: [{ ...goesOn, name: 'A', type: 'httpRequest' }, { ...goesOn, name: 'B', type }] } as unknown as IWorkflowBase };
		const task = (error: string) => ({ startTime: AT, executionTime: 1, executionStatus: 'success', source: [], data: items({ error }) });
		const seen = [['A', 'boom'], ['B', message]].map(([name, error]) => observe('nodeExecuteAfter', hooks, [name, task(error), { resultData: { runData: { [name]: [{}] } } }], AT + 5));
		const told = records(seen.flatMap((each) => (each === null ? [] : [each])), withPolicy(policy));
		expect(errorsOf(told).map(({ node_name }) => node_name)).toEqual(nodes);
	});

	it('never bring the items themselves along', () => {
		const data = { main: [[], [{ json: { customer: 'Ada Lovelace', iban: 'x' } }]] } as unknown as ITaskData['data'];
		const told = records(oneRun({ data }, { node: { name: 'Step', onError: 'continueErrorOutput' } }), { declaredOutputs: () => 1 });
		expect(errorsOf(told)).toHaveLength(1);
		expect(JSON.stringify(told)).not.toContain('Ada');
	});
});

describe('tries', () => {
	const tried = (errors: unknown[], tries = 3): Observation[] =>
		errors.map((thrown) => observeTry({ executionId: '7', node: 'Step', runIndex: 0, tries, thrown }, AT + 2));

	it('that another one follows are handled errors; the last one is told by the run', () => {
		const error = { message: 'refused', name: 'NodeApiError' };
		const told = records(
			oneRun({ executionStatus: 'error', error } as Partial<ITaskData>, {
				tries: tried([new Error('first'), new Error('second'), new Error('refused')]),
				status: 'error',
				error,
			}),
		);
		expect(errorsOf(told).map(({ error_message, handled }) => [error_message, handled])).toEqual([
			['first', true],
			['second', true],
			['refused', false],
		]);
		expect(logsOf(told).filter(({ message }) => message.includes('at try'))).toMatchObject([
			{ step_number: null, duration: null, metadata: { try: 1, tries: 3 } },
			{ step_number: null, duration: null, metadata: { try: 2, tries: 3 } },
		]);
		expect(executionOf(told)).toMatchObject({ status: 'error', handled_errors: 2, failed_nodes: 1 });
	});

	it('that end well leave a success with handled errors', () => {
		const told = records(oneRun({ data: items({ a: 1 }) }, { tries: tried([new Error('first'), undefined]) }));
		expect(executionOf(told)).toMatchObject({ status: 'success', handled_errors: 1, failed_nodes: 0 });
	});

	it('count as failed where the first item has an error, as the engine has it', () => {
		const output = (error: unknown) => ({ data: [[{ json: { error } }]] });
		const errorOf = (error: unknown) =>
			observeTry({ executionId: '7', node: 'N', runIndex: 0, tries: 2, output: output(error) }, AT).error;
		expect(['x', null, false, '', undefined].map(errorOf)).toEqual(['x', undefined, undefined, undefined, undefined]);
		expect(observeTry({ executionId: '7', node: 'N', runIndex: 0, tries: 2, output: null }, AT).error).toBeUndefined();
	});

	it('of an execution that nobody knows are passed over', () => {
		expect(records(tried([new Error('x')]))).toEqual([]);
	});
});

describe('node runs', () => {
	it('of AI sub-nodes name the run that they lie in', () => {
		const told = records(replay(recordedHooks('aiagent')));
		const agent = runOf(told, 'Agent');
		for (const node of ['Model', 'Calculator']) {
			expect(runOf(told, node)?.metadata).toMatchObject({ parent_node: 'Agent', parent_step: agent?.step_number });
			expect(runOf(told, node)?.items_out).toBeNull();
		}
		expect(agent?.metadata).not.toHaveProperty('parent_node');
	});

	it('are marked where they did not really run', () => {
		const pinData = { Step: [{ json: {} }] };
		expect(runOf(records(oneRun({ data: items({}) }, { pinData, mode: 'manual' })), 'Step')?.metadata).toMatchObject({ pinned: true });
		const disabled = runOf(records(oneRun({ data: items({}) }, { node: { name: 'Step', disabled: true } })), 'Step');
		expect(disabled?.metadata).toMatchObject({ disabled: true });
		expect(disabled?.metadata).not.toHaveProperty('pinned');
	});

	it('beyond the limit are counted, failures are written always', () => {
		const told = records(replay(recordedHooks('loop')), withPolicy({ nodeRowsAtMost: 3 }));
		const written = logsOf(told).filter(({ duration, node_name }) => duration !== null && node_name !== null);
		expect(written).toHaveLength(3);
		expect(executionOf(told).rows_left_out).toBe((executionOf(told).node_runs ?? 0) - 3);
		const error = { message: 'boom' };
		const failed = oneRun({ executionStatus: 'error', error } as Partial<ITaskData>, { status: 'error', error });
		expect(runOf(records(failed, withPolicy({ nodeRows: false })), 'Step')).toMatchObject({ log_level: 'error' });
	});
});

describe('kinds of runs', () => {
	it.each([
		['webhook', 'n8n-nodes-base.webhook', 'webhook'],
		['trigger', 'n8n-nodes-base.scheduleTrigger', 'schedule'],
		['webhook', 'n8n-nodes-base.formTrigger', 'form'],
		['webhook', '@n8n/n8n-nodes-langchain.chatTrigger', 'chat'],
		['webhook', 'n8n-nodes-base.slackTrigger', 'event'],
		['error', 'n8n-nodes-base.errorTrigger', 'error'],
		['integrated', 'n8n-nodes-base.executeWorkflowTrigger', 'sub_workflow'],
		['retry', 'n8n-nodes-base.webhook', 'retry'],
		['manual', 'n8n-nodes-base.manualTrigger', 'manual'],
		['evaluation', 'n8n-nodes-base.evaluationTrigger', 'evaluation'],
		['cli', 'n8n-nodes-base.webhook', 'cli'],
		['internal', 'n8n-nodes-base.webhook', 'other'],
		['constructor', 'n8n-nodes-base.webhook', 'other'],
	])('mode %s by %s is %s', (mode, trigger, kind) => {
		expect(executionOf(records(oneRun({}, { mode, trigger })))).toMatchObject({ kind, trigger_node: 'Start', trigger_type: trigger });
	});

	it('by hand up to a node is partial', () => {
		const started = { startData: { destinationNode: { nodeName: 'Step', mode: 'inclusive' } } };
		expect(executionOf(records(oneRun({}, { mode: 'manual', started }))).kind).toBe('partial');
	});

	it('go on from the items of the run before, which are none of their own', () => {
		const before = { startTime: AT - 99, executionTime: 1, source: [], data: items({ a: 1 }, { a: 2 }) };
		const started = { resultData: { runData: { Start: [before] } } };
		const source = [{ previousNode: 'Start' }];
		const told = records(oneRun({ source, data: items({ b: 1 }) }, { mode: 'retry', started }));
		expect(runOf(told, 'Step')).toMatchObject({ items_in: 2, items_out: 1 });
		expect(executionOf(told)).toMatchObject({ kind: 'retry', node_runs: 1, items_in: null, items_out: 1 });
	});

	it('have runs that no hook told of, where the engine failed right behind them', () => {
		const missing = { message: 'Destination node not found' };
		const lines = oneRun({ data: items({ a: 1 }) }, { status: 'error', error: missing });
		const told = records(lines.filter(({ kind }) => kind !== 'node_end'));
		expect(runOf(told, 'Step')).toMatchObject({ step_number: 1, duration: 5, items_out: 1 });
		expect(executionOf(told)).toMatchObject({ status: 'error', node_runs: 1 });
		expect(executionOf(records(lines))).toMatchObject({ node_runs: 1 });
	});

	it('know the version of the workflow that ran', () => {
		const workflow = { versionId: 'draft', activeVersionId: 'live' };
		expect(executionOf(records(oneRun({}, { workflow }))).workflow_version).toBe('live');
		expect(executionOf(records(oneRun({}, { workflow, mode: 'manual' }))).workflow_version).toBe('draft');
		expect(executionOf(records(oneRun({}), withPolicy({ workflowVersion: 'polled' }))).workflow_version).toBe('polled');
	});
});

describe('what the policy of a workflow says', () => {
	const error = { message: 'user ada@example.com is unknown', name: 'NodeOperationError', description: 'ada' };
	const failed = oneRun({ executionStatus: 'error', error } as Partial<ITaskData>, { status: 'error', error });

	it('moves the severity by its importance', () => {
		const [low, normal, high] = (['low', 'normal', 'high'] as const).map(
			(importance) => errorsOf(records(failed, withPolicy({ importance })))[0].severity,
		);
		const order = ['low', 'medium', 'high', 'critical'];
		expect([low, high].map((each) => order.indexOf(each) - order.indexOf(normal))).toEqual([-1, 1]);
	});

	it('keeps every text out of a redacted run', () => {
		const told = records(failed, withPolicy({ redacted: true, redactionKey: 'key' }));
		expect(JSON.stringify(told)).not.toMatch(/ada@|unknown/);
		const [row] = errorsOf(told);
		expect(row).toMatchObject({ error_stack: null, metadata: {}, node_name: 'Step' });
		const open = errorsOf(records(failed))[0];
		expect(row.error_type).toBe(open.error_type);
		expect(row.fingerprint).not.toBe(open.fingerprint);
		expect(row.fingerprint).toBe(errorsOf(records(failed, withPolicy({ redacted: true, redactionKey: 'key' })))[0].fingerprint);
		expect(errorsOf(records(failed, withPolicy({ redacted: true })))[0].fingerprint).toBeNull();
	});

	it('calls a task runner without memory by its name', () => {
		const shapes = JSON.parse(readFileSync(path.join(SHAPES, 'errors.nodeExecuteAfter.json'), 'utf8')) as Record<string, Swallowed>;
		const { task } = shapes.oom;
		const told = records(oneRun(task, { status: 'error', error: task.error }));
		expect(executionOf(told)).toMatchObject({ status: 'error', end_reason: 'out_of_memory' });
	});
});
