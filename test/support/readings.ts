import * as fc from 'fast-check';
import type { ProcessUse, SegmentReading, SegmentUsage } from '../../monitoring/model/usage';

/** What a process may have read of one that ran alone for a second. */
export function processUse(given: Partial<ProcessUse> = {}): ProcessUse {
	return {
		ms: 1_000, memory_peak: 300, memory_average: 200, memory_growth: 100, cpu_peak: 90, cpu_average: 50, cpu_share: 1,
		delay_peak: 12, delay_average: 2, together_peak: 1, together_average: 1, ...given,
	};
}

export function segmentReading(given: Partial<ProcessUse> = {}, more: Partial<SegmentReading> = {}): SegmentReading {
	return { process: processUse(given), network: { requests: 0, bytes_sent: 0, bytes_received: 0 }, outside: [], ...more };
}

export function segmentUsage(given: Partial<SegmentUsage> = {}): SegmentUsage {
	return {
		process: processUse(), network: { requests: 2, bytes_sent: 200, bytes_received: 5_000 }, queue_wait: null, items: 10,
		self_times: [['A', 700], ['B', 300]], self_total: 1_000, task_runner_nodes: [], coverage: {}, ...given,
	};
}

const amount = fc.nat(1_000_000);
const maybe = <T>(what: fc.Arbitrary<T>) => fc.option(what, { nil: null });

export const anyUsage: fc.Arbitrary<SegmentUsage> = fc.record({
	process: maybe(
		fc.record({
			ms: amount, memory_peak: amount, memory_average: amount, memory_growth: amount, cpu_peak: maybe(amount), cpu_average: maybe(amount),
			cpu_share: maybe(fc.double({ min: 0, max: 1, noNaN: true })), delay_peak: maybe(amount), delay_average: maybe(amount),
			together_peak: fc.integer({ min: 1, max: 9 }), together_average: fc.integer({ min: 1, max: 9 }),
		}),
	),
	network: maybe(fc.record({ requests: fc.nat(3), bytes_sent: amount, bytes_received: amount })),
	queue_wait: maybe(amount),
	items: maybe(amount),
	self_times: fc.uniqueArray(fc.tuple(fc.constantFrom('A', 'B', '__proto__', 'constructor'), fc.integer({ min: 1, max: 900 })), { selector: ([name]) => name }),
	self_total: fc.constant(0),
	task_runner_nodes: fc.uniqueArray(fc.constantFrom('Code', 'toString')),
	coverage: fc.constantFrom<SegmentUsage['coverage']>({}, { cpu: ['too_short'] }, { cpu: ['shared_process', 'task_runner'], network: ['task_runner'] }),
}).map((usage) => ({ ...usage, self_total: usage.self_times.reduce((sum, [, ms]) => sum + ms, 0) }));
