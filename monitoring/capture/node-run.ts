import { INTEGER_MAX } from '../model/limits';
import type { EndedRun } from './observation';

/**
 * Whether the host's own figures of a run can be believed. A run that the host recovered after a crash has its start
 * in seconds and a duration of −1.
 */
export function hasSaneTimes({ task, at }: EndedRun): boolean {
	const { startTime, executionTime } = task;
	return startTime > 1e12 && executionTime >= 0 && startTime + executionTime <= at + 1_000;
}

export function wholeMs(ms: number): number {
	return Math.max(0, Math.round(ms));
}

/** Of figures beyond what their columns hold the true ones by name, for a mark in metadata; null where all fit. */
export function beyondColumns(figures: Record<string, number | null>): Record<string, number> | null {
	const beyond = Object.entries(figures).filter(([, value]) => value !== null && value > INTEGER_MAX);
	return beyond.length === 0 ? null : (Object.fromEntries(beyond) as Record<string, number>);
}
