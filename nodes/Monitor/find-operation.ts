import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from './run-items';

/** Each resource with its operations, by the values of the parameters. */
export type Operations = Record<string, Record<string, Operation>>;

/** The operation that the parameters name; an expression may have made anything of them. */
export function findOperation(context: IExecuteFunctions, operations: Operations): Operation {
	const resource: unknown = context.getNodeParameter('resource', 0);
	const operation: unknown = context.getNodeParameter('operation', 0);
	const found = own(own(operations, resource), operation);
	if (found === undefined) {
		throw new NodeOperationError(
			context.getNode(),
			`There is no operation "${String(operation)}" for "${String(resource)}"`,
		);
	}
	return found;
}

function own<T>(table: Record<string, T> | undefined, key: unknown): T | undefined {
	if (table === undefined || typeof key !== 'string') return undefined;
	return Object.hasOwn(table, key) ? table[key] : undefined;
}
