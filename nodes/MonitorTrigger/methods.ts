import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { listWorkflows } from '../../monitoring/agent';

/** All workflows of this n8n by name, for the list of watched ones. */
export async function loadWorkflows(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await listWorkflows()).map(({ id, name }) => ({ name, value: id }));
}

export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const { testConnection } = await import('../../monitoring/workflow-monitor');
	return await testConnection(credential.data ?? {});
}
