import { INTEGER_MAX } from '../model/limits';
import type { NodeEndObserved } from './observation';

/**
 * When a node run ended and how long it took, both ms: the host's own figures where they are sane, else ours.
 * A run that the host recovered after a crash has its start in seconds and a duration of −1.
 */
export function timesOfRun(
	{ task, at }: NodeEndObserved,
	seenStart: number | undefined,
): { duration: number; endedAt: number } {
	const { startTime, executionTime } = task;
	if (startTime > 1e12 && executionTime >= 0 && startTime + executionTime <= at + 1_000) {
		return { duration: whole(executionTime), endedAt: startTime + executionTime };
	}
	return { duration: seenStart === undefined ? 0 : whole(at - seenStart), endedAt: at };
}

function whole(ms: number): number {
	return Math.max(0, Math.round(ms));
}

/** Caps figures, in place, to what their columns hold. `beyond` has the true ones by name, for a mark in metadata. */
export function capped<Name extends string>(
	figures: Record<Name, number | null>,
): { within: Record<Name, number | null>; beyond: Partial<Record<Name, number>> | null } {
	let beyond: Partial<Record<Name, number>> | null = null;
	for (const name in figures) {
		const value = figures[name];
		if (value === null || value <= INTEGER_MAX) continue;
		beyond = { ...beyond, [name]: value } as Partial<Record<Name, number>>;
		figures[name] = INTEGER_MAX;
	}
	return { within: figures, beyond };
}
