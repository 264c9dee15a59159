import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { executionIdOf } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { executionIdFields } from './execution-id';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['execution'], operation: ['explain'] } },
	executionIdFields,
);

/** One item: the account as text, and the figures that it comes from. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const executionId = executionIdOf(this.getNodeParameter('executionId', index, ''));
	return async (database) => [await database.explain(executionId)];
}
