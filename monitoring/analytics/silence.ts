/** How a workflow has run up to its last execution. Spans in which nothing was recorded are left out. */
export interface Rhythm {
	/** Executions in the eight days up to the last one. */
	executions: number;
	/** The longest pause between two of them, in ms; null where there were fewer than two. */
	longest_pause: number | null;
}

const FEWEST = 20;
const LONGER_THAN_USUAL = 1.5;

/** Whether a workflow that has been quiet for so many recorded ms has been so for longer than it ever is. */
export function isSilent({ executions, longest_pause }: Rhythm, quiet: number): boolean {
	return executions >= FEWEST && longest_pause !== null && quiet > LONGER_THAN_USUAL * longest_pause;
}
