import { setWorkflowSetting, type WorkflowSettingRow } from '../store/write/set-workflow-setting';
import { TriageDatabase } from './triage-database';
import type { WorkflowSettingChange } from './workflow-settings';

/** Executions as one instance sees them, and what is set for its workflows. */
export class ExecutionDatabase extends TriageDatabase {
	async setWorkflow({ workflowId, setting, by }: WorkflowSettingChange): Promise<WorkflowSettingRow> {
		return await this.run(
			async (sql, instance) => await setWorkflowSetting(sql, instance, workflowId, setting, by),
		);
	}
}
