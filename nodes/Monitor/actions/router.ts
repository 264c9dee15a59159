import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { findOperation, type Operations } from '../find-operation';
import { runItems, WRITES_AT_ONCE } from '../run-items';
import * as alert from './alert/Alert.resource';
import * as error from './error/Error.resource';
import * as log from './log/Log.resource';
import * as performance from './performance/Performance.resource';

const OPERATIONS: Operations = {
	alert: {
		acknowledge: alert.acknowledge.execute,
		create: alert.create.execute,
		resolve: alert.resolve.execute,
	},
	error: { create: error.create.execute, resolve: error.resolve.execute },
	log: { create: log.create.execute },
	performance: { record: performance.record.execute },
};

export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const operation = findOperation(this, OPERATIONS);
	const node = this.getNode();
	// A model that reads hostile text must not be able to hide errors or to flood people with alerts.
	if (isTool(node.type) && operation !== alert.acknowledge.execute) {
		throw new NodeOperationError(
			node,
			'As an AI tool this node may acknowledge alerts, nothing else',
			{
				description:
					'Choose Alert and Acknowledge; to read what is recorded use Monitor Query as the tool',
			},
		);
	}
	return await runItems(this, operation, WRITES_AT_ONCE);
}

/** n8n gives the tool variant of a node a type of its own, whose name ends so. */
function isTool(type: string): boolean {
	return type.endsWith('Tool');
}
