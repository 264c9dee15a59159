import { createHmac } from 'node:crypto';
import { maskSecrets } from '../masking/mask-secrets';
import type { ErrorSeverity } from '../model/enums';
import type { CapturePolicy } from '../model/monitor-settings';
import type { ErrorRecord, Metadata } from '../model/records';
import { capturedName, capturedText } from './captured-text';
import { classifyError } from './classify-error';
import type { NodeFacts } from './node-facts';
import { lowered, raised } from './severity-steps';
import type { Story } from './story';

export interface ErrorPlace {
	story: Story;
	policy: CapturePolicy;
	/** ms since the epoch */
	at: number;
	node: NodeFacts | null;
	runIndex: number | null;
	handled: boolean;
	/** Tells the errors of one run apart. */
	part?: string;
	/** More to say of it. */
	metadata?: Metadata;
}

const REDACTED = 'Not shown: n8n redacts the data of this workflow';

/** An error as the host hands it over, as a row: classified, cut, masked, without requests and answers. */
export function errorRecord(error: unknown, place: ErrorPlace): ErrorRecord {
	const { node, story, policy } = place;
	const kind = classifyError(error, node?.type || null, {
		nodeName: node?.name,
		nodeId: node?.id ?? undefined,
	});
	const { redacted } = policy;
	const message = redacted ? REDACTED : messageOf(error);
	const stack = redacted ? null : fieldOf(error, 'stack');
	return {
		id_key: [
			'error',
			story.executionId,
			node?.key ?? '',
			story.segment,
			place.runIndex ?? '',
			...(place.part === undefined ? [] : [place.part]),
		].join('\0'),
		workflow_id: story.workflowId,
		execution_id: story.executionId,
		error_type: kind.error_type,
		error_code: kind.code === null ? null : capturedName(kind.code, 'error_code'),
		error_message: message === '' ? 'Error without a message' : message,
		error_stack: typeof stack === 'string' ? capturedText(stack) : null,
		severity: severityOf(kind.severity, place),
		timestamp: place.at,
		node_id: node?.id ?? null,
		node_name: node?.name ?? null,
		run_index: place.runIndex,
		handled: place.handled,
		retryable: kind.retryable,
		fingerprint: redacted ? keyed(kind.fingerprint, policy.redactionKey) : kind.fingerprint,
		workflow_version: story.workflowVersion,
		metadata: { ...(redacted ? {} : details(error, node)), ...place.metadata },
	};
}

/** What an error says, as it may be stored. */
export function messageOf(error: unknown): string {
	return capturedText(fieldOf(error, 'message') ?? error);
}

/** By its cause; an error that the workflow went on from weighs one step less, and the workflow's importance counts. */
function severityOf(cause: ErrorSeverity, { handled, policy }: ErrorPlace): ErrorSeverity {
	const severity = handled ? lowered(cause) : cause;
	if (policy.importance === 'high') return raised(severity);
	return policy.importance === 'low' ? lowered(severity) : severity;
}

/** Of a redacted workflow not even the fingerprint may be guessed from a known message: without a key it has none. */
function keyed(fingerprint: string, key: string | null): string | null {
	if (key === null) return null;
	return createHmac('sha256', key).update(fingerprint).digest('hex').slice(0, 32);
}

/** The few fields of the host's errors that explain and hold no request, answer or parameter. */
function details(error: unknown, node: NodeFacts | null): Metadata {
	const found: Metadata = {};
	if (node !== null && node.type !== '') found.node_type = node.type;
	for (const [field, name] of [
		['name', 'error_name'],
		['description', 'description'],
		['httpCode', 'http_code'],
		['lineNumber', 'line_number'],
		['itemIndex', 'item_index'],
	] as const) {
		const value = fieldOf(error, field);
		if (typeof value === 'string' && value !== '') found[name] = capturedText(value, 2_000);
		else if (typeof value === 'number') found[name] = value;
	}
	const context = fieldOf(error, 'context');
	const itemIndex = fieldOf(context, 'itemIndex');
	if (found.item_index === undefined && typeof itemIndex === 'number') found.item_index = itemIndex;
	return maskSecrets(found);
}

export function fieldOf(value: unknown, field: string): unknown {
	if (value === null || typeof value !== 'object') return undefined;
	try {
		return (value as Record<string, unknown>)[field];
	} catch {
		return undefined;
	}
}
