import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { logQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	endTimeFilter,
	executionFilter,
	instancesFilter,
	offsetFilter,
	pageFields,
	startTimeFilter,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['log'], operation: ['getAll'] } },
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
				{
					displayName: 'Log Levels',
					name: 'logLevels',
					type: 'multiOptions',
					options: [
						{ name: 'Debug', value: 'debug' },
						{ name: 'Error', value: 'error' },
						{ name: 'Fatal', value: 'fatal' },
						{ name: 'Info', value: 'info' },
						{ name: 'Warn', value: 'warn' },
					],
					default: [],
					description: 'Only rows of these levels; none chosen means all',
				},
				{
					displayName: 'Message Contains',
					name: 'search',
					type: 'string',
					default: '',
					description: 'Only rows whose message holds this text, in any case',
				},
				offsetFilter,
				startTimeFilter,
			],
		},
	],
);

/** One item a log row. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(
		this,
		index,
		logQuestion,
		async (database, question) => await database.logs(question),
	);
}
