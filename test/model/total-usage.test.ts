import * as fc from 'fast-check';
import { totalUsage } from '../../monitoring/model/total-usage';
import { anyUsage, processUse, segmentUsage } from '../support/readings';

describe('what the segments of an execution come to', () => {
	it('is what the one segment says, by the names of the columns', () => {
		expect(totalUsage({ 0: segmentUsage({ queue_wait: 40 }) })).toEqual({
			memory_peak: 300, memory_average: 200, memory_growth: 100, cpu_peak: 90, cpu_average: 50,
			event_loop_delay_peak: 12, event_loop_delay_average: 2,
			network_requests: 2, network_bytes_sent: 200, network_bytes_received: 5_000, network_data_transferred: 5_200,
			queue_wait: 40, items: 10, bottleneck_nodes: ['A', 'B'], coverage: {},
			metadata: { bottlenecks: [{ node_name: 'A', self_time: 700, share: 0.7 }, { node_name: 'B', self_time: 300, share: 0.3 }] },
		});
	});

	it('adds up, takes the highest peak, and weighs averages by time', () => {
		const long = segmentUsage({ process: processUse({ ms: 3_000, memory_peak: 100, memory_average: 100, cpu_average: 10, cpu_peak: 20 }), queue_wait: 5 });
		const total = totalUsage({ 0: long, 4: segmentUsage({ coverage: { cpu: ['too_short'] } }) });
		expect(total).toMatchObject({
			memory_peak: 300, memory_average: 125, cpu_peak: 90, cpu_average: 20, network_requests: 4, network_data_transferred: 10_400,
			queue_wait: 5, items: 20, coverage: { cpu: ['too_short'] },
		});
	});

	it('keeps what a segment does not know apart from nothing', () => {
		const lost = segmentUsage({ process: null, network: null, items: null, coverage: { memory: ['not_measured'] } });
		expect(totalUsage({ 0: lost })).toMatchObject({ memory_peak: null, cpu_average: null, network_requests: null, network_data_transferred: null, items: null });
		expect(totalUsage({ 0: lost, 1: segmentUsage() })).toMatchObject({ memory_peak: 300, network_requests: 2, items: null, coverage: { memory: ['not_measured'] } });
		const unseen = { network: { requests: 0, bytes_sent: 0, bytes_received: 0 }, task_runner_nodes: ['Code'], coverage: { network: ['task_runner' as const] } };
		expect(totalUsage({ 0: segmentUsage(unseen) })).toMatchObject({ network_requests: null, network_bytes_sent: null, metadata: { task_runner_nodes: ['Code'] } });
		expect(totalUsage({ 0: segmentUsage(), 1: segmentUsage(unseen) }).network_requests).toBe(2);
	});

	it('names at most five nodes, each with a tenth of the working time or more', () => {
		const times = (all: Array<[string, number]>) => segmentUsage({ self_times: all, self_total: all.reduce((sum, [, ms]) => sum + ms, 0) });
		expect(totalUsage({ 0: times([['A', 85], ['B', 10], ['C', 5]]) }).bottleneck_nodes).toEqual(['A', 'B']);
		const even: Array<[string, number]> = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => [name, 10]);
		expect(totalUsage({ 0: times(even) }).bottleneck_nodes).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(totalUsage({ 0: times([]) })).toMatchObject({ bottleneck_nodes: [], metadata: {} });
	});

	it('says how many shared the process, and which part of its CPU time was the execution\'s', () => {
		const shared = segmentUsage({ process: processUse({ together_peak: 4, together_average: 2.5, cpu_share: 0.4 }) });
		expect(totalUsage({ 0: shared }).metadata).toMatchObject({ shared_with: { peak: 3, average: 1.5 }, cpu_share: 0.4 });
	});

	it('does not depend on which segment comes first, and fits the columns', () => {
		fc.assert(
			fc.property(fc.array(anyUsage, { minLength: 1, maxLength: 4 }), (all) => {
				const [there, back] = [all, [...all].reverse()].map((order) => {
					const { coverage, metadata, ...figures } = totalUsage(Object.fromEntries(order.map((each, index) => [index, each])));
					const { task_runner_nodes: nodes = [], ...marks } = metadata;
					return { figures, coverage, marks, nodes: [...(nodes as string[])].sort() };
				});
				expect(back).toEqual(there);
				expect(there.figures.cpu_peak ?? 0).toBeLessThan(1_000);
			}),
		);
	});
});
