import * as fc from 'fast-check';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import { anyStory, executionRecord } from '../support/execution-records';

describe('mergeExecutions', () => {
	it('gives the same whatever the order in which two stories are told', () => {
		fc.assert(
			fc.property(anyStory, anyStory, (a, b) => {
				expect(mergeExecutions(a, b)).toEqual(mergeExecutions(b, a));
			}),
		);
	});

	it('gives the same however three stories are grouped', () => {
		fc.assert(
			fc.property(anyStory, anyStory, anyStory, (a, b, c) => {
				expect(mergeExecutions(mergeExecutions(a, b), c)).toEqual(
					mergeExecutions(a, mergeExecutions(b, c)),
				);
			}),
		);
	});

	it('gives the same however often a story is told', () => {
		fc.assert(
			fc.property(anyStory, anyStory, (a, b) => {
				const merged = mergeExecutions(a, b);
				expect(mergeExecutions(merged, a)).toEqual(merged);
				expect(mergeExecutions(merged, b)).toEqual(merged);
			}),
		);
	});

	it('keeps a reported end against whatever is told of an open state later', () => {
		const end = executionRecord({ status: 'error', end_reason: 'failed', finished_at: 5_000 });
		const late = executionRecord({ status: 'running', segment: 3 });
		expect(mergeExecutions(end, late)).toMatchObject({ status: 'error', finished_at: 5_000 });
	});

	it('lets a reported end replace a presumed one', () => {
		const presumed = executionRecord({ status: 'crashed', source: 'reaper', finished_at: 4_000 });
		const reported = executionRecord({ status: 'success', finished_at: 9_000 });
		expect(mergeExecutions(presumed, reported)).toMatchObject({ status: 'success', finished_at: 9_000 });
	});

	it('opens again what was presumed dead in a segment before', () => {
		const presumed = executionRecord({ status: 'crashed', source: 'reaper', finished_at: 4_000 });
		const resumed = executionRecord({ status: 'running', segment: 2 });
		expect(mergeExecutions(presumed, resumed)).toMatchObject({ status: 'running', finished_at: null });
	});

	it('adds up the handled errors of all that lies between waits', () => {
		const before = executionRecord({ status: 'waiting', node_runs: 2, handled_errors: 3, segment_handled: { 0: 3 } });
		const after = executionRecord({ status: 'success', segment: 2, node_runs: 5, handled_errors: 1, segment_handled: { 2: 1 } });
		expect(mergeExecutions(before, after).handled_errors).toBe(4);
		expect(mergeExecutions(after, before).handled_errors).toBe(4);
	});

	it("believes the executing process's end over n8n's later word that it crashed", () => {
		const ours = executionRecord({ status: 'success', finished_at: 4_000 });
		const recovered = executionRecord({ status: 'crashed', source: 'host_table', segment: 7, finished_at: 3_900 });
		expect(mergeExecutions(ours, recovered)).toMatchObject({ status: 'success' });
	});
});
