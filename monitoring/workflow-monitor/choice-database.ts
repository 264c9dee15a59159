import { describeInstances, type InstanceRow } from '../store/read/describe-instances';
import { listNodeNames } from '../store/read/list-node-names';
import { listRecordedWorkflows, type KnownWorkflow } from '../store/read/list-workflows';
import { listWorkflowNames } from '../store/read/list-workflow-names';
import { ExecutionDatabase } from './execution-database';

/** What there is to choose from, and how it is called. */
export class ChoiceDatabase extends ExecutionDatabase {
	/** Recorded workflows whose name or id holds the text, for a list to choose from. */
	async workflows(
		search: string | null,
		page: { limit: number; offset: number },
	): Promise<KnownWorkflow[]> {
		return await this.run(
			async (sql, instance) => await listRecordedWorkflows(sql, instance, search, page),
		);
	}

	/** Names of the nodes of a workflow that ran lately. */
	async nodeNames(workflowId: string): Promise<string[]> {
		return await this.run(async (sql, instance) => await listNodeNames(sql, instance, workflowId));
	}

	/** Every n8n that records into this database. */
	async instances(): Promise<InstanceRow[]> {
		return await this.explained(describeInstances);
	}

	/** The rows with `workflow_name` beside what they have, null where it is not known. */
	async withWorkflowNames<Row extends object>(
		rows: Row[],
	): Promise<Array<Row & { workflow_name?: string | null }>> {
		const nameless = rows.filter(isNameless);
		if (nameless.length === 0) return rows;
		const pairs = new Map(nameless.map((row) => [pairOf(row), row]));
		const found = await this.explained(
			async (sql) =>
				await listWorkflowNames(
					sql,
					[...pairs.values()].map(({ instance_id }) => instance_id),
					[...pairs.values()].map(({ workflow_id }) => workflow_id),
				),
		);
		const names = new Map(found.map((each) => [pairOf(each), each.name]));
		return rows.map((row) =>
			isNameless(row) ? { ...row, workflow_name: names.get(pairOf(row)) ?? null } : row,
		);
	}
}

interface OfWorkflow {
	instance_id: string;
	workflow_id: string;
}

function isNameless<Row extends object>(row: Row): row is Row & OfWorkflow {
	return 'instance_id' in row && typeof row.instance_id === 'string' && 'workflow_id' in row && typeof row.workflow_id === 'string' && !('workflow_name' in row);
}

function pairOf({ instance_id, workflow_id }: OfWorkflow): string {
	return JSON.stringify([instance_id, workflow_id]);
}
