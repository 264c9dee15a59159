import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { findOperation, type Operations } from '../find-operation';
import { runItems, WRITES_AT_ONCE, type Operation } from '../run-items';
import * as aiPrice from './aiPrice/AiPrice.resource';
import * as alert from './alert/Alert.resource';
import * as error from './error/Error.resource';
import * as errorGroup from './errorGroup/ErrorGroup.resource';
import * as event from './event/Event.resource';
import * as log from './log/Log.resource';
import * as metric from './metric/Metric.resource';
import * as performance from './performance/Performance.resource';
import * as workflow from './workflow/Workflow.resource';

const OPERATIONS: Operations = {
	aiPrice: { remove: aiPrice.remove.execute, set: aiPrice.set.execute },
	alert: {
		acknowledge: alert.acknowledge.execute,
		comment: alert.comment.execute,
		create: alert.create.execute,
		reopen: alert.reopen.execute,
		resolve: alert.resolve.execute,
	},
	error: {
		create: error.create.execute,
		reopen: error.reopen.execute,
		resolve: error.resolve.execute,
	},
	errorGroup: {
		addNote: errorGroup.addNote.execute,
		assign: errorGroup.assign.execute,
		ignore: errorGroup.ignore.execute,
		reopen: errorGroup.reopen.execute,
		resolve: errorGroup.resolve.execute,
	},
	event: { sendTest: event.sendTest.execute },
	log: { create: log.create.execute },
	metric: { define: metric.define.execute, record: metric.record.execute },
	performance: { record: performance.record.execute },
	workflow: {
		clearLogLevel: workflow.clearLogLevel.execute,
		setImportance: workflow.setImportance.execute,
		setLogLevel: workflow.setLogLevel.execute,
	},
};

/** What a model may do that reads hostile text: nothing that hides or makes anything. */
const FOR_TOOLS: ReadonlySet<Operation> = new Set([
	alert.acknowledge.execute,
	alert.comment.execute,
	errorGroup.addNote.execute,
]);

export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const operation = findOperation(this, OPERATIONS);
	const node = this.getNode();
	if (isTool(node.type) && !FOR_TOOLS.has(operation)) {
		throw new NodeOperationError(
			node,
			'As an AI tool this node may acknowledge alerts, comment on them and add notes to error groups, nothing else',
			{
				description:
					'Choose Alert and Acknowledge or Comment; to read what is recorded use Monitor Query as the tool',
			},
		);
	}
	const items = await runItems(this, operation, WRITES_AT_ONCE);
	if (items.some(({ json }) => json.queued === true)) {
		this.addExecutionHints({
			message: 'The database is away. What was written waits in memory and is stored when it is back.',
			location: 'outputPane',
		});
	}
	return items;
}

/** n8n gives the tool variant of a node a type of its own, whose name ends so. */
function isTool(type: string): boolean {
	return type.endsWith('Tool');
}
