import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { monitoringWords } from '../../monitoring/agent';

const ONLY = 'now';

/** Shows what recording does just now. There is one option, made anew whenever the list is loaded. */
export const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	noDataExpression: true,
	typeOptions: { loadOptionsMethod: 'loadStatus' },
	default: ONLY,
	description: 'What the monitor is doing; reload the list to look again',
};

export async function loadStatus(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { title, detail } = monitoringWords();
	return [{ name: title, value: ONLY, description: detail ?? undefined }];
}
