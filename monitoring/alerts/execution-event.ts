import type { EndedExecution } from '../capture/storyteller';
import type { EventKind } from '../model/enums';

/** What a Monitor Trigger starts its workflow with. `execution` and `workflow` have the shape of n8n's Error Trigger. */
export interface ExecutionEvent {
	event: EventKind;
	sample: boolean;
	instance_id: string | null;
	workflow: { id: string; name: string };
	execution: {
		id: string;
		url: string | null;
		retryOf?: string;
		error?: { message: string; stack?: string; name?: string; node?: { name: string } };
		lastNodeExecuted: string | null;
		mode: string;
	};
	status: string;
	end_reason: string | null;
	/** ISO 8601 in UTC */
	started_at: string;
	finished_at: string;
	/** ms */
	duration: number;
	parent_execution_id: string | null;
	error: {
		error_type: string;
		error_code: string | null;
		severity: string;
		retryable: boolean | null;
		node_name: string | null;
		fingerprint: string | null;
	} | null;
}

/** Which event an ended execution is for a monitor that wants such events; null where it starts nothing. */
export function eventFor(wanted: EventKind | null, { story, end }: EndedExecution): EventKind | null {
	if (wanted === null || story.silent) return null;
	if (wanted === 'execution_finished') return 'execution_finished';
	if (wanted === 'execution_failed') return isFailure(end.status, end.reason) ? wanted : null;
	return end.status === 'success' && story.handledErrors > 0 ? wanted : null;
}

/** Failed: n8n says so, the process died, or time or the process ran out; not what somebody stopped by hand. */
export function isFailure(status: string, reason: string | null): boolean {
	return (
		status === 'error' ||
		status === 'crashed' ||
		(status === 'canceled' && (reason === 'timeout' || reason === 'shutdown'))
	);
}

/** @param editorUrl the address of the editor with a slash at its end, or null where it is not known */
export function executionEvent(
	kind: EventKind,
	ended: EndedExecution,
	instanceId: string | null,
	editorUrl: string | null,
): ExecutionEvent {
	const { story, end, error } = ended;
	const finishedAt = end.finishedAt ?? ended.startedAt;
	return {
		event: kind,
		sample: false,
		instance_id: instanceId,
		workflow: { id: story.workflowId, name: story.workflowName },
		execution: {
			id: story.executionId,
			url:
				editorUrl === null
					? null
					: `${editorUrl}workflow/${encodeURIComponent(story.workflowId)}/executions/${encodeURIComponent(story.executionId)}`,
			...(story.retryOf === null ? {} : { retryOf: story.retryOf }),
			...(error === null
				? {}
				: {
						error: {
							message: error.error_message,
							...(error.error_stack === null ? {} : { stack: error.error_stack }),
							...(typeof error.metadata.error_name === 'string' ? { name: error.metadata.error_name } : {}),
							...(error.node_name === null ? {} : { node: { name: error.node_name } }),
						},
					}),
			lastNodeExecuted: ended.lastNode,
			mode: story.mode,
		},
		status: end.status,
		end_reason: end.reason,
		started_at: new Date(ended.startedAt).toISOString(),
		finished_at: new Date(finishedAt).toISOString(),
		duration: Math.max(0, Math.round(finishedAt - ended.startedAt)),
		parent_execution_id: story.parentExecutionId,
		error:
			error === null
				? null
				: {
						error_type: error.error_type,
						error_code: error.error_code,
						severity: error.severity,
						retryable: error.retryable,
						node_name: error.node_name,
						fingerprint: error.fingerprint,
					},
	};
}

/** A made-up event for the editor's test step; it says that it is one. */
export function sampleEvent(event: EventKind | null, now: number): ExecutionEvent & { note: string } {
	const failed = event === null || event === 'execution_failed';
	return {
		event: event ?? 'execution_failed',
		sample: true,
		note: 'This is a sample. Publish the workflow to start recording and to get real events',
		instance_id: null,
		workflow: { id: 'a1B2c3D4e5F6g7H8', name: 'Sync orders' },
		execution: {
			id: '231',
			url: null,
			...(failed
				? {
						error: {
							message: 'The connection was refused, perhaps the service is offline',
							name: 'NodeApiError',
							node: { name: 'HTTP Request' },
						},
					}
				: {}),
			lastNodeExecuted: failed ? 'HTTP Request' : 'Save order',
			mode: 'trigger',
		},
		status: failed ? 'error' : 'success',
		end_reason: failed ? 'failed' : 'finished',
		started_at: new Date(now - 1_840).toISOString(),
		finished_at: new Date(now).toISOString(),
		duration: 1_840,
		parent_execution_id: null,
		error: failed
			? {
					error_type: 'network',
					error_code: 'ECONNREFUSED',
					severity: 'medium',
					retryable: true,
					node_name: 'HTTP Request',
					fingerprint: '5f1d7c0b9a3e4d2886f0',
				}
			: null,
	};
}
