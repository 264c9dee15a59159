import { EventEmitter } from 'node:events';

/** The hooks object of one execution, as n8n's class is for the seam. */
export class ExecutionLifecycleHooks {
	constructor(
		readonly mode: string,
		readonly executionId: string,
		readonly workflowData: object,
		readonly retryOf?: string,
	) {}

	async runHook(_hook: string, _parameters: readonly unknown[]): Promise<void> {
		await Promise.resolve();
	}
}

/** A Monitor Trigger as it stands in a published version. */
export interface FakeMonitor {
	workflowId: string;
	workflowName: string;
	parameters?: object;
	credentialId?: string;
	createdAt?: string;
	type?: string;
	disabled?: boolean;
}

/** A workflow as n8n's own table has it; those that are not told are in the owner's project. */
export interface FakeWorkflow {
	id: string;
	name?: string;
	projectId?: string;
	tags?: Array<{ id: string; name: string }>;
	activeVersionId?: string | null;
	isArchived?: boolean;
	settings?: object;
	/** ms since the epoch */
	updatedAt?: number;
}

export const OWNERS_PROJECT = 'owners';

/**
 * The few parts of n8n's inside that host/ looks at, for tests of the agent: modules by name, in the shapes of
 * n8n 2.41. Tests change what is published and what credentials hold, as a user would.
 */
export class FakeHost {
	monitors: FakeMonitor[] = [];

	/** Fields of credentials by id. */
	credentials = new Map<string, { version: number; data: Record<string, unknown> }>();

	/** n8n's own table of executions. */
	executions: Array<{ id: string; status: string; [column: string]: unknown }> = [];

	ready = true;

	instanceId = 'fake-instance';

	/** n8n's own table of workflows. */
	workflows: FakeWorkflow[] = [];

	/** Credentials that workflows of other projects than the owner's may use. */
	sharedCredentials = new Map<string, string[]>();

	/** Where n8n's database is; null where this n8n does not tell. */
	databaseName: string | null = null;

	/** Modules with this in their names are not in this version of n8n. */
	missing: string | null = null;

	/** Whether n8n knows our node type. */
	installed = true;

	readonly lines: string[] = [];

	readonly events = new EventEmitter();

	closed = 0;

	readonly hooks = class extends ExecutionLifecycleHooks {};

	readonly #services = new Map<unknown, unknown>();

	readonly #modules: Record<string, unknown>;

	constructor() {
		// Each host has a class of its own to wrap.
		Object.defineProperty(this.hooks.prototype, 'runHook', {
			value: ExecutionLifecycleHooks.prototype.runHook,
			writable: true,
			configurable: true,
		});
		const service = (name: string, instance: unknown) => {
			const type = { [name]: class {} }[name];
			this.#services.set(type, instance);
			return { [name]: type };
		};
		const say = (level: string) => (message: string) => this.lines.push(`${level} ${message}`);
		this.#modules = {
			'@n8n/di': { Container: { get: (type: unknown) => this.#services.get(type), has: () => true } },
			'@n8n/db': {
				...service('DbConnection', this.#dbConnection()),
				...service('WorkflowRepository', this.#workflows()),
				...service('ExecutionRepository', this.#executions()),
				...service('CredentialsRepository', {
					findOneBy: async ({ id }: { id: string }) => this.#credentialRow(id),
				}),
				...service('SharedWorkflowRepository', this.#table(() =>
					this.workflows.map((each) => ({ workflowId: each.id, projectId: this.#projectOf(each.id), role: 'workflow:owner', updatedAt: new Date(each.updatedAt ?? 0) })),
				)),
				...service('WorkflowTagMappingRepository', this.#table(() =>
					this.workflows.flatMap(({ id, tags }) => (tags ?? []).map((tag) => ({ workflowId: id, tagId: tag.id }))),
				)),
				...service('TagRepository', this.#table(() => this.workflows.flatMap(({ tags }) => tags ?? []))),
				...service('UserRepository', this.#table(() => [{ id: 'owner', createdAt: new Date(1_700_000_000_000) }])),
			},
			'@n8n/config': service('GlobalConfig', this.#config()),
			'@n8n/typeorm': {
				In: (values: string[]) => (value: unknown) => values.includes(value as string),
				Between: (from: string, to: string) => (id: string) => Number(id) >= Number(from) && Number(id) <= Number(to),
				MoreThan: (limit: string) => (value: string) => value > limit,
				MoreThanOrEqual: (limit: Date) => (value: Date) => value >= limit,
			},
			'@n8n/permissions': { hasGlobalScope: (user: { admin: boolean }) => user.admin },
			'n8n/dist/services/ownership.service': service('OwnershipService', {
				getWorkflowProjectCached: async (id: string) => ({ id: this.#projectOf(id), type: 'personal' }),
				getPersonalProjectOwnerCached: async (id: string) => ({ admin: id === OWNERS_PROJECT }),
			}),
			'n8n/dist/executions/pre-execution-checks/credentials-permission-checker': service('CredentialsPermissionChecker', {
				check: async (workflowId: string, [node]: Array<{ credentials: { monitorPostgresApi: { id: string } } }>) => {
					const project = this.#projectOf(workflowId);
					if (project === OWNERS_PROJECT) return;
					if (!this.sharedCredentials.get(project)?.includes(node.credentials.monitorPostgresApi.id)) throw new Error('no access');
				},
			}),
			'n8n-core': {
				...service('InstanceSettings', this.#settings()),
				ExecutionLifecycleHooks: this.hooks,
				Credentials: class {
					constructor(_reference: object, _type: string, readonly data: string) {}

					getData() {
						return JSON.parse(this.data) as object;
					}
				},
			},
			'n8n-workflow': {
				LoggerProxy: { error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug') },
			},
			'n8n/package.json': { version: '2.41.1' },
			'n8n/dist/load-nodes-and-credentials': service('LoadNodesAndCredentials', this.#loaders()),
			'n8n/dist/events/event.service': service('EventService', this.events),
		};
	}

	/** Stands in for `require` of the host's modules. */
	readonly load = (name: string): unknown => {
		if (!(name in this.#modules) || (this.missing !== null && name.includes(this.missing))) throw new Error(`Cannot find module '${name}'`);
		return this.#modules[name];
	};

	publish(monitor: FakeMonitor): void {
		this.monitors = [...this.monitors.filter(({ workflowId }) => workflowId !== monitor.workflowId), monitor];
	}

	/** What n8n does at the end of its process. */
	async close(): Promise<void> {
		const [, connection] = [...this.#services].find(([type]) => (type as { name: string }).name === 'DbConnection') ?? [];
		await (connection as { close(): Promise<void> }).close();
	}

	/** Runs an execution of one trigger and one node through the hooks, as the engine does. */
	async execute(
		executionId: string,
		given: { workflow?: object; mode?: string; fails?: boolean; until?: 'node' } = {},
	): Promise<void> {
		const workflow = {
			id: 'shop',
			name: 'Shop',
			nodes: [{ id: 'n1', name: 'Step', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} }],
			...given.workflow,
		};
		const hooks = new this.hooks(given.mode ?? 'webhook', executionId, workflow);
		const runData: Record<string, unknown[]> = {};
		const data = { resultData: { runData, lastNodeExecuted: 'Step' } as Record<string, unknown> };
		await hooks.runHook('workflowExecuteBefore', [{}, data]);
		await hooks.runHook('nodeExecuteBefore', ['Step', { startTime: Date.now(), source: [] }]);
		if (given.until === 'node') return;
		await this.finish(hooks, data, given.fails === true);
	}

	/** What n8n's recovery tells at its start of an execution that died with its process. */
	async recoverCrashed(executionId: string): Promise<void> {
		const workflow = { id: 'shop', name: 'Shop', nodes: [] };
		const hooks = new this.hooks('webhook', executionId, workflow);
		const error = { name: 'WorkflowCrashedError', message: 'Workflow did not finish, possible out-of-memory issue' };
		const at = new Date(Date.now() - 60_000);
		await hooks.runHook('workflowExecuteAfter', [
			{ status: 'crashed', mode: 'webhook', startedAt: at, stoppedAt: at, data: { resultData: { runData: {}, error } } },
		]);
	}

	/** The second half of an execution that `execute` left in its node. */
	async finishLater(executionId: string): Promise<void> {
		const workflow = { id: 'shop', name: 'Shop', nodes: [{ id: 'n1', name: 'Step', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} }] };
		const hooks = new this.hooks('webhook', executionId, workflow);
		await this.finish(hooks, { resultData: { runData: {}, lastNodeExecuted: 'Step' } }, false);
	}

	private async finish(
		hooks: ExecutionLifecycleHooks,
		data: { resultData: Record<string, unknown> },
		fails: boolean,
	): Promise<void> {
		const error = { name: 'NodeOperationError', message: 'the step failed, password=hunter2secret', stack: 'NodeOperationError: the step failed' };
		const task = {
			startTime: Date.now(),
			executionTime: 1,
			executionIndex: 0,
			executionStatus: fails ? 'error' : 'success',
			source: [],
			...(fails ? { error } : { data: { main: [[{ json: { a: 1 } }]] } }),
		};
		(data.resultData.runData as Record<string, unknown[]>).Step = [task];
		if (fails) data.resultData.error = error;
		await hooks.runHook('nodeExecuteAfter', ['Step', task, data]);
		await hooks.runHook('workflowExecuteAfter', [
			{ status: fails ? 'error' : 'success', mode: hooks.mode, startedAt: new Date(), stoppedAt: new Date(), data },
		]);
	}

	#dbConnection() {
		const state = () => ({ connected: this.ready, migrated: this.ready });
		return {
			get connectionState() {
				return state();
			},
			close: async () => {
				this.closed += 1;
			},
		};
	}

	#loaders() {
		const nodes = () => (this.installed ? { monitorTrigger: {} } : {});
		return {
			get loaders() {
				return { 'n8n-nodes-base': { known: { nodes: { noOp: {} } } }, 'n8n-nodes-monitor': { known: { nodes: nodes() } } };
			},
		};
	}

	#settings() {
		const id = () => this.instanceId;
		return {
			instanceType: 'main',
			isLeader: true,
			get instanceId() {
				return id();
			},
		};
	}

	#credentialRow(id: string) {
		const credential = this.credentials.get(id);
		if (credential === undefined) return null;
		return { id, name: 'Monitor', type: 'monitorPostgresApi', data: JSON.stringify(credential.data), updatedAt: new Date(credential.version) };
	}

	#executions() {
		return {
			metadata: { columns: ['id', 'workflowId', 'mode', 'status', 'createdAt', 'startedAt', 'stoppedAt'].map((propertyName) => ({ propertyName })) },
			find: async ({ where, order, take }: { where?: { id: (id: string) => boolean }; order?: { id: string }; take?: number }) => {
				const rows = this.executions.filter(({ id }) => where?.id(id) ?? true);
				return (order?.id === 'DESC' ? rows.reverse() : rows).slice(0, take);
			},
		};
	}

	#workflows() {
		const rows = async () =>
			this.monitors.map((monitor) => ({
				id: monitor.workflowId,
				name: monitor.workflowName,
				created: monitor.createdAt ?? '2026-01-01T00:00:00Z',
				nodes: [
					{
						id: `${monitor.workflowId}-trigger`,
						name: 'Monitor Trigger',
						type: monitor.type ?? 'n8n-nodes-monitor.monitorTrigger',
						typeVersion: 1,
						parameters: monitor.parameters ?? {},
						disabled: monitor.disabled,
						credentials: monitor.credentialId ? { monitorPostgresApi: { id: monitor.credentialId, name: 'Monitor' } } : {},
					},
				],
			}));
		const builder: Record<string, unknown> = { getRawMany: rows };
		for (const name of ['select', 'addSelect', 'innerJoin', 'where', 'andWhere', 'orderBy', 'limit']) {
			builder[name] = () => builder;
		}
		const columns = ['id', 'name', 'active', 'isArchived', 'activeVersionId', 'updatedAt', 'settings'];
		return {
			metadata: { columns: columns.map((propertyName) => ({ propertyName })), relations: [{ propertyName: 'activeVersion' }] },
			createQueryBuilder: () => builder,
			...this.#table(() =>
				this.workflows.map((each) => ({
					name: each.id, isArchived: false, activeVersionId: null, settings: {}, ...each, updatedAt: new Date(each.updatedAt ?? 0),
				})),
			),
		};
	}

	/** A repository whose rows can be looked for as n8n's are. */
	#table(rows: () => object[]) {
		type Conditions = Record<string, unknown>;
		const meets = (row: object, where: Conditions) =>
			Object.entries(where).every(([column, wanted]) => {
				const value = (row as Conditions)[column];
				return typeof wanted === 'function' ? (wanted as (value: unknown) => boolean)(value) : wanted === value;
			});
		return {
			find: async ({ where = {}, order = {}, take = Infinity }: { where?: Conditions | Conditions[]; order?: Conditions; take?: number }) => {
				const [column] = Object.keys(order);
				const found = rows().filter((row) => [where].flat().some((each) => meets(row, each as Conditions)));
				const key = (row: object) => (row as Record<string, string | Date>)[column];
				return found.sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, take);
			},
		};
	}

	#projectOf(workflowId: string): string {
		return this.workflows.find(({ id }) => id === workflowId)?.projectId ?? OWNERS_PROJECT;
	}

	#config() {
		const name = () => this.databaseName;
		return {
			get database() {
				return { type: 'postgresdb', tablePrefix: '', postgresdb: { host: 'h', port: 5432, database: name(), schema: 'public' } };
			},
		};
	}
}
