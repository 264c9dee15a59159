import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import * as aiUsage from './actions/aiUsage/AiUsage.resource';
import * as alert from './actions/alert/Alert.resource';
import * as dashboard from './actions/dashboard/Dashboard.resource';
import * as error from './actions/error/Error.resource';
import * as errorGroup from './actions/errorGroup/ErrorGroup.resource';
import * as health from './actions/health/Health.resource';
import * as execution from './actions/execution/Execution.resource';
import * as liveStatus from './actions/liveStatus/LiveStatus.resource';
import * as log from './actions/log/Log.resource';
import * as metric from './actions/metric/Metric.resource';
import * as performance from './actions/performance/Performance.resource';
import * as shape from './actions/shape/Shape.resource';
import { router } from './actions/router';
import { listSearch } from '../choices';
import { monitorPostgresApiTest } from '../credential-test';
import { subtitleOf } from '../subtitle';
import { toolDescriptions } from '../tool-descriptions';
import { TOOL_TEXTS } from './tool-texts';

const operations: INodeProperties[] = [
	...aiUsage.description,
	...alert.description,
	...dashboard.description,
	...error.description,
	...errorGroup.description,
	...execution.description,
	...health.description,
	...liveStatus.description,
	...log.description,
	...metric.description,
	...performance.description,
	...shape.description,
];

/** Reads what the monitor has recorded. */
export class MonitorQuery implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Monitor Query',
		name: 'monitorQuery',
		icon: { light: 'file:monitor.svg', dark: 'file:monitor.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleOf(operations),
		description:
			'Reads executions, logs, errors, performance and alerts that the monitor has recorded',
		defaults: { name: 'Monitor Query' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'monitorPostgresApi', required: true, testedBy: 'monitorPostgresApiTest' },
		],
		properties: [
			...toolDescriptions(operations, TOOL_TEXTS),
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'AI Usage', value: 'aiUsage' },
					{ name: 'Alert', value: 'alert' },
					{ name: 'Dashboard', value: 'dashboard' },
					{ name: 'Error', value: 'error' },
					{ name: 'Error Group', value: 'errorGroup' },
					{ name: 'Execution', value: 'execution' },
					{ name: 'Health', value: 'health' },
					{ name: 'Live Status', value: 'liveStatus' },
					{ name: 'Log', value: 'log' },
					{ name: 'Metric', value: 'metric' },
					{ name: 'Performance', value: 'performance' },
					{ name: 'Shape', value: 'shape' },
				],
				default: 'dashboard',
			},
			...operations,
		],
	};

	methods = {
		listSearch,
		credentialTest: { monitorPostgresApiTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router.call(this)];
	}
}
