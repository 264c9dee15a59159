import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import * as aiPrice from './actions/aiPrice/AiPrice.resource';
import * as alert from './actions/alert/Alert.resource';
import * as error from './actions/error/Error.resource';
import * as errorGroup from './actions/errorGroup/ErrorGroup.resource';
import * as event from './actions/event/Event.resource';
import * as log from './actions/log/Log.resource';
import * as metric from './actions/metric/Metric.resource';
import * as performance from './actions/performance/Performance.resource';
import * as workflow from './actions/workflow/Workflow.resource';
import { subtitleOf } from '../subtitle';
import { toolDescriptions } from '../tool-descriptions';
import { router } from './actions/router';
import { NOT_AS_TOOL, TOOL_TEXTS } from './tool-texts';
import { listSearch } from '../choices';
import { monitorPostgresApiTest } from '../credential-test';

const operations: INodeProperties[] = [
	...aiPrice.description,
	...alert.description,
	...error.description,
	...errorGroup.description,
	...event.description,
	...log.description,
	...metric.description,
	...performance.description,
	...workflow.description,
];

/** Writes into what the monitor records, and looks after errors and alerts. */
export class Monitor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Monitor',
		name: 'monitor',
		icon: { light: 'file:monitor.svg', dark: 'file:monitor.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(operations),
		description: 'Adds logs, errors, performance and alerts to what the monitor records',
		defaults: { name: 'Monitor' },
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
					{ name: 'AI Price', value: 'aiPrice', displayOptions: NOT_AS_TOOL },
					{ name: 'Alert', value: 'alert' },
					{ name: 'Error', value: 'error', displayOptions: NOT_AS_TOOL },
					{ name: 'Error Group', value: 'errorGroup' },
					{ name: 'Event', value: 'event', displayOptions: NOT_AS_TOOL },
					{ name: 'Log', value: 'log', displayOptions: NOT_AS_TOOL },
					{ name: 'Metric', value: 'metric', displayOptions: NOT_AS_TOOL },
					{ name: 'Performance', value: 'performance', displayOptions: NOT_AS_TOOL },
					{ name: 'Workflow', value: 'workflow', displayOptions: NOT_AS_TOOL },
				],
				default: 'alert',
			},
			...operations,
		],
	};

	methods = { listSearch, credentialTest: { monitorPostgresApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router.call(this)];
	}
}
