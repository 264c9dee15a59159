import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import {
	LIMIT_MAX,
	traceQuestion,
	type TraceQuestion,
} from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { allPages } from '../all-pages';
import { pageFields } from '../fields';
import { executionIdFields } from './execution-id';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['execution'], operation: ['getTrace'] } },
	[
		...executionIdFields,
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
	return async (database) => {
		const { rows: first, ...head } = await database.trace(question);
		if (!returnAll || head.next === null) return [{ type: 'trace', ...head }, ...first];
		const incomplete = new Set(head.incomplete);
		const rest = await allPages(this, index, async (after: TraceQuestion['after']) => {
			const page = await database.trace({ ...question, after: after ?? head.next });
			for (const each of page.incomplete) incomplete.add(each);
			return page;
		});
		return [{ type: 'trace', ...head, next: null, incomplete: [...incomplete] }, ...first, ...rest];
	};
}
