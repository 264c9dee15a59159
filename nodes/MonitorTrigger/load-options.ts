import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { listTags, listWorkflows } from '../../monitoring/agent';

/** All workflows of this n8n by name, for the list of watched ones. */
export async function loadWorkflows(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await listWorkflows()).map(({ id, name }) => ({ name, value: id }));
}

/** All tags of this n8n by name. */
export async function loadTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await listTags()).map(({ id, name }) => ({ name, value: id }));
}
