import { setImmediate as nextTurn } from 'node:timers/promises';
import { courseOf, type CourseRow } from '../analytics/course';
import { errorsOn, estimateQuality, triedRuns, type EstimateQuality } from '../analytics/estimate-quality';
import { RunHistory } from '../analytics/run-history';
import type { Sql } from '../store/pool';
import type { CourseTuple } from '../store/read/list-course';
import { listPastRuns, type PastRunRow } from '../store/read/list-past-runs';

export interface PastRuns {
	history: RunHistory;
	quality: EstimateQuality | null;
}

interface Kept {
	runs: Promise<PastRuns>;
	until: number;
}

/** ms */
const KEPT_FOR = 20_000;
const KEPT_MOST = 20;

/** By database, so that what is kept goes with it. */
const kept = new WeakMap<Sql, Map<string, Kept>>();

/** What the earlier executions of a workflow teach, read anew when it is older than twenty seconds. */
export async function pastRuns(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	now: number,
): Promise<PastRuns> {
	const known = kept.get(sql) ?? new Map<string, Kept>();
	kept.set(sql, known);
	const key = `${instanceId}\0${workflowId}`;
	const found = known.get(key);
	if (found !== undefined && now < found.until) return await found.runs;
	const runs = readPastRuns(sql, instanceId, workflowId);
	known.delete(key);
	known.set(key, { runs, until: now + KEPT_FOR });
	for (const oldest of known.keys()) {
		if (known.size <= KEPT_MOST) break;
		known.delete(oldest);
	}
	try {
		return await runs;
	} catch (error) {
		known.delete(key);
		throw error;
	}
}

async function readPastRuns(sql: Sql, instanceId: string, workflowId: string): Promise<PastRuns> {
	const history = new RunHistory((await listPastRuns(sql, instanceId, workflowId)).map(pastRun));
	const errors: number[][] = [];
	for (const run of triedRuns(history)) {
		// One run may take some ms, and n8n shares this thread.
		await nextTurn();
		errors.push(errorsOn(history, run));
	}
	return { history, quality: estimateQuality(errors) };
}

function pastRun({ rows, node_runs, active_duration, ...run }: PastRunRow) {
	const ended = rows.filter(([, , duration]) => duration !== null).length;
	const whole = node_runs > 0 && ended >= node_runs;
	return {
		triggerNode: run.trigger_node,
		version: run.workflow_version,
		active: active_duration,
		course: whole ? courseOf(rows.map(courseRow)) : null,
	};
}

export function courseRow([node, at, duration, itemsIn, itemsOut]: CourseTuple): CourseRow {
	return { node, at, duration, itemsIn, itemsOut };
}
