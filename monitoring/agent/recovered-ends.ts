import type { Told } from '../capture/storyteller';
import { findExecutionsById, type RecordedExecution } from '../store/read/find-open-executions';
import type { MonitorRecord } from '../model/records';
import type { Sql } from '../store/pool';

const HELD_MOST = 1_000;

/**
 * Ends of executions whose process was lost, as n8n reports them: its recovery at each start anew until its log
 * rotates, its queue long after our own reaper. So each is held until the database says whether it is news.
 */
export class RecoveredEnds {
	#held: Told[] = [];

	/** @returns false where no more can be held */
	hold(told: Told): boolean {
		if (this.#held.length >= HELD_MOST) return false;
		this.#held.push(told);
		return true;
	}

	/**
	 * Takes out all that is held and gives what of it is not recorded yet, with what is known of the execution.
	 * Where an end was presumed the report takes its place, but its error and its event have been told.
	 */
	async news(sql: Sql, instanceId: string): Promise<Told[]> {
		const held = this.#held;
		this.#held = [];
		if (held.length === 0) return [];
		try {
			const ids = held.map(idOf);
			const known = await findExecutionsById(sql, instanceId, ids);
			return held.flatMap((told) => {
				const before = known.get(idOf(told));
				if (before === undefined) return told;
				return before.end === 'reported' ? [] : knowing(told, before);
			});
		} catch (error) {
			this.#held = [...held, ...this.#held].slice(0, HELD_MOST);
			throw error;
		}
	}

	/** Lets go of what is held. */
	drop(): Told[] {
		const held = this.#held;
		this.#held = [];
		return held;
	}
}

/** n8n may know neither the node nor the time at which the process went: then the last sign of life is nearer. */
function knowing(told: Told, before: RecordedExecution): Told {
	const records = told.records.flatMap((record): MonitorRecord[] => {
		if (record.table !== 'workflow_executions') return before.end === null ? [record] : [];
		const { row } = record;
		const finished = Math.min(row.finished_at ?? Infinity, before.last_seen_at ?? Infinity);
		return [
			{
				table: 'workflow_executions',
				row: {
					...row,
					finished_at: Number.isFinite(finished) ? Math.max(finished, before.started_at) : row.finished_at,
					last_node: row.last_node ?? before.last_node,
					current_step: row.current_step ?? before.current_step,
					step_started_at: row.step_started_at ?? before.step_started_at,
					last_seen_at: before.last_seen_at,
					memory_share: before.memory_share,
				},
			},
		];
	});
	const { workflowId, mode, ended } = told;
	return { records, workflowId, mode, ended: before.end === null ? ended : null };
}

function idOf({ ended }: Told): string {
	return ended?.story.executionId ?? '';
}
