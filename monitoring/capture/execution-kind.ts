import type { ExecutionKind } from '../model/enums';

const BY_MODE = new Map<string, ExecutionKind>([
	['retry', 'retry'],
	['integrated', 'sub_workflow'],
	['error', 'error'],
	['evaluation', 'evaluation'],
	['chat', 'chat'],
	['cli', 'cli'],
]);

const BY_TRIGGER = new Map<string, ExecutionKind>([
	['webhook', 'webhook'],
	['scheduleTrigger', 'schedule'],
	['cron', 'schedule'],
	['interval', 'schedule'],
	['formTrigger', 'form'],
	['chatTrigger', 'chat'],
	['manualChatTrigger', 'chat'],
]);

/**
 * What kind of run it is.
 *
 * @param mode the host's own word
 * @param triggerType type of the node that started it; null where it is not known
 */
export function executionKind(
	mode: string,
	triggerType: string | null,
	partial: boolean,
): ExecutionKind | null {
	if (mode === 'manual') return partial ? 'partial' : 'manual';
	if (mode !== 'webhook' && mode !== 'trigger') return BY_MODE.get(mode) ?? 'other';
	if (triggerType === null) return null;
	return BY_TRIGGER.get(triggerType.slice(triggerType.lastIndexOf('.') + 1)) ?? 'event';
}
