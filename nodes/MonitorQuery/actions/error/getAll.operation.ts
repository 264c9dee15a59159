import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorQuestion } from '../../../../monitoring/workflow-monitor';
import { chosenField } from '../../../chosen-field';
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
	{ show: { resource: ['error'], operation: ['getAll'] } },
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
				executionFilter,
				chosenField(
					{ displayName: 'Error Group', name: 'groupId', description: 'Only errors of this group' },
					{ search: 'searchErrorGroups', example: '6f1d0c3a-9b1e-8c55-a1d2-0f6f3f1c7a10' },
				),
				{
					displayName: 'Handled',
					name: 'handled',
					type: 'boolean',
					default: false,
					description: 'Whether the workflow went on from the error',
				},
				instancesFilter,
				modesFilter,
				offsetFilter,
				{
					displayName: 'Resolved',
					name: 'resolved',
					type: 'boolean',
					default: false,
					description: 'Whether the error has been resolved',
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
					description: 'Only errors of these severities; none chosen means all',
				},
				startTimeFilter,
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'timestamp', 'workflow_name', 'node_name', 'error_message', 'error_type', 'severity', 'handled',
	'resolved', 'execution_id', 'workflow_id', 'group_id', 'id',
] as const;

/** One item an error. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: errorQuestion,
		read: async (database, question) => await database.errors(question),
		columns: COLUMNS,
	});
}
