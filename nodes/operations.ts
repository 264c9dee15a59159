import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** An operation as the editor lists it. */
export interface ListedOperation {
	resource: string;
	operation: string;
	action: string;
	description: string;
}

/** All operations among the properties of a node, in order. */
export function operationsOf(properties: INodeProperties[]): ListedOperation[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) =>
			(options as INodePropertyOptions[]).map(({ value, action = '', description = '' }) => ({
				resource: String(displayOptions?.show?.resource?.[0]),
				operation: String(value),
				action,
				description,
			})),
		);
}
