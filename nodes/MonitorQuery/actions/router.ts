import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { findOperation, type Operations } from '../../Monitor/find-operation';
import { READS_AT_ONCE, runItems } from '../../Monitor/run-items';
import * as aiUsage from './aiUsage/AiUsage.resource';
import * as alert from './alert/Alert.resource';
import * as dashboard from './dashboard/Dashboard.resource';
import * as error from './error/Error.resource';
import * as errorGroup from './errorGroup/ErrorGroup.resource';
import * as health from './health/Health.resource';
import * as execution from './execution/Execution.resource';
import * as liveStatus from './liveStatus/LiveStatus.resource';
import * as log from './log/Log.resource';
import * as metric from './metric/Metric.resource';
import * as performance from './performance/Performance.resource';
import * as shape from './shape/Shape.resource';

const OPERATIONS: Operations = {
	aiUsage: { get: aiUsage.get.execute, getPrices: aiUsage.getPrices.execute },
	alert: { getAll: alert.getAll.execute, getHistory: alert.getHistory.execute },
	dashboard: { get: dashboard.get.execute },
	error: { getAll: error.getAll.execute },
	errorGroup: { get: errorGroup.get.execute, getAll: errorGroup.getAll.execute },
	health: { get: health.get.execute },
	execution: {
		explain: execution.explain.execute,
		get: execution.get.execute,
		getAll: execution.getAll.execute,
		getTrace: execution.getTrace.execute,
	},
	liveStatus: { get: liveStatus.get.execute, getAll: liveStatus.getAll.execute },
	log: { getAll: log.getAll.execute },
	metric: { getAll: metric.getAll.execute, getSeries: metric.getSeries.execute },
	performance: {
		getAll: performance.getAll.execute,
		getBottlenecks: performance.getBottlenecks.execute,
		getPercentiles: performance.getPercentiles.execute,
		getTrends: performance.getTrends.execute,
	},
	shape: {
		compare: shape.compare.execute,
		getAll: shape.getAll.execute,
		getYield: shape.getYield.execute,
	},
};

export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await runItems(this, findOperation(this, OPERATIONS), READS_AT_ONCE);
}
