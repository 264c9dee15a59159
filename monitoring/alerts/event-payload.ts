import type { DeliveredEvent } from '../model/enums';
import type { Metadata } from '../model/records';
import type { EventFacts } from '../store/read/read-event-facts';
import type { Delivery } from '../store/write/claim-deliveries';

/**
 * What a Monitor Trigger starts its workflow with. `execution`, `workflow` and their errors have the shape of n8n's
 * Error Trigger, so that an error workflow runs behind it unchanged. Times are ISO 8601 in UTC, durations ms.
 */
export interface MonitorEvent {
	event: DeliveredEvent;
	/** True where nothing has happened: somebody tries it. */
	sample: boolean;
	instance_id: string | null;
	/** The same at every attempt. */
	delivery_id: string | null;
	attempt: number;
	workflow: { id: string; name: string; tags: string[] };
	/** Null where it is about no execution. */
	execution: {
		id: string;
		url: string | null;
		retryOf?: string;
		error?: { message: string; stack?: string; name?: string; node?: { name: string; id?: string } };
		lastNodeExecuted: string | null;
		mode: string | null;
	} | null;
	status: string | null;
	end_reason: string | null;
	kind: string | null;
	started_at: string | null;
	finished_at: string | null;
	duration: number | null;
	items_out: number | null;
	parent_execution_id: string | null;
	severity: string | null;
	error: {
		error_type: string;
		error_code: string | null;
		severity: string;
		retryable: boolean | null;
		node_name: string | null;
		fingerprint: string | null;
	} | null;
	/** The group of the error: how often it was there, since when, whether it has come back. */
	group: EventFacts['group'];
	last_good_run: EventFacts['last_good_run'];
	/** The last node runs before, the last one last. */
	steps: EventFacts['steps'];
	/** What only this kind of event tells: the log row, how long is usual, what was left out. */
	details: Metadata;
}

/** Where links lead to, and as which instance it is recorded. */
export interface EventPlace {
	instanceId: string | null;
	/** The address of the editor with a slash at its end; null where it is not known. */
	editorUrl: string | null;
}

export function eventPayload(delivery: Delivery, facts: EventFacts, place: EventPlace): MonitorEvent {
	const { execution, error, group, workflow } = facts;
	const duration = execution === null ? null : durationOf(execution, delivery.timestamp);
	return {
		event: delivery.event,
		sample: delivery.event === 'test',
		instance_id: place.instanceId,
		delivery_id: delivery.id,
		attempt: delivery.attempts,
		workflow: { id: delivery.workflow_id, name: workflow?.name ?? '', tags: workflow?.tags ?? [] },
		execution:
			delivery.execution_id === null
				? null
				: {
						id: delivery.execution_id,
						url: executionUrl(place.editorUrl, delivery.workflow_id, delivery.execution_id),
						...(execution?.retry_of == null ? {} : { retryOf: execution.retry_of }),
						...(error === null ? {} : { error: hostError(error) }),
						lastNodeExecuted: execution?.last_node ?? null,
						mode: execution?.mode ?? null,
					},
		status: execution?.status ?? null,
		end_reason: execution?.end_reason ?? null,
		kind: execution?.kind ?? null,
		started_at: instant(execution?.started_at),
		finished_at: instant(execution?.finished_at),
		duration,
		items_out: execution?.items_out ?? null,
		parent_execution_id: execution?.parent_execution_id ?? null,
		severity: error?.severity ?? group?.severity ?? null,
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
		group: group === null ? null : { ...group, first_seen_at: at(group.first_seen_at), last_seen_at: at(group.last_seen_at) },
		last_good_run:
			facts.last_good_run === null
				? null
				: { ...facts.last_good_run, finished_at: at(facts.last_good_run.finished_at) },
		steps: facts.steps,
		details: 'circuit' in delivery.details ? { ...delivery.details, left_out: facts.left_out } : delivery.details,
	};
}

/** The error as n8n's Error Trigger has it, as far as it is recorded. */
function hostError(error: NonNullable<EventFacts['error']>) {
	return {
		message: error.error_message,
		...(error.error_stack === null ? {} : { stack: error.error_stack }),
		...(error.error_name === null ? {} : { name: error.error_name }),
		...(error.node_name === null
			? {}
			: { node: { name: error.node_name, ...(error.node_id === null ? {} : { id: error.node_id }) } }),
	};
}

/** Of one that still runs how long it has run when the event was told. */
function durationOf({ duration, started_at }: NonNullable<EventFacts['execution']>, told: string): number {
	return duration ?? Math.max(0, new Date(told).getTime() - new Date(started_at).getTime());
}

function executionUrl(editorUrl: string | null, workflowId: string, executionId: string): string | null {
	if (editorUrl === null) return null;
	return `${editorUrl}workflow/${encodeURIComponent(workflowId)}/executions/${encodeURIComponent(executionId)}`;
}

function instant(time: string | null | undefined): string | null {
	return time == null ? null : at(time);
}

function at(time: string): string {
	return new Date(time).toISOString();
}
