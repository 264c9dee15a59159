import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { runItems, type Operation } from '../run-items';
import * as alert from './alert/Alert.resource';
import * as error from './error/Error.resource';
import * as log from './log/Log.resource';
import * as performance from './performance/Performance.resource';

/** Each resource with its operations, by the values of the parameters. */
const OPERATIONS = {
	alert: {
		acknowledge: alert.acknowledge.execute,
		create: alert.create.execute,
		resolve: alert.resolve.execute,
	},
	error: { create: error.create.execute, resolve: error.resolve.execute },
	log: { create: log.create.execute },
	performance: { record: performance.record.execute },
} as const satisfies Record<string, Record<string, Operation>>;

export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = this.getNodeParameter('resource', 0);
	const operation = this.getNodeParameter('operation', 0);
	const node = this.getNode();
	const found = (OPERATIONS as Record<string, Record<string, Operation> | undefined>)[resource]?.[
		operation
	];
	if (found === undefined) {
		throw new NodeOperationError(node, `There is no operation "${operation}" for "${resource}"`);
	}
	// A model that reads hostile text must not be able to hide errors or to flood people with alerts.
	if (isTool(node.type) && found !== alert.acknowledge.execute) {
		throw new NodeOperationError(
			node,
			'As an AI tool this node may acknowledge alerts, nothing else',
			{
				description:
					'Choose Alert and Acknowledge; to read what is recorded use Monitor Query as the tool',
			},
		);
	}
	return await runItems(this, found);
}

/** n8n gives the tool variant of a node a type of its own, whose name ends so. */
function isTool(type: string): boolean {
	return type.endsWith('Tool');
}
