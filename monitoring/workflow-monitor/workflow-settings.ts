import { IMPORTANCES, LOG_LEVELS } from '../model/enums';
import { TEXT_LIMITS } from '../model/limits';
import { ALL_WORKFLOWS, type WorkflowSetting } from '../store/write/set-workflow-setting';
import { Input } from './input';

/** What is to be set, and for which workflow; checked before anything is done. */
export interface WorkflowSettingChange {
	workflowId: string;
	setting: WorkflowSetting;
	by: string | null;
}

/** @throws MonitorInputError, as all of these do */
export function logLevelSetting(level: unknown, workflowId: unknown, by?: unknown): WorkflowSettingChange {
	const log_level = new Input({ level }).requiredOneOf('level', LOG_LEVELS);
	return { ...target(workflowId, by), setting: { log_level } };
}

export function logLevelClearing(workflowId: unknown, by?: unknown): WorkflowSettingChange {
	return { ...target(workflowId, by), setting: { log_level: null } };
}

export function importanceSetting(importance: unknown, workflowId: unknown, by?: unknown): WorkflowSettingChange {
	const found = new Input({ importance }).requiredOneOf('importance', IMPORTANCES);
	return { ...target(workflowId, by), setting: { importance: found } };
}

function target(workflowId: unknown, by: unknown): { workflowId: string; by: string | null } {
	const input = new Input({ workflowId, by });
	return {
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id) ?? ALL_WORKFLOWS,
		by: input.text('by', TEXT_LIMITS.resolved_by),
	};
}

/** The workflow whose Monitor Trigger is sent a test; null means all. */
export function testEventTarget(workflowId: unknown): string | null {
	return new Input({ workflowId }).text('workflowId', TEXT_LIMITS.workflow_id);
}
