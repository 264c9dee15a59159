import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { runItems, type Operation } from '../../Monitor/run-items';
import * as alert from './alert/Alert.resource';
import * as dashboard from './dashboard/Dashboard.resource';
import * as error from './error/Error.resource';
import * as liveStatus from './liveStatus/LiveStatus.resource';
import * as log from './log/Log.resource';
import * as performance from './performance/Performance.resource';

/** Each resource with its operations, by the values of the parameters. */
const OPERATIONS = {
	alert: { getAll: alert.getAll.execute },
	dashboard: { get: dashboard.get.execute },
	error: { getAll: error.getAll.execute },
	liveStatus: { get: liveStatus.get.execute },
	log: { getAll: log.getAll.execute },
	performance: { getAll: performance.getAll.execute },
} as const satisfies Record<string, Record<string, Operation>>;

export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = this.getNodeParameter('resource', 0);
	const operation = this.getNodeParameter('operation', 0);
	const found = (OPERATIONS as Record<string, Record<string, Operation> | undefined>)[resource]?.[
		operation
	];
	if (found === undefined) {
		throw new NodeOperationError(
			this.getNode(),
			`There is no operation "${operation}" for "${resource}"`,
		);
	}
	return await runItems(this, found);
}
