import { courseOf } from '../analytics/course';
import type { Place } from '../analytics/live-status';
import { remainingTime } from '../analytics/remaining-time';
import type { Sql } from '../store/pool';
import type { LiveExecution } from '../store/read/find-live-executions';
import { listCourse } from '../store/read/list-course';
import { courseRow, pastRuns } from './past-runs';

/** Of an execution with more rows only the whole time is looked at. */
const ROWS_MOST = 5_000;
/** So many steps may lie within one another, or be on their way to us. */
const OPEN_MOST = 20;

/** How far a running execution has come, and how long it will still take. */
export async function readPlace(
	sql: Sql,
	instanceId: string,
	execution: LiveExecution,
	now: number,
): Promise<Place> {
	const { execution_id, workflow_id, started_at, last_node, current_step } = execution;
	const { history, quality } = await pastRuns(sql, instanceId, workflow_id);
	const rows = await listCourse(sql, instanceId, execution_id, started_at, ROWS_MOST);
	const inStep =
		last_node !== null && !rows.some(([, , duration, , , step]) => duration !== null && step === current_step);
	const start = Date.parse(started_at);
	const resumed = execution.segment > 0 && execution.process_since !== null;
	const segmentStart = resumed ? Date.parse(execution.process_since ?? '') : start;
	const whole = rows.length < ROWS_MOST && rows.length + OPEN_MOST >= (current_step ?? 0);
	const course = whole ? courseOf(rows.map(courseRow)) : null;
	const since = Math.max(0, now - Math.max(segmentStart, start + (course?.until ?? 0)));
	const active =
		course !== null ? course.active + since : execution.segments_took + Math.max(0, now - segmentStart);
	const remaining = remainingTime(history, {
		course,
		node: inStep ? last_node : null,
		since,
		active,
		triggerNode: execution.trigger_node,
		version: execution.workflow_version,
		manual: execution.mode === 'manual',
	});
	return { remaining, quality: await quality(), active, inStep, nodesHaveRun: rows.length > 0 || last_node !== null };
}
