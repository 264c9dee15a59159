import { getHeapStatistics } from 'node:v8';

/** What the process has used at one instant. */
export interface Reading {
	/** ms, of a clock that only goes forward */
	at: number;
	/** ms of CPU time that all threads of the process have taken so far. */
	cpu: number;
	/** Bytes that JavaScript holds: its heap in use, and what buffers keep outside of it. */
	memory: number;
}

/** A reading takes one or two microseconds. */
export function readProcess(): Reading {
	const { user, system } = process.cpuUsage();
	const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
	return { at: performance.now(), cpu: (user + system) / 1_000, memory: heap + external };
}
