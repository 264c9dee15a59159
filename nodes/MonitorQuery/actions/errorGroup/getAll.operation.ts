import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	instancesFilter,
	offsetFilter,
	pageFields,
	simplifyField,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['getAll'] } },
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
			options: [
				endTimeFilter,
				instancesFilter,
				offsetFilter,
				{
					displayName: 'Regressed',
					name: 'regressed',
					type: 'boolean',
					default: true,
					description: 'Whether the group came back after it was resolved, and is open since',
				},
				{
					displayName: 'Severity',
					name: 'severity',
					type: 'multiOptions',
					options: [
						{ name: 'Critical', value: 'critical' },
						{ name: 'High', value: 'high' },
						{ name: 'Low', value: 'low' },
						{ name: 'Medium', value: 'medium' },
					],
					default: [],
					description: 'Only groups whose worst error is of these; none chosen means all',
				},
				startTimeFilter,
				{
					displayName: 'Status',
					name: 'status',
					type: 'multiOptions',
					options: [
						{ name: 'Ignored', value: 'ignored' },
						{ name: 'Open', value: 'open' },
						{ name: 'Resolved', value: 'resolved' },
					],
					default: ['open'],
					description: 'Only groups in these states; none chosen means all',
				},
				{
					displayName: 'Types',
					name: 'types',
					type: 'multiOptions',
					options: [
						{ name: 'Data', value: 'data' },
						{ name: 'Network', value: 'network' },
						{ name: 'Permission', value: 'permission' },
						{ name: 'System', value: 'system' },
						{ name: 'Timeout', value: 'timeout' },
						{ name: 'Unknown', value: 'unknown' },
						{ name: 'Validation', value: 'validation' },
					],
					default: [],
					description: 'Only groups of errors of these types; none chosen means all',
				},
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'last_seen_at', 'title', 'workflow_name', 'node_name', 'error_type', 'severity', 'status',
	'occurrences', 'executions', 'regressions', 'first_seen_at', 'assigned_to', 'workflow_id', 'group_id',
] as const;

/** One item a group, the last seen first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: errorGroupQuestion,
		read: async (database, question) => await database.errorGroups(question),
		placeOf: ({ group_id, last_seen_at }) => ({ id: group_id, timestamp: last_seen_at }),
		columns: COLUMNS,
	});
}
