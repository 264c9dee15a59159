import { getHeapStatistics } from 'node:v8';

/** What the process has used at one instant. */
export interface Reading {
	/** ms, of a clock that only goes forward */
	at: number;
	/** ms of CPU time that all threads of the process had taken at `cpuAt`. */
	cpu: number;
	cpuAt: number;
	/** Bytes of JavaScript's heap in use, and of what buffers keep outside of it. */
	heap: number;
	external: number;
}

/** ms for which a reading of the CPU serves: it is a call into the system, which takes up to a tenth of a millisecond. */
const CPU_SERVES = 10;

/** ms for which all of a reading serves: many executions may begin and end at once. */
const SERVES = 5;

let cpu = 0;
let cpuAt = -Infinity;
let last: Reading | null = null;

/** A reading takes about a microsecond, one with a new look at the CPU more. */
export function readProcess(): Reading {
	const at = performance.now();
	if (last !== null && at - last.at < SERVES) return last;
	if (at - cpuAt >= CPU_SERVES) {
		const { user, system } = process.cpuUsage();
		cpu = (user + system) / 1_000;
		cpuAt = at;
	}
	const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
	last = { at, cpu, cpuAt, heap, external };
	return last;
}
