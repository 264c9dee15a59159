import { asHostTells, endAsHostTells, presumedEnd } from '../../monitoring/capture/lost-execution';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import type { Told } from '../../monitoring/capture/telling';
import type { HostExecution } from '../../monitoring/model/host-execution';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import type { OpenExecution } from '../../monitoring/model/open-execution';
import type { ErrorRecord, ExecutionRecord } from '../../monitoring/model/records';
import { executionRecord } from '../support/execution-records';

const AT = 1_795_570_000_000;

const host = (given: Partial<HostExecution> = {}): HostExecution => ({
	executionId: '1', workflowId: 'wf', mode: 'webhook', status: 'error', retryOf: null, createdAt: AT, startedAt: AT + 5,
	stoppedAt: AT + 900, waitTill: null, workflowVersion: 'v7', ...given,
});
const open: OpenExecution = {
	execution_id: '1', workflow_id: 'wf', workflow_name: 'W', workflow_version: null, status: 'running', mode: 'webhook', segment: 2,
	started_at: AT, retry_of: null, parent_execution_id: null, parent_workflow_id: null, last_node: 'HTTP', current_step: 4,
	step_started_at: AT + 10, process_id: 'p', last_seen_at: AT + 700, memory_share: 0.9,
};
const rowOf = ({ records }: Told) => records.find(({ table }) => table === 'workflow_executions')?.row as ExecutionRecord;
const errorOf = ({ records }: Told) => records.find(({ table }) => table === 'workflow_errors')?.row as ErrorRecord | undefined;
const run = (...statuses: string[]) => ({
	resultData: {
		error: { message: 'no' },
		runData: Object.fromEntries(statuses.map((executionStatus, index) => [`node ${index}`, [{ executionStatus }]])),
	},
}) as never;

describe("what n8n's table tells of an execution that nobody told us of", () => {
	it.each([
		['new', { status: 'queued', end_reason: null, finished_at: null }],
		['running', { status: 'running', end_reason: null, finished_at: null }],
		['success', { status: 'success', end_reason: 'finished', finished_at: AT + 900 }],
		['error', { status: 'error', end_reason: 'failed', finished_at: AT + 900 }],
		['canceled', { status: 'canceled', end_reason: 'stopped', finished_at: AT + 900 }],
		['crashed', { status: 'crashed', end_reason: 'process_lost', finished_at: AT + 900 }],
	])('n8n says %s', (status, expected) => {
		const row = rowOf(asHostTells(host({ status }), DEFAULT_POLICY, null, null));
		expect(row).toMatchObject({ ...expected, started_at: AT + 5, workflow_version: 'v7', process_id: null, node_runs: null });
	});

	it('waits until a time, or until it is called', () => {
		const till = (waitTill: number) => rowOf(asHostTells(host({ status: 'waiting', waitTill }), DEFAULT_POLICY, null, null)).wait_till;
		expect(till(AT + 40 * 86_400_000)).toBe(AT + 40 * 86_400_000);
		expect(till(Date.UTC(3000, 0, 1))).toBeNull();
	});

	it.each([
		['a sub-workflow whose one failed run is its parent\'s node', 'integrated', run('error'), 'refused'],
		['an error workflow that never began', 'error', run(), 'refused'],
		['a sub-workflow that ran and failed', 'integrated', run('success', 'error'), 'failed'],
		['one that failed at its trigger', 'webhook', run('error'), 'failed'],
		['one whose run n8n has not kept', 'integrated', null, 'failed'],
	])('%s', (_what, mode, data, reason) => {
		expect(rowOf(asHostTells(host({ mode }), DEFAULT_POLICY, data, null))).toMatchObject({ end_reason: reason });
	});

	it('keeps the message of a redacted workflow to itself', () => {
		const told = asHostTells(host(), { ...DEFAULT_POLICY, redacted: true }, run('error'), null);
		expect(errorOf(told)?.error_message).not.toContain('no');
	});
});

describe('the end of an execution whose process is gone', () => {
	const reported = executionRecord({ status: 'success', segment: 2, finished_at: AT + 5_000, current_step: 6, last_node: 'End' });
	const running = executionRecord({ status: 'running', segment: 2, current_step: 4, last_node: 'HTTP' });

	it('is where its process was seen last, and gives way to a reported one in whatever order', () => {
		const presumed = rowOf(presumedEnd(open, DEFAULT_POLICY));
		expect(presumed).toMatchObject({ status: 'crashed', end_reason: 'process_lost', finished_at: AT + 700, memory_share: 0.9, last_node: 'HTTP' });
		expect(mergeExecutions(running, presumed)).toMatchObject({ status: 'crashed', last_node: 'HTTP' });
		expect(mergeExecutions(presumed, running)).toMatchObject({ status: 'crashed' });
		expect(mergeExecutions(presumed, reported)).toMatchObject({ status: 'success', last_node: 'End' });
		expect(mergeExecutions(reported, presumed)).toMatchObject({ status: 'success', last_node: 'End' });
	});

	it('told by n8n, keeps the last node that we know, and yields to the process itself', () => {
		const told = rowOf(endAsHostTells(open, host({ status: 'crashed' }), DEFAULT_POLICY, { lost: true, cancelReason: null }));
		expect(mergeExecutions(running, told)).toMatchObject({ status: 'crashed', end_reason: 'process_lost', last_node: 'HTTP' });
		expect(mergeExecutions(told, reported)).toMatchObject({ status: 'success' });
	});

	it('has the same error however often it is told', () => {
		const [one, two] = [errorOf(presumedEnd(open, DEFAULT_POLICY)), errorOf(presumedEnd(open, DEFAULT_POLICY))];
		expect(one).toEqual(two);
		expect(one).toMatchObject({ error_type: 'system', severity: 'critical', node_name: 'HTTP', handled: false });
	});
});
