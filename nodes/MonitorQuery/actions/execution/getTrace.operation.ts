import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import {
	LIMIT_MAX,
	traceQuestion,
	type MonitorDatabase,
	type TraceQuestion,
} from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { pageFields } from '../fields';
import { executionIdField } from './execution-id';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['execution'], operation: ['getTrace'] } },
	[
		executionIdField,
		...pageFields,
		{
			displayName: 'After',
			name: 'after',
			type: 'json',
			default: '',
			description: 'The field next of the first item of the page before: goes on there',
		},
	],
);

/**
 * First an item for the execution, with its totals and where the next page begins, then one for each node run, wait and
 * sub-workflow execution.
 */
export function execute(this: IExecuteFunctions, index: number): Work {
	const returnAll = this.getNodeParameter('returnAll', index, false) === true;
	const question = traceQuestion(this.getNodeParameter('executionId', index, ''), {
		limit: returnAll ? LIMIT_MAX : this.getNodeParameter('limit', index, 50),
		after: this.getNodeParameter('after', index, ''),
	});
	return async (database) => await items(database, question, returnAll);
}

async function items(database: MonitorDatabase, question: TraceQuestion, all: boolean): Promise<object[]> {
	const { rows, ...head } = await database.trace(question);
	const pages = [rows];
	while (all && head.next !== null) {
		const page = await database.trace({ ...question, after: head.next });
		pages.push(page.rows);
		head.next = page.next;
		head.incomplete = [...new Set([...head.incomplete, ...page.incomplete])];
	}
	return [{ type: 'trace', ...head }, ...pages.flat()];
}
