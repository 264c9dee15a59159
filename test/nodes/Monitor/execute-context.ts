import {
	NodeHelpers,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
	type NodeExecutionHint,
} from 'n8n-workflow';

export interface ContextGiven {
	/** Parameters of each item; there are as many items. */
	parameters: Array<Record<string, unknown>>;
	type?: string;
	continueOnFail?: boolean;
	credentials?: object;
	timezone?: string;
	cancelSignal?: AbortSignal;
	/** Filled with what is said over the output. */
	hints?: NodeExecutionHint[];
}

/** A port on which nothing listens: the database is away. */
export const AWAY = {
	connectionType: 'fields',
	host: '127.0.0.1',
	port: 1,
	database: 'monitor',
	user: 'monitor',
	password: 'secret-of-the-database',
	schema: 'monitoring',
};

/** What n8n hands to a node that executes, as far as our nodes use it. */
export function executeContext(given: ContextGiven): IExecuteFunctions {
	const node: INode = {
		id: 'node-id',
		name: 'Node',
		type: given.type ?? 'n8n-nodes-monitor.monitor',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const context = {
		getInputData: () => given.parameters.map((_, index) => ({ json: { index } })),
		getNodeParameter: (
			name: string,
			index: number,
			fallback?: unknown,
			options?: { extractValue?: boolean },
		) => {
			const value = given.parameters[index][name];
			if (value === undefined) return fallback;
			const locator = value as { __rl?: boolean; value?: unknown };
			return options?.extractValue && locator?.__rl ? locator.value : value;
		},
		getNode: () => node,
		getWorkflow: () => ({ id: 'this-workflow', name: 'This workflow', active: true }),
		getCurrentNodeParameter: (name: string) => given.parameters[0]?.[name],
		getExecutionId: () => 'this-execution',
		getTimezone: () => given.timezone ?? 'UTC',
		getCredentials: async () => given.credentials ?? AWAY,
		getExecutionCancelSignal: () => given.cancelSignal,
		addExecutionHints: (...hints: NodeExecutionHint[]) => given.hints?.push(...hints),
		continueOnFail: () => given.continueOnFail ?? false,
	};
	return context as unknown as IExecuteFunctions;
}

/** The names of the fields that the editor shows for these parameters, in order. */
export function visibleFields(
	description: INodeTypeDescription,
	parameters: IDataObject,
): string[] {
	return visibleProperties(description, parameters).map(({ name }) => name);
}

export function visibleProperties(description: INodeTypeDescription, parameters: IDataObject): INodeProperties[] {
	const values = parameters as Parameters<typeof NodeHelpers.displayParameter>[0];
	return description.properties
		.filter((property) =>
			NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, description),
		);
}

/** The description as n8n makes one for an AI tool of it, as far as what is shown depends on it. */
export function asTool(description: INodeTypeDescription): INodeTypeDescription {
	return { ...description, name: `${description.name}Tool` };
}
