import {
	NodeConnectionTypes,
	type IRun,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { monitorSettings, sampleEvents, startAgent, subscribe } from '../../monitoring/agent';
import { monitorPostgresApiTest } from '../credential-test';
import { loadStatus, statusField } from './status';
import { properties } from './properties';
import { loadTags, loadWorkflows } from './load-options';

// Loading the package starts recording in this process, be it main, worker or webhook.
startAgent();

/** While its workflow is published the whole instance is recorded; failures may start the workflow. */
export class MonitorTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Monitor Trigger',
		name: 'monitorTrigger',
		icon: { light: 'file:monitor.svg', dark: 'file:monitor.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["events"] || []).length === 0 ? "records only" : "on " + $parameter["events"].join(", ").replaceAll("_", " ") }}',
		description:
			'Records executions of this n8n into Postgres while its workflow is published, and starts on failures',
		eventTriggerDescription: 'Shows a sample; publish the workflow to start recording',
		activationMessage: 'Executions are now recorded. The Status field of Monitor Trigger says which.',
		defaults: { name: 'Monitor Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'monitorPostgresApi', required: true, testedBy: 'monitorPostgresApiTest' },
		],
		properties: [statusField, ...properties],
	};

	methods = { loadOptions: { loadStatus, loadTags, loadWorkflows }, credentialTest: { monitorPostgresApiTest } };

	/** Returns at once, whatever state the database is in: n8n gives up for good on a trigger that throws. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const { parameters } = this.getNode();
		const settings = monitorSettings(parameters);
		if (this.getMode() === 'manual') {
			const samples = sampleEvents(settings.events, Date.now()).map((sample) => ({ ...sample }));
			return { manualTriggerFunction: async () => this.emit([this.helpers.returnJsonArray(samples)]) };
		}
		const emit = async (payload: object, deliveryId?: string): Promise<unknown> => {
			const done = this.helpers.createDeferredPromise<IRun>();
			// An n8n that knows of keys starts a workflow once for one of them.
			this.emit([this.helpers.returnJsonArray([{ ...payload }])], undefined, done, deliveryId);
			return await done.promise;
		};
		const workflowId = this.getWorkflow().id ?? '';
		const nodeId = this.getNode().id;
		const unsubscribe = subscribe({ workflowId, nodeId, settings, emit });
		return { closeFunction: async () => unsubscribe() };
	}
}
