import type { Told } from '../capture/storyteller';
import { findEndedExecutions } from '../store/read/find-ended-executions';
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
	 * Takes out all that is held and gives what of it is not recorded yet. Where an end was presumed the report
	 * takes its place, but its error and its event have been told.
	 */
	async news(sql: Sql, instanceId: string): Promise<Told[]> {
		const held = this.#held;
		this.#held = [];
		if (held.length === 0) return [];
		try {
			const ids = held.map(idOf);
			const known = await findEndedExecutions(sql, instanceId, ids);
			return held.flatMap((told) => {
				const end = known.get(idOf(told));
				if (end === undefined) return told;
				return end === 'reported' ? [] : onlyTheEnd(told);
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

function onlyTheEnd({ records, workflowId, mode }: Told): Told {
	const executions = records.filter(({ table }) => table === 'workflow_executions');
	return { records: executions, workflowId, mode, ended: null };
}

function idOf({ ended }: Told): string {
	return ended?.story.executionId ?? '';
}
