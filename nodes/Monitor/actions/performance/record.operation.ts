import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newPerformance } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import {
	asItem,
	executionIdField,
	givenFields,
	metadataField,
	placeOf,
	workflowIdField,
} from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['performance'], operation: ['record'] } },
	[
		workflowIdField,
		executionIdField,
		{
			displayName: 'Figures',
			name: 'figures',
			type: 'collection',
			placeholder: 'Add figure',
			default: {},
			options: [
				{
					displayName: 'Bottleneck Nodes',
					name: 'bottleneckNodes',
					type: 'string',
					default: '',
					description: 'Names of the slowest nodes, with commas between them',
				},
				{
					displayName: 'CPU Average',
					name: 'cpuAverage',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'Percent of one core, on average',
				},
				{
					displayName: 'CPU Peak',
					name: 'cpuPeak',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'Percent of one core, at most',
				},
				{
					displayName: 'Event Loop Delay Average',
					name: 'eventLoopDelayAverage',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'How late the event loop of n8n was on average, in ms',
				},
				{
					displayName: 'Event Loop Delay Peak',
					name: 'eventLoopDelayPeak',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'How late the event loop of n8n was at most, in ms',
				},
				{
					displayName: 'Failed Nodes',
					name: 'failedNodes',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How many nodes failed',
				},
				{
					displayName: 'Memory Average',
					name: 'memoryAverage',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes, on average',
				},
				{
					displayName: 'Memory Growth',
					name: 'memoryGrowth',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes by which the memory in use rose',
				},
				{
					displayName: 'Memory Peak',
					name: 'memoryPeak',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes, at most',
				},
				metadataField,
				{
					displayName: 'Network Bytes Received',
					name: 'networkBytesReceived',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes received',
				},
				{
					displayName: 'Network Bytes Sent',
					name: 'networkBytesSent',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes sent',
				},
				{
					displayName: 'Network Data Transferred',
					name: 'networkDataTransferred',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Bytes sent and received',
				},
				{
					displayName: 'Network Requests',
					name: 'networkRequests',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How many requests were made',
				},
				{
					displayName: 'Node Count',
					name: 'nodeCount',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How many different nodes ran',
				},
				{
					displayName: 'Queue Wait',
					name: 'queueWait',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'From its creation to its start, in ms',
				},
				{
					displayName: 'Successful Nodes',
					name: 'successfulNodes',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How many nodes succeeded',
				},
				{
					displayName: 'Throughput',
					name: 'throughput',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'Items per second',
				},
				{
					displayName: 'Total Duration',
					name: 'totalDuration',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'From start to end, in ms',
				},
			],
		},
	],
);

/** One item: the row of the execution as it stands now; figures that are not given stay as they are. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { workflowId, executionId } = placeOf(this, index);
	const row = newPerformance(
		workflowId,
		executionId,
		givenFields(this, index, [], 'figures'),
		Date.now(),
	);
	return async (database) => [
		asItem(await database.save({ table: 'workflow_performance_metrics', row })),
	];
}
