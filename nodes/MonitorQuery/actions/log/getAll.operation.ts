import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { logQuestion } from '../../../../monitoring/workflow-monitor';
import { chosenField } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';
import {
	afterFilter,
	executionFilter,
	instancesFilter,
	offsetFilter,
	pageFields,
	simplifyField,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['log'], operation: ['getAll'] } },
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
				afterFilter,
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
					description: 'Only rows whose message holds this text as it stands, in any case',
				},
				{
					displayName: 'Message Has Words',
					name: 'words',
					type: 'string',
					default: '',
					placeholder: 'e.g. "connection refused" -retry',
					description:
						'Only rows whose message has these words, whole and in any order; "a phrase" in quotes, or between alternatives, a minus before what it must not have',
				},
				{
					displayName: 'Metadata Path',
					name: 'metadataPath',
					type: 'string',
					default: '',
					placeholder: 'e.g. order.customer.ID',
					description:
						'Only rows whose metadata has the Metadata Value at this place: keys with dots between them (a backslash before a dot that belongs to a key)',
				},
				{
					displayName: 'Metadata Value',
					name: 'metadataValue',
					type: 'string',
					default: '',
					description: 'What stands at the Metadata Path',
				},
				chosenField(
				{
						displayName: 'Node',
						name: 'node',
						description: 'Only rows of this node. The list has those that ran lately in the chosen workflow; by ID or name.',
					},
					{ search: 'searchNodes', example: 'HTTP Request' },
				),
				offsetFilter,
				startTimeFilter,
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'timestamp', 'log_level', 'workflow_name', 'node_name', 'message', 'duration', 'items_in', 'items_out',
	'execution_id', 'workflow_id', 'id',
] as const;

/** One item a log row. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: logQuestion,
		read: async (database, question) => await database.logs(question),
		columns: COLUMNS,
	});
}
