import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { performanceQuestion } from '../../../../monitoring/workflow-monitor';
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
	{ show: { resource: ['performance'], operation: ['getAll'] } },
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
				instancesFilter,
				modesFilter,
				offsetFilter,
				startTimeFilter,
			],
		},
	],
);

/** One item an execution. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(
		this,
		index,
		performanceQuestion,
		async (database, question) => await database.performance(question),
	);
}
