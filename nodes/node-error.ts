import { NodeOperationError, type INode } from 'n8n-workflow';
import { MonitorError } from '../monitoring/workflow-monitor';

/** What a node throws: our own sentences as they are, with what to do; what n8n has worded already stays. */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	if (error instanceof MonitorError) {
		return new NodeOperationError(node, error.reason, {
			itemIndex,
			description: error.nextStep ?? undefined,
		});
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}
