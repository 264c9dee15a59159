import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { comparisonQuestion } from '../../../../monitoring/workflow-monitor';
import { chosen, chosenField, orByModel } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';
import { outputField } from './output-field';

const OF_NODE = { show: { compare: ['latest'] } };
const OF_TWO = { show: { compare: ['two'] } };

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['shape'], operation: ['compare'] } },
	[
		{
			displayName: 'Compare',
			name: 'compare',
			type: 'options',
			options: [
				{ name: 'Latest Change of a Node', value: 'latest', description: 'The shape that it has now with the one before' },
				{ name: 'Two Shapes', value: 'two', description: 'Any two of one output, by their IDs' },
			],
			default: 'latest',
		},
		...orByModel(
			chosenField(
				{
					displayName: 'Workflow',
					name: 'workflowId',
					required: true,
					description: 'The workflow that the node is in',
					displayOptions: OF_NODE,
				},
				{ search: 'searchWorkflows', example: 'fWkqE4jRKgZUBzBE' },
			),
			'The workflow_id of the workflow',
		),
		...orByModel(
			chosenField(
				{
					displayName: 'Node',
					name: 'node',
					required: true,
					description: 'The list has those that ran lately in the chosen workflow; by ID or name',
					displayOptions: OF_NODE,
				},
				{ search: 'searchNodes', example: 'HTTP Request' },
			),
			'The node_name of the node',
		),
		{ ...outputField, displayOptions: OF_NODE },
		{
			displayName: 'Runs',
			name: 'mode',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production', description: 'All but those by hand and evaluations' },
				{ name: 'Test', value: 'test', description: 'By hand in the editor, and evaluations' },
			],
			default: 'production',
			description: 'Which runs had the shape',
			displayOptions: OF_NODE,
		},
		{
			displayName: 'Shape ID',
			name: 'shapeId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f',
			description: 'The later one, as Get Many gives it',
			displayOptions: OF_TWO,
		},
		{
			displayName: 'Earlier Shape ID',
			name: 'earlierShapeId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f',
			description: 'The one that it is compared with; empty means the one before',
			displayOptions: OF_TWO,
		},
	],
);

const FIELDS: Record<string, readonly string[]> = {
	latest: ['workflowId', 'node', 'output', 'mode'],
	two: ['shapeId', 'earlierShapeId'],
};

/** One item: what is different, each field with the execution that had it first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const fields = FIELDS[String(this.getNodeParameter('compare', index, 'latest'))] ?? [];
	const question = comparisonQuestion(
		Object.fromEntries(fields.map((field) => [field, chosen(this.getNodeParameter(field, index, ''))])),
	);
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.withWorkflowNames([await database.compareShapes(question)]),
			() => [],
		);
		return answer.length === 0 ? [{ monitoring }] : answer;
	};
}
