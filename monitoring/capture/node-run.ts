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
	return Math.min(INTEGER_MAX, Math.max(0, Math.round(ms)));
}
