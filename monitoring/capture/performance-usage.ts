import type { Coverage, CoverageReason, SegmentReading, SegmentUsage } from '../model/usage';
import { nodeOf, type Story } from './story';

const NODES_KEPT = 50;

/** Nodes that do nothing but wait. */
const WAITS = /\.wait$/;

/** What a segment of an execution used, as it is stored. @param reading null where the process has not measured it */
export function usageOf(story: Story, reading: SegmentReading | null): SegmentUsage {
	const { performance, flow } = story;
	const times: Array<[string, number]> = [];
	let total = 0;
	for (const { facts, selfTime } of story.nodes.values()) {
		if (selfTime === 0 || WAITS.test(facts.type)) continue;
		total += selfTime;
		times.push([facts.name, selfTime]);
	}
	times.sort(([, left], [, right]) => right - left);
	return {
		process: reading?.process ?? null,
		network: reading?.network ?? null,
		queue_wait: performance.queueWait,
		items: flow.lost ? null : performance.items,
		self_times: times.slice(0, NODES_KEPT),
		self_total: total,
		task_runner_nodes: (reading?.outside ?? []).slice(0, NODES_KEPT).map((name) => nodeOf(story, name).facts.name),
		coverage: coverageOf(story, reading),
	};
}

function coverageOf(story: Story, reading: SegmentReading | null): Coverage {
	const coverage: Coverage = {};
	const say = (reason: CoverageReason, ...figures: Array<keyof Coverage>) => {
		for (const figure of figures) (coverage[figure] ??= []).push(reason);
	};
	if (reading === null) say('not_measured', 'memory', 'cpu', 'event_loop_delay', 'network');
	else {
		const { cpu_average: cpu, delay_peak: delay, together_peak: together } = reading.process;
		if (together > 1) say('shared_process', 'memory', 'cpu', 'event_loop_delay');
		if (cpu === null) say('too_short', 'cpu');
		if (delay === null) say('too_short', 'event_loop_delay');
		if (reading.outside.length > 0) say('task_runner', 'memory', 'cpu', 'network');
	}
	if (story.flow.lost) say('not_measured', 'throughput');
	const mayQueue = story.segment === 0 && story.parentExecutionId === null;
	if (mayQueue && story.performance.queueWait === null) say('not_told', 'queue_wait');
	return coverage;
}
