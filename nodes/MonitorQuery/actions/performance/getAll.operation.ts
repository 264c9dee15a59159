import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { performanceQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	executionFilter,
	instancesFilter,
	modesFilter,
	offsetFilter,
	pageFields,
	simplifyField,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['performance'], operation: ['getAll'] } },
	[
		workflowField,
		...timeRangeFields('any_time'),
		...pageFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [endTimeFilter, executionFilter, instancesFilter, modesFilter, offsetFilter, startTimeFilter],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'timestamp', 'workflow_name', 'execution_id', 'total_duration', 'node_count', 'failed_nodes',
	'memory_peak', 'memory_growth', 'cpu_peak', 'cpu_average', 'event_loop_delay_peak', 'network_requests',
	'network_bytes_sent', 'network_bytes_received', 'queue_wait', 'throughput', 'bottleneck_nodes', 'coverage', 'workflow_id',
] as const;

/** One item an execution. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: performanceQuestion,
		read: async (database, question) => await database.performance(question),
		columns: COLUMNS,
	});
}
