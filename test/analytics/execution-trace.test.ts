import { tracePage, type TracePage, type TraceRow } from '../../monitoring/analytics/execution-trace';
import type { ExecutionRow } from '../../monitoring/store/read/list-executions';
import type { NodeRunRow } from '../../monitoring/store/read/list-node-runs';
import type { RunErrorRow } from '../../monitoring/store/read/list-run-errors';

const BEGIN = Date.parse('2026-06-15T12:00:00Z');
const iso = (ms: number) => new Date(BEGIN + ms).toISOString();

/** A run from one ms to another; a wait has no end. */
function run(step: number, node_name: string, from: number, to: number | null, metadata: object = {}): NodeRunRow {
	return {
		id: `00000000-0000-7000-8000-${String(step).padStart(12, '0')}`,
		step_number: step,
		node_id: null,
		node_name,
		log_level: 'info',
		message: '',
		timestamp: iso(to ?? from),
		duration: to === null ? null : to - from,
		items_in: 1,
		items_out: 1,
		metadata: { ...metadata },
	};
}

function child(execution_id: string, from: number, to: number): ExecutionRow {
	const row = { execution_id, workflow_id: 'sub', started_at: iso(from), finished_at: iso(to), duration: to - from };
	return row as ExecutionRow;
}

function trace(rows: NodeRunRow[], given: Partial<TracePage> = {}): TraceRow[] {
	return tracePage({ rows, next: null, around: [], aroundIsCut: false, children: [], errors: [], waitsBefore: 0, ...given });
}

const shape = (rows: TraceRow[]) =>
	rows.map((row) => [
		row.type === 'execution' ? row.execution_id : row.node_name,
		row.depth,
		row.parent_step,
		row.type === 'node_run' ? row.own_duration : null,
	]);

describe('the trace of an execution', () => {
	it('puts one run after the other on one level, also runs of no time at all', () => {
		const rows = trace([run(1, 'A', 0, 10), run(2, 'B', 10, 10), run(3, 'C', 10, 10), run(4, 'D', 10, 15)]);
		expect(shape(rows)).toEqual([
			['A', 0, null, 10],
			['B', 0, null, 0],
			['C', 0, null, 0],
			['D', 0, null, 5],
		]);
	});

	it('nests what runs within a run, and takes its time from the outer one once', () => {
		const rows = trace([
			run(1, 'Agent', 0, 100),
			run(2, 'Model', 10, 40),
			run(3, 'Tool', 30, 60),
			run(4, 'Inner', 35, 45),
			run(5, 'After', 100, 110),
		]);
		expect(shape(rows)).toEqual([
			['Agent', 0, null, 50],
			['Model', 1, 1, 30],
			['Tool', 1, 1, 20],
			['Inner', 2, 3, 10],
			['After', 0, null, 10],
		]);
	});

	it('believes the parent that a row names before the time', () => {
		const rows = trace([
			run(1, 'Agent', 0, 100),
			run(2, 'Tool', 10, 90),
			run(3, 'Model', 20, 30, { parent_step: 1 }),
			run(4, 'Late', 95, 120, { parent_step: 1 }),
		]);
		expect(shape(rows)).toEqual([
			['Agent', 0, null, 15],
			['Tool', 1, 1, 80],
			['Model', 1, 1, 10],
			['Late', 1, 1, 25],
		]);
	});

	it('gives on a page what it would give in the whole', () => {
		const all = [run(1, 'Agent', 0, 100), run(2, 'Model', 10, 40), run(3, 'Tool', 50, 60), run(4, 'End', 100, 101)];
		const pages = all.map((row) => trace([row], { around: all.filter((each) => each !== row) }));
		expect(pages.flat()).toEqual(trace(all));
	});

	it('knows no own time where it has not seen all that ran below', () => {
		const rows = trace([run(1, 'Agent', 0, 100), run(2, 'Model', 1, 2)], {
			around: [run(3, 'Tool', 50, 60)],
			aroundIsCut: true,
		});
		expect(shape(rows)).toEqual([
			['Agent', 0, null, null],
			['Model', 1, 1, 1],
		]);
	});

	it('places sub-workflows under the run that began them, in the order of time', () => {
		const rows = trace([run(1, 'Before', 0, 5), run(2, 'Execute', 5, 50), run(3, 'After', 50, 60)], {
			children: [child('11', 30, 45), child('10', 6, 26)],
		});
		expect(shape(rows)).toEqual([
			['Before', 0, null, 5],
			['Execute', 0, null, 10],
			['10', 1, 2, null],
			['11', 1, 2, null],
			['After', 0, null, 10],
		]);
	});

	it('counts segments by the waits, which last until the next run', () => {
		const rows = trace([run(5, 'Wait', 10, null), run(6, 'Wait', 1_000, 1_001), run(7, 'Wait', 1_002, null)], {
			waitsBefore: 1,
			next: run(8, 'Wait', 5_002, 5_003),
		});
		expect(rows.map((row) => [row.type, row.duration, 'segment' in row && row.segment])).toEqual([
			['wait', 990, 1],
			['node_run', 1, 2],
			['wait', 4_000, 2],
		]);
	});

	it('gives each run its errors, and its failed tries apart', () => {
		const error = (run_index: number, metadata: object = {}) =>
			({ id: 'e', node_name: '__proto__', run_index, error_message: 'x', metadata }) as RunErrorRow;
		const [first, second] = trace(
			[run(1, '__proto__', 0, 1, { run_index: 0 }), run(2, '__proto__', 1, 2, { run_index: 1 })],
			{ errors: [error(1, { try: 1 }), error(1, { try: 2 }), error(1)] },
		);
		expect(first).toMatchObject({ errors: [], tries: [] });
		expect(second).toMatchObject({ errors: [{ try: null }], tries: [{ try: 1 }, { try: 2 }] });
	});
});
