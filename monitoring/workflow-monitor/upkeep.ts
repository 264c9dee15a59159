import type { Importance, LogLevel } from '../model/enums';
import type { TestEvent } from '../store/write/send-test-event';
import type { WorkflowSettingRow } from '../store/write/set-workflow-setting';
import { withAliases, type WithAliases } from './aliases';
import { retentionDaysOf, type CleanedUp } from './clean-up';
import { Triage } from './triage';
import {
	importanceSetting,
	logLevelClearing,
	logLevelSetting,
	testEventTarget,
	type WorkflowSettingChange,
} from './workflow-settings';

export type MonitorWorkflowSettings = WithAliases<WorkflowSettingRow>;

interface Doer {
	by?: string;
}

/** What people set for workflows, and what they remove. Without a workflow it holds for all that have no setting of their own. */
export class Upkeep extends Triage {
	/** Rows of this level and above are recorded from now on, within seconds, until the level is cleared. */
	async setLogLevel(level: LogLevel, workflowId?: string, { by }: Doer = {}): Promise<MonitorWorkflowSettings> {
		return await this.#set(logLevelSetting(level, workflowId, by));
	}

	/** Goes back to the level of the monitor. */
	async clearLogLevel(workflowId?: string, { by }: Doer = {}): Promise<MonitorWorkflowSettings> {
		return await this.#set(logLevelClearing(workflowId, by));
	}

	/** Moves the severity of errors by a step up or down. */
	async setImportance(
		importance: Importance,
		workflowId?: string,
		{ by }: Doer = {},
	): Promise<MonitorWorkflowSettings> {
		return await this.#set(importanceSetting(importance, workflowId, by));
	}

	/** Has published Monitor Triggers start once with a sample: that of one workflow, or all. */
	async sendTestEvent(given: { monitorWorkflowId?: string } = {}): Promise<Array<WithAliases<TestEvent>>> {
		const sent = await this.open().sendTestEvent(testEventTarget(given.monitorWorkflowId));
		return sent.map((each) => withAliases(each));
	}

	/**
	 * Removes what is older than so many days (default: 90): of logs whole days, of all else what is settled. Unresolved
	 * errors, open alerts and executions that go on stay.
	 */
	async cleanup(given: { retentionDays?: number } = {}): Promise<WithAliases<CleanedUp>> {
		return withAliases(await this.open().cleanUp(retentionDaysOf(given)));
	}

	async #set(change: WorkflowSettingChange): Promise<MonitorWorkflowSettings> {
		return withAliases(await this.open().setWorkflow(change));
	}
}
