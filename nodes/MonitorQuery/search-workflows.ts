import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import { MonitorError, openMonitorDatabase } from '../../monitoring/workflow-monitor';

/** Recorded workflows by name; empty where nothing has been recorded yet. */
export async function searchWorkflows(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	try {
		const database = openMonitorDatabase(await this.getCredentials('monitorPostgresApi'));
		try {
			const read = async () => await database.workflows(filter || null);
			const { answer } = await database.orEmpty(read, () => []);
			return {
				results: answer.map(({ workflow_id, name }) => ({
					name: name ?? workflow_id,
					value: workflow_id,
				})),
			};
		} finally {
			await database.release();
		}
	} catch (error) {
		const node = this.getNode();
		if (!(error instanceof MonitorError)) throw new NodeOperationError(node, error as Error);
		throw new NodeOperationError(node, error.reason, { description: error.nextStep ?? undefined });
	}
}
