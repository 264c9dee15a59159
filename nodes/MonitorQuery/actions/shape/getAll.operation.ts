import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { shapeQuestion } from '../../../../monitoring/workflow-monitor';
import { chosenField } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';
import { instancesFilter, offsetFilter, pageFields, simplifyField, workflowField } from '../fields';
import { listRows } from '../list-rows';
import { timeRangeFields } from '../time-range-field';
import { outputField } from './output-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['shape'], operation: ['getAll'] } },
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
				{
					displayName: 'Current',
					name: 'current',
					type: 'boolean',
					default: true,
					description: 'Whether to return only the shapes that outputs have now, or only those that they have no more',
				},
				instancesFilter,
				chosenField(
					{
						displayName: 'Node',
						name: 'node',
						description: 'Only shapes of this node. The list has those that ran lately in the chosen workflow; by ID or name.',
					},
					{ search: 'searchNodes', example: 'HTTP Request' },
				),
				offsetFilter,
				outputField,
				{
					displayName: 'Runs',
					name: 'mode',
					type: 'options',
					options: [
						{ name: 'All', value: 'all' },
						{ name: 'Production', value: 'production', description: 'All but those by hand and evaluations' },
						{ name: 'Test', value: 'test', description: 'By hand in the editor, and evaluations' },
					],
					default: 'production',
					description: 'Which runs had the shape',
				},
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'first_seen_at', 'workflow_name', 'node_name', 'output_index', 'current', 'added', 'removed', 'turned_empty',
	'no_longer_empty', 'fields', 'optional_fields', 'always_empty', 'last_seen_at', 'first_execution_id',
	'last_execution_id', 'first_version', 'workflow_id', 'id',
] as const;

/** One item a shape, the one that began last first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: shapeQuestion,
		read: async (database, question) => await database.shapes(question),
		placeOf: ({ id, first_seen_at }) => ({ id, timestamp: first_seen_at }),
		columns: COLUMNS,
	});
}
