import { courseOf, type Course } from '../analytics/course';
import { explanation } from '../analytics/explanation';
import type { ExplainedFacts, Live } from '../analytics/explanation-facts';
import { isLive } from '../analytics/live-status';
import { quantile } from '../analytics/quantiles';
import type { RunHistory } from '../analytics/run-history';
import type { Sql } from '../store/pool';
import { findErrorGroup } from '../store/read/find-error-group';
import { findLastSuccess } from '../store/read/find-last-success';
import { listCourse, type CourseTuple } from '../store/read/list-course';
import type { ErrorRow } from '../store/read/list-errors';
import type { ExecutionDetails } from './execution-database';
import { courseRow, pastRuns } from './past-runs';
import { readLiveStatus } from './read-live-status';

/** One execution in plain words, and the figures that they come from. */
export interface Explanation {
	execution_id: string;
	text: string;
	facts: ExplainedFacts;
}

const ROWS_MOST = 10_000;
/** Of fewer runs nothing is usual. */
const FEWEST = 3;

/** @param now ms since the epoch */
export async function readExplanation(
	sql: Sql,
	instanceId: string,
	execution: ExecutionDetails,
	now: number,
): Promise<Explanation> {
	const { execution_id, workflow_id, started_at } = execution;
	const rows = await listCourse(sql, instanceId, execution_id, started_at, ROWS_MOST);
	const course = courseOf(rows.map(courseRow));
	const { history } = await pastRuns(sql, instanceId, workflow_id);
	const error = execution.errors.find(({ handled }) => !handled) ?? null;
	const handled = execution.errors.filter((each) => each.handled);
	const good = await findLastSuccess(sql, instanceId, workflow_id, started_at);
	const facts: ExplainedFacts = {
		workflow_id,
		workflow_name: execution.workflow_name,
		execution_id,
		status: execution.status,
		outcome: execution.outcome,
		end_reason: execution.end_reason,
		mode: execution.mode,
		started_at,
		finished_at: execution.finished_at,
		duration: execution.duration,
		active_duration: execution.finished_at === null ? null : execution.active_duration,
		...placeOf(execution, error, rows),
		error: error === null ? null : errorFacts(error),
		error_group: error === null ? null : await groupOf(sql, instanceId, error),
		usual: usual(history),
		last_good_run:
			good === null ? null : { ...good, before: Math.max(0, Date.parse(started_at) - Date.parse(good.finished_at)) },
		slowest_node: rows.length < ROWS_MOST ? slowest(course) : null,
		handled_errors: execution.handled_errors ?? handled.length,
		handled_error: handled.length === 0 ? null : errorFacts(handled[handled.length - 1]),
		failed_sub_workflows: execution.failed_children ?? 0,
		items_in: execution.items_in,
		items_out: execution.items_out,
		retry_of: execution.retry_of,
		retried_with_success: execution.retried_with_success,
		live: execution.finished_at === null ? await live(sql, instanceId, execution, now) : null,
	};
	return { execution_id, text: explanation(facts), facts };
}

/** Where it failed, or else the last step that is known. */
function placeOf(
	{ last_node, current_step }: ExecutionDetails,
	error: ErrorRow | null,
	rows: readonly CourseTuple[],
): Pick<ExplainedFacts, 'step' | 'node_name'> {
	const node = error?.node_name ?? last_node;
	if (node === last_node && current_step !== null) return { step: current_step, node_name: node };
	const row = rows.findLast(([name]) => name === node);
	return { step: row === undefined ? null : row[5], node_name: node };
}

function errorFacts({ error_type, error_code, error_message, severity, node_name }: ErrorRow) {
	return { error_type, error_code, error_message, severity, node_name };
}

async function groupOf(
	sql: Sql,
	instanceId: string,
	{ group_id, timestamp }: ErrorRow,
): Promise<ExplainedFacts['error_group']> {
	const group = group_id === null ? null : await findErrorGroup(sql, instanceId, group_id);
	if (group === null) return null;
	return {
		group_id: group.group_id,
		occurrences: group.occurrences,
		first_seen_at: group.first_seen_at,
		first: group.first_seen_at >= timestamp,
		regressed: group.regressed_at !== null && group.regressed_at <= timestamp,
	};
}

function usual({ runs }: RunHistory): ExplainedFacts['usual'] {
	if (runs.length < FEWEST) return null;
	const whole = (values: number[]) => {
		const median = quantile(values, 0.5);
		return median === null ? null : Math.round(median);
	};
	return {
		runs: runs.length,
		active_duration: whole(runs.map(({ active }) => active)) ?? 0,
		steps: whole(runs.map(({ nodeRuns }) => nodeRuns).filter((count) => count > 0)),
		items_out: whole(runs.flatMap(({ itemsOut }) => (itemsOut === null ? [] : [itemsOut]))),
	};
}

function slowest({ nodes, active }: Course): ExplainedFacts['slowest_node'] {
	const sums = [...nodes].map(([node_name, { times }]) => ({
		node_name,
		duration: times.reduce((sum, time) => sum + time, 0),
		runs: times.length,
	}));
	const [most] = sums.sort((a, b) => b.duration - a.duration);
	if (most === undefined || active === 0) return null;
	return { ...most, share: Math.round((most.duration / active) * 1_000) / 1_000 };
}

async function live(
	sql: Sql,
	instanceId: string,
	{ workflow_id, execution_id }: ExecutionDetails,
	now: number,
): Promise<Live | null> {
	const question = { workflowId: workflow_id, executionId: execution_id, logs: false };
	const status = await readLiveStatus(sql, instanceId, question, now);
	if (!isLive(status)) return null;
	return {
		elapsed_time: status.elapsed_time,
		current_step_time: status.current_step_time,
		no_node_has_run: status.no_node_has_run,
		progress_percentage: status.progress_percentage,
		estimated_remaining_time: status.estimated_remaining_time,
		estimated_remaining_interval: status.estimated_remaining_interval,
		estimate_reason: status.estimate_reason,
		waiting_for: status.waiting_for,
		waiting_until: status.waiting_until,
	};
}
