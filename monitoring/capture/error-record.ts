import { maskSecrets } from '../masking/mask-secrets';
import type { ErrorRecord, Metadata } from '../model/records';
import { capturedName, capturedText } from './captured-text';
import { classifyError } from './classify-error';
import type { NodeFacts } from './node-facts';

export interface ErrorPlace {
	workflowId: string;
	executionId: string;
	/** ms since the epoch */
	at: number;
	node: NodeFacts | null;
	runIndex: number | null;
	segment: number;
	handled: boolean;
}

/** An error as the host hands it over, as a row: classified, cut, masked, without requests and answers. */
export function errorRecord(error: unknown, place: ErrorPlace): ErrorRecord {
	const { node } = place;
	const kind = classifyError(error, node?.type || null, {
		nodeName: node?.name,
		nodeId: node?.id ?? undefined,
	});
	const message = capturedText(fieldOf(error, 'message') ?? error, 16_384);
	const stack = fieldOf(error, 'stack');
	return {
		id_key: [
			'error',
			place.executionId,
			node?.id ?? node?.name ?? '',
			place.segment,
			place.runIndex ?? '',
		].join('\0'),
		workflow_id: place.workflowId,
		execution_id: place.executionId,
		error_type: kind.error_type,
		error_code: kind.code === null ? null : capturedName(kind.code, 'error_code'),
		error_message: message === '' ? 'Error without a message' : message,
		error_stack: typeof stack === 'string' ? capturedText(stack) : null,
		severity: place.handled && kind.severity !== 'low' ? lowered(kind.severity) : kind.severity,
		timestamp: place.at,
		node_id: node?.id ?? null,
		node_name: node?.name ?? null,
		run_index: place.runIndex,
		handled: place.handled,
		retryable: kind.retryable,
		fingerprint: kind.fingerprint,
		metadata: details(error, node),
	};
}

/** An error that the workflow went on from weighs one step less. */
function lowered(severity: ErrorRecord['severity']): ErrorRecord['severity'] {
	const below = { critical: 'high', high: 'medium', medium: 'low', low: 'low' } as const;
	return below[severity];
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

function fieldOf(value: unknown, field: string): unknown {
	if (value === null || typeof value !== 'object') return undefined;
	try {
		return (value as Record<string, unknown>)[field];
	} catch {
		return undefined;
	}
}
