import type { Told } from '../capture/storyteller';
import { findEndedExecutions } from '../store/read/find-ended-executions';
import type { Sql } from '../store/pool';

const HELD_MOST = 1_000;

/**
 * Ends that n8n's recovery reports at its start. It reports each crash anew at every start until its log
 * rotates, so that each is held until the database says whether it is news.
 */
export class RecoveredEnds {
	#held: Told[] = [];

	/** @returns false where no more can be held */
	hold(told: Told): boolean {
		if (this.#held.length >= HELD_MOST) return false;
		this.#held.push(told);
		return true;
	}

	/** Takes out all that is held and gives those of them that are not recorded as ended yet. */
	async news(sql: Sql, instanceId: string): Promise<Told[]> {
		const held = this.#held;
		this.#held = [];
		if (held.length === 0) return [];
		try {
			const ids = held.map(idOf);
			const known = await findEndedExecutions(sql, instanceId, ids);
			return held.filter((told) => !known.has(idOf(told)));
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

function idOf({ ended }: Told): string {
	return ended?.story.executionId ?? '';
}
