import { eventFor } from '../../monitoring/alerts/execution-event';
import type { EndedExecution } from '../../monitoring/capture/telling';
import { EVENT_KINDS } from '../../monitoring/model/enums';

function ended(status: string, reason: string | null, story: { handledErrors?: number; silent?: boolean } = {}): EndedExecution {
	return { story: { handledErrors: 0, silent: false, ...story }, end: { status, reason } } as unknown as EndedExecution;
}

describe('the event that an ended execution is', () => {
	it.each([
		['an error', ended('error', 'failed'), ['execution_failed', 'execution_finished']],
		['a crash', ended('crashed', 'process_lost'), ['execution_failed', 'execution_finished']],
		['a time-out', ended('canceled', 'timeout'), ['execution_failed', 'execution_finished']],
		['a shutdown', ended('canceled', 'shutdown'), ['execution_failed', 'execution_finished']],
		['a stop by hand', ended('canceled', 'stopped'), ['execution_finished']],
		['a success', ended('success', 'finished'), ['execution_finished']],
		['a success with errors', ended('success', 'finished', { handledErrors: 2 }), ['execution_finished', 'execution_succeeded_with_errors']],
		['a failure with handled errors', ended('error', 'failed', { handledErrors: 2 }), ['execution_failed', 'execution_finished']],
		["a monitor's own run", ended('error', 'failed', { silent: true }), []],
	])('for %s', (_, execution, kinds) => {
		expect(EVENT_KINDS.filter((kind) => eventFor(kind, execution) === kind)).toEqual(kinds);
		expect(eventFor(null, execution)).toBeNull();
	});
});
