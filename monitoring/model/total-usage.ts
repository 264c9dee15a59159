import { INTEGER_MAX } from './limits';
import type { Metadata } from './records';
import type { Coverage, CoverageReason, ProcessUse, SegmentUsage } from './usage';

const BOTTLENECKS_AT_MOST = 5;
const BOTTLENECK_SHARE = 0.1;
const PERCENT_MAX = 999.99;

/** What an execution used in all, by the columns of `workflow_performance_metrics`; ms, bytes, percent. */
export interface TotalUsage {
	memory_peak: number | null;
	memory_average: number | null;
	memory_growth: number | null;
	cpu_peak: number | null;
	cpu_average: number | null;
	event_loop_delay_peak: number | null;
	event_loop_delay_average: number | null;
	network_requests: number | null;
	network_bytes_sent: number | null;
	network_bytes_received: number | null;
	network_data_transferred: number | null;
	queue_wait: number | null;
	/** For the throughput: it is divided by the active time. */
	items: number | null;
	bottleneck_nodes: string[];
	coverage: Coverage;
	metadata: Metadata;
}

/**
 * What the segments of an execution come to: peaks are the highest, averages are weighted by time, all else adds up.
 *
 * @param segments at least one, by number
 */
export function totalUsage(segments: Readonly<Record<string, SegmentUsage>>): TotalUsage {
	const all = Object.values(segments);
	const read = all.flatMap(({ process }) => process ?? []);
	const outside = [...new Set(all.flatMap((each) => each.task_runner_nodes))];
	const networks = all.flatMap(({ network }) => network ?? []);
	const requests = sum(networks.map((each) => each.requests));
	// Of what a task runner does nothing is seen, so none seen is not none made.
	const unseen = requests === 0 && outside.length > 0;
	const [sent, received] = [
		unseen ? null : sum(networks.map((each) => each.bytes_sent)),
		unseen ? null : sum(networks.map((each) => each.bytes_received)),
	];
	const { bottlenecks, names } = bottlenecksOf(all);
	return {
		memory_peak: whole(highest(read, 'memory_peak')),
		memory_average: whole(average(read, 'memory_average')),
		memory_growth: whole(highest(read, 'memory_growth')),
		cpu_peak: percent(highest(read, 'cpu_peak')),
		cpu_average: percent(average(read, 'cpu_average')),
		event_loop_delay_peak: hundredths(highest(read, 'delay_peak')),
		event_loop_delay_average: hundredths(average(read, 'delay_average')),
		network_requests: unseen ? null : requests,
		network_bytes_sent: sent,
		network_bytes_received: received,
		network_data_transferred: sent === null || received === null ? null : sent + received,
		queue_wait: capped(sum(all.flatMap((each) => each.queue_wait ?? []))),
		items: all.some(({ items }) => items === null) ? null : sum(all.map((each) => each.items ?? 0)),
		bottleneck_nodes: names,
		coverage: coverageOf(all),
		metadata: {
			...(bottlenecks.length > 0 && { bottlenecks }),
			...sharing(read),
			...(outside.length > 0 && { task_runner_nodes: outside }),
		},
	};
}

type Figure = Exclude<keyof ProcessUse, 'ms'>;

function highest(read: readonly ProcessUse[], figure: Figure): number | null {
	const values = read.flatMap((each) => each[figure] ?? []);
	return values.length === 0 ? null : Math.max(...values);
}

/** Weighted by the time that each segment took; a plain mean where none took any. */
function average(read: readonly ProcessUse[], figure: Figure): number | null {
	const known = read.filter((each) => each[figure] !== null);
	if (known.length === 0) return null;
	const ms = known.reduce((all, each) => all + each.ms, 0);
	const weight = (each: ProcessUse) => (ms === 0 ? 1 / known.length : each.ms / ms);
	return known.reduce((all, each) => all + (each[figure] ?? 0) * weight(each), 0);
}

/** Null where there is nothing to add up. */
function sum(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((all, each) => all + each, 0);
}

/** The nodes with the greatest shares of the time that nodes worked themselves. */
function bottlenecksOf(all: readonly SegmentUsage[]): { bottlenecks: object[]; names: string[] } {
	const times = new Map<string, number>();
	for (const [node, ms] of all.flatMap((each) => each.self_times)) times.set(node, (times.get(node) ?? 0) + ms);
	const total = all.reduce((ms, each) => ms + each.self_total, 0);
	const slow = [...times]
		.filter(([, ms]) => ms > 0 && ms >= total * BOTTLENECK_SHARE)
		.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
		.slice(0, BOTTLENECKS_AT_MOST);
	return {
		bottlenecks: slow.map(([node, ms]) => ({ node_name: node, self_time: Math.round(ms), share: hundredths(ms / total) })),
		names: slow.map(([node]) => node),
	};
}

function sharing(read: readonly ProcessUse[]): Metadata {
	const most = highest(read, 'together_peak') ?? 1;
	if (most <= 1) return {};
	return {
		shared_with: { peak: most - 1, average: hundredths((average(read, 'together_average') ?? 1) - 1) },
		cpu_share: hundredths(average(read, 'cpu_share')),
	};
}

function coverageOf(all: readonly SegmentUsage[]): Coverage {
	const reasons: Coverage = {};
	for (const { coverage } of all) {
		for (const [figure, more] of Object.entries(coverage) as Array<[keyof Coverage, CoverageReason[]]>) {
			reasons[figure] = [...new Set([...(reasons[figure] ?? []), ...more])].sort();
		}
	}
	return reasons;
}

function whole(value: number | null): number | null {
	return value === null ? null : Math.round(value);
}

function capped(value: number | null): number | null {
	return value === null ? null : Math.min(Math.round(value), INTEGER_MAX);
}

function hundredths(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}

/** As much as the column holds: beyond ten cores it says no more. */
function percent(value: number | null): number | null {
	return value === null ? null : Math.min(PERCENT_MAX, hundredths(value) ?? 0);
}
