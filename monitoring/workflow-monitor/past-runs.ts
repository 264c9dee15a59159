import { setImmediate as nextTurn } from 'node:timers/promises';
import { courseOf, type CourseRow } from '../analytics/course';
import { errorsOn, estimateQuality, triedRuns, type EstimateQuality } from '../analytics/estimate-quality';
import { RunHistory, type PastRun } from '../analytics/run-history';
import type { Sql } from '../store/pool';
import type { CourseTuple } from '../store/read/list-course';
import { listPastRuns, type PastRunRow } from '../store/read/list-past-runs';

export interface PastRuns {
	history: RunHistory;
	/** Tries estimates on it, once. */
	quality: () => Promise<EstimateQuality | null>;
}

interface Kept {
	runs: Promise<PastRuns>;
	/** ms since the epoch */
	until: number;
}

/** What is read is kept so many times as long as that took, within these bounds in ms. */
const KEPT_TIMES = 50;
const KEPT_LEAST = 1_000;
const KEPT_FOR_MOST = 20_000;
const KEPT_MOST = 20;

/** By database, so that what is kept goes with it. */
const kept = new WeakMap<Sql, Map<string, Kept>>();

/** What the earlier executions of a workflow teach, as it was some seconds ago at most. */
export async function pastRuns(sql: Sql, instanceId: string, workflowId: string): Promise<PastRuns> {
	const known = kept.get(sql) ?? new Map<string, Kept>();
	kept.set(sql, known);
	const key = `${instanceId}\0${workflowId}`;
	const found = known.get(key);
	const asked = Date.now();
	if (found !== undefined && asked < found.until) return await found.runs;
	const entry: Kept = { runs: readPastRuns(sql, instanceId, workflowId), until: Infinity };
	known.delete(key);
	known.set(key, entry);
	for (const oldest of known.keys()) {
		if (known.size <= KEPT_MOST) break;
		known.delete(oldest);
	}
	try {
		const runs = await entry.runs;
		const now = Date.now();
		entry.until = now + Math.min(KEPT_FOR_MOST, Math.max(KEPT_LEAST, KEPT_TIMES * (now - asked)));
		return runs;
	} catch (error) {
		known.delete(key);
		throw error;
	}
}

async function readPastRuns(sql: Sql, instanceId: string, workflowId: string): Promise<PastRuns> {
	const history = new RunHistory((await listPastRuns(sql, instanceId, workflowId)).map(pastRun));
	let quality: Promise<EstimateQuality | null> | null = null;
	return { history, quality: async () => await (quality ??= tryOn(history)) };
}

async function tryOn(history: RunHistory): Promise<EstimateQuality | null> {
	const errors: number[][] = [];
	for (const run of triedRuns(history)) {
		const ofRun: number[] = [];
		for (const error of errorsOn(history, run)) {
			ofRun.push(error);
			// One may take some ms, and n8n shares this thread.
			await nextTurn();
		}
		errors.push(ofRun);
	}
	return estimateQuality(errors);
}

function pastRun({ rows, node_runs, active_duration, items_out, ...run }: PastRunRow): PastRun {
	const ended = rows.filter(([, , duration]) => duration !== null).length;
	const whole = node_runs > 0 && ended >= node_runs;
	return {
		triggerNode: run.trigger_node,
		version: run.workflow_version,
		manual: run.manual,
		active: active_duration,
		nodeRuns: node_runs,
		itemsOut: items_out,
		course: whole ? courseOf(rows.map(courseRow)) : null,
	};
}

export function courseRow([node, at, duration, itemsIn, itemsOut]: CourseTuple): CourseRow {
	return { node, at, duration, itemsIn, itemsOut };
}
