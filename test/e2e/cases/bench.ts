import { randomUUID } from 'node:crypto';
import type { CaseStub } from '../../support/case-stub';
import { until, type N8nClient, type Read, type Rig } from '../../support/stage';

type Json = Rig['json'];
export type Node = ReturnType<Json['node']>;
/** Its connections may be of any type, those of AI nodes included. */
export type Workflow = Omit<ReturnType<Json['workflow']>, 'connections'> & { connections: Record<string, Record<string, unknown>> };

const ENDS = ['success', 'error', 'canceled', 'crashed'];

/** What our tables must say of one execution, beyond what n8n's own record says. */
export interface Expected {
	execution: Record<string, unknown>;
	/** All node runs by step: the node's name and what more its row says. */
	runs?: Array<[node: string, more?: Record<string, unknown>]>;
	/** All errors, in any order. */
	errors?: Array<Record<string, unknown>>;
	/** n8n keeps no record of it, so that there is nothing to compare with. */
	forgotten?: true;
}

export interface Case {
	name: string;
	/** Publishes what it needs and runs it; returns the executions that `expected` speaks of, in its order. */
	run: (bench: Bench) => Promise<string[]>;
	expected: Expected[];
}

/** What cases are made of and run on. */
export class Bench {
	readonly node: Json['node'];

	readonly workflow: Json['workflow'];

	readonly inLine: Json['inLine'];

	constructor(
		readonly client: N8nClient,
		readonly read: Read,
		readonly stub: CaseStub,
		json: Json,
	) {
		({ node: this.node, workflow: this.workflow, inLine: this.inLine } = json);
	}

	/** Nodes that simply follow one another. */
	line(name: string, nodes: Node[], settings = {}): Workflow {
		return this.workflow(name, nodes, this.inLine(...nodes.map((each) => each.name)), settings);
	}

	webhook(path: string = randomUUID()): Node {
		return this.node('Webhook', 'webhook', 2, { path, httpMethod: 'GET', responseMode: 'onReceived', options: {} }, { webhookId: randomUUID() });
	}

	noOp(name: string, more = {}): Node {
		return this.node(name, 'noOp', 1, {}, more);
	}

	/** A Set node that puts out one field. */
	set(name: string, value: string, more = {}): Node {
		const assignments = [{ id: 'value', name: 'value', value, type: value.startsWith('={{ [') ? 'array' : 'string' }];
		return this.node(name, 'set', 3.4, { assignments: { assignments }, options: {} }, more);
	}

	/** Three items out of one. */
	items(): Node[] {
		return [this.set('List', '={{ [1, 2, 3] }}'), this.node('Items', 'splitOut', 1, { fieldToSplitOut: 'value', options: {} })];
	}

	stop(name: string, errorMessage: string, more = {}): Node {
		return this.node(name, 'stopAndError', 1, { errorMessage }, more);
	}

	/** Calls a service that fails so often before it answers. */
	ask(name: string, failures: number, more = {}): Node {
		return this.node(name, 'httpRequest', 4.2, { url: `${this.stub.url}/fails/${failures}/${randomUUID()}`, options: {} }, more);
	}

	called(): Node {
		return this.node('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
	}

	/** Calls a sub-workflow, with all items at once or with each. */
	subWorkflow(name: string, childId: string, { mode = 'once', wait = true, ...more }: { mode?: 'once' | 'each'; wait?: boolean; onError?: string } = {}): Node {
		const parameters = { workflowId: { __rl: true, mode: 'id', value: childId }, mode, options: { waitForSubWorkflow: wait } };
		return this.node(name, 'executeWorkflow', 1.1, parameters, more);
	}

	async publish(json: Workflow): Promise<string> {
		const { id } = await this.client.createWorkflow(json);
		await this.client.activate(id);
		return id;
	}

	/** Publishes a workflow that a webhook starts, calls it, and returns its execution when that has ended. */
	async call(json: Workflow, query: Record<string, string | number> = {}): Promise<string> {
		const id = await this.publish(json);
		await this.client.webhook(String(json.nodes[0].parameters.path), { query });
		const [execution] = await this.ended(id);
		return execution;
	}

	/** The executions of a workflow in the order of their start, when there are so many and all have ended. */
	async ended(workflowId: string, count = 1, states = ENDS): Promise<string[]> {
		let listed: Awaited<ReturnType<N8nClient['executions']>> = [];
		await until(
			async () => {
				listed = await this.client.executions({ workflowId });
				return listed.length >= count && listed.every(({ status }) => states.includes(status));
			},
			30_000,
			`${count} executions of workflow ${workflowId} that are ${states.join(' or ')}`,
		);
		return listed.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
	}

	/** Calls the address that a waiting execution waits for. */
	async resume(execution: string): Promise<void> {
		const data = JSON.stringify((await this.client.execution(execution)).data);
		const { pathname, search } = new URL(/https?:[^"\\]*webhook-waiting[^"\\]*/.exec(data)?.[0] ?? '');
		await fetch(this.client.url + pathname + search);
	}

	/** Waits until our table says this of an execution. */
	async untilRecorded(execution: string, what: Record<string, unknown>): Promise<void> {
		await until(
			async () => {
				const [row] = await this.read('select * from workflow_executions where execution_id = $1', [execution]);
				return row !== undefined && Object.entries(what).every(([column, value]) => row[column] === value);
			},
			20_000,
			`execution ${execution} with ${JSON.stringify(what)}`,
		);
	}

	/** The one execution of a workflow by our table, when it has ended; for what n8n does not keep. */
	async endedInOurs(workflowId: string): Promise<string> {
		let id: string | undefined;
		await until(
			async () => {
				const rows = await this.read<{ execution_id: string }>(
					'select execution_id from workflow_executions where workflow_id = $1 and finished_at is not null',
					[workflowId],
				);
				id = rows[0]?.execution_id;
				return id !== undefined;
			},
			20_000,
			`an ended execution of workflow ${workflowId}`,
		);
		return id ?? '';
	}
}
