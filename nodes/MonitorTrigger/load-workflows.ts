import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { listWorkflows } from '../../monitoring/agent';

/** All workflows of this n8n by name, for the list of watched ones. */
export async function loadWorkflows(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await listWorkflows()).map(({ id, name }) => ({ name, value: id }));
}
