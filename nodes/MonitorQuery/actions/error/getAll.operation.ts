import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	endTimeFilter,
	executionFilter,
	instancesFilter,
	modesFilter,
	offsetFilter,
	pageFields,
	startTimeFilter,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['error'], operation: ['getAll'] } },
	[
		workflowField,
		...pageFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				endTimeFilter,
				executionFilter,
				{
					displayName: 'Group ID',
					name: 'groupId',
					type: 'string',
					default: '',
					description: 'Only errors of this group',
				},
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

/** One item an error. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(
		this,
		index,
		errorQuestion,
		async (database, question) => await database.errors(question),
	);
}
