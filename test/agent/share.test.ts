import type { Told } from '../../monitoring/capture/telling';
import type { LogRecord, MonitorRecord } from '../../monitoring/model/records';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import { DetailFilter } from '../../monitoring/agent/detail-filter';
import { isChosen, Share } from '../../monitoring/agent/share';
import { executionRecord } from '../support/execution-records';

const log = (execution_id: string, more: Partial<LogRecord> = {}): MonitorRecord => ({
	table: 'workflow_execution_logs',
	row: {
		id_key: 'k', workflow_id: 'wf', execution_id, log_level: 'info', message: 'm', timestamp: 0, node_id: 'n', node_name: 'N',
		step_number: 1, duration: 1, items_in: 1, items_out: 1, metadata: {}, ...more,
	},
});
const execution = (execution_id: string, more: object = {}): MonitorRecord => ({
	table: 'workflow_executions', row: executionRecord({ execution_id, ...more }),
});
const told = (records: MonitorRecord[], status: string | null = null): Told =>
	({ records, workflowId: 'wf', mode: 'webhook', ended: status === null ? null : { end: { status } } }) as unknown as Told;

function share() {
	const kept: MonitorRecord[] = [];
	let skipped = 0;
	const outlets = { keep: (records: readonly MonitorRecord[]) => void kept.push(...records), skip: (count: number) => void (skipped += count) };
	const subject = new Share(outlets);
	return {
		take: (each: Told, percent = 0) => subject.take(each, each.records, percent, false),
		subject,
		logs: () => kept.filter(({ table }) => table === 'workflow_execution_logs').length,
		rows: () => kept.length,
		skipped: () => skipped,
	};
}

describe('the share of successful executions kept in detail', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it('keeps the execution\'s row and counts the log rows of one that is left out', () => {
		const { take, logs, rows, skipped, subject } = share();
		take(told([execution('1'), log('1')]));
		expect(subject.rows).toBe(1);
		take(told([log('1'), execution('1', { status: 'success' })], 'success'));
		expect([logs(), rows(), skipped(), subject.rows]).toEqual([0, 2, 2, 0]);
	});

	it.each([
		['fails', [execution('1', { status: 'error' })], 'error'],
		['is stopped', [execution('1', { status: 'canceled' })], 'canceled'],
		['has handled errors', [execution('1', { status: 'success', handled_errors: 1 })], 'success'],
		['waits', [execution('1', { status: 'waiting' })], null],
		['goes on after a wait', [execution('1', { segment: 3 })], null],
	] as Array<[string, MonitorRecord[], string | null]>)('keeps one whole that %s', (_, records, status) => {
		const { take, logs, skipped } = share();
		take(told([log('1')]));
		take(told([...records, log('1')], status));
		expect([logs(), skipped()]).toEqual([2, 0]);
	});

	it('keeps one whole that takes more than five seconds, or more than 500 rows', () => {
		const { take, logs, skipped } = share();
		take(told([log('slow')]));
		jest.advanceTimersByTime(5_500);
		expect(logs()).toBe(1);
		take(told([log('slow')], 'success'));
		expect(logs()).toBe(2);
		for (let row = 0; row <= 500; row++) take(told([log('long')]));
		take(told([log('long')], 'success'));
		expect([logs(), skipped()]).toEqual([504, 0]);
		expect(jest.getTimerCount()).toBe(1);
		jest.advanceTimersByTime(1_000);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('holds a bounded number of rows in all, and gives up none at the end', () => {
		const { take, logs, subject } = share();
		for (let id = 0; id < 30_000; id++) take(told([log(String(id))]));
		expect(subject.rows).toBe(20_000);
		subject.release();
		expect([logs(), subject.rows, jest.getTimerCount()]).toEqual([30_000, 0, 0]);
	});

	it('chooses the same executions in every process, and about as many as asked for', () => {
		const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
		const chosen = ids.filter((id) => isChosen(id, 20));
		expect(chosen).toEqual(ids.filter((id) => isChosen(id, 20)));
		expect(Math.abs(chosen.length - 2_000)).toBeLessThan(200);
		expect(chosen.every((id) => isChosen(id, 30))).toBe(true);
		expect([ids.filter((id) => isChosen(id, 0)).length, ids.filter((id) => isChosen(id, 100)).length]).toEqual([0, 10_000]);
	});
});

describe('what one of several databases wants', () => {
	const detail = { level: 'info', nodeRows: true, nodeRowsAtMost: 2, share: 100 } as const;
	const captured = { ...DEFAULT_POLICY, level: 'debug' as const };

	it('is let through, the rest counted, in a copy of its own', () => {
		const skipped: string[] = [];
		const filter = new DetailFilter((reason, count) => skipped.push(`${reason} ${count}`));
		const records = [
			log('1', { log_level: 'debug' }), log('1'), log('1'), log('1'), log('1', { log_level: 'error' }),
			log('1', { node_name: null }), execution('1', { rows_left_out: 0, finished_at: 1 }),
		];
		const before = JSON.stringify(records);
		const passed = filter.apply(records, detail, captured);
		expect(skipped).toEqual(['level 1', 'node_rows 1']);
		expect(passed).toHaveLength(5);
		expect(passed[4].row).toMatchObject({ rows_left_out: 1 });
		expect(JSON.stringify(records)).toBe(before);
	});

	it('is all where nobody wants more', () => {
		const records = [log('1')];
		expect(new DetailFilter(() => {}).apply(records, { ...detail, level: 'debug', nodeRowsAtMost: 10_000 }, captured)).toBe(records);
	});
});
