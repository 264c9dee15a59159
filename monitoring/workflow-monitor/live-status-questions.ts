import { OPEN_STATES, type OpenState } from '../model/enums';
import { TEXT_LIMITS } from '../model/limits';
import { Input } from './input';

export interface LiveStatusQuestion {
	workflowId: string;
	executionId: string | null;
	/** Whether its recent logs are wanted. */
	logs: boolean;
}

/** @throws MonitorInputError, as the other one does */
export function liveStatusQuestion(workflowId: unknown, executionId: unknown, logs?: unknown): LiveStatusQuestion {
	const input = new Input({ workflowId, executionId, logs });
	return {
		workflowId: input.requiredText('workflowId', TEXT_LIMITS.workflow_id),
		executionId: input.text('executionId', TEXT_LIMITS.execution_id),
		logs: input.boolean('logs') ?? true,
	};
}

export interface LiveStatusesQuery {
	/** Default: all workflows */
	workflowId?: string;
	/** Default: running */
	states?: OpenState | OpenState[];
	/** Whether the ten newest logs of each are wanted; default: not */
	logs?: boolean;
	/** 100 at most; default: 50 */
	limit?: number;
}

export interface LiveStatusesQuestion {
	workflowId: string | null;
	states: readonly OpenState[];
	logs: boolean;
	limit: number;
}

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 50;

export function liveStatusesQuestion(given: unknown): LiveStatusesQuestion {
	const input = new Input(given ?? {});
	return {
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id),
		states: input.someOf('states', OPEN_STATES) ?? ['running'],
		logs: input.boolean('logs') ?? false,
		limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT,
	};
}
