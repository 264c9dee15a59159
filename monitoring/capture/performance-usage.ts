import type { Coverage, CoverageReason, SegmentReading, SegmentUsage } from '../model/usage';
import { nodeOf, type Story } from './story';

const RUNNER_NODES_KEPT = 50;

/** What a segment of an execution used, as it is stored. @param reading null where the process has not measured it */
export function usageOf(story: Story, reading: SegmentReading | null): SegmentUsage {
	const { performance, flow } = story;
	return {
		process: reading?.process ?? null,
		network: reading?.network ?? null,
		queue_wait: performance.queueWait,
		items: flow.lost ? null : performance.items,
		self_times: selfTimes(story),
		self_total: performance.selfTotal,
		task_runner_nodes: (reading?.outside ?? []).slice(0, RUNNER_NODES_KEPT).map((name) => nodeOf(story, name).facts.name),
		coverage: coverageOf(story, reading),
	};
}

/** ms that nodes worked themselves, of those that took more than a twentieth of it, the longest first. */
function selfTimes({ nodes, performance }: Story): Array<[string, number]> {
	const times: Array<[string, number]> = [];
	nodes.forEach(({ facts, selfTime }) => {
		if (selfTime > performance.selfTotal / 20) times.push([facts.name, selfTime]);
	});
	return times.sort(([, left], [, right]) => right - left);
}

function coverageOf(story: Story, reading: SegmentReading | null): Coverage {
	const coverage: Coverage = {};
	const say = (reason: CoverageReason, ...figures: Array<keyof Coverage>) => {
		for (const figure of figures) {
			const before = coverage[figure];
			if (before === undefined) coverage[figure] = [reason];
			else before.push(reason);
		}
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
