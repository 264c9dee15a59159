import { redactionPolicy, type RedactionFloor, type WorkflowFacts } from '../model/workflow-facts';
import { hostModule, hostService } from './host-modules';

interface Row {
	id: string;
	name: string;
	active?: boolean;
	isArchived?: boolean;
	activeVersionId?: string | null;
	updatedAt: Date;
	settings?: { redactionPolicy?: string } | null;
}

interface Repository<T> {
	metadata: { columns: Array<{ propertyName: string }> };
	find(query: object): Promise<T[]>;
}

interface Operators {
	In(values: readonly string[]): unknown;
	MoreThan(value: string): unknown;
	MoreThanOrEqual(value: Date): unknown;
}

/** A page of workflows, and up to when it holds their changes. */
export interface FactsPage {
	workflows: WorkflowFacts[];
	newest: Date | null;
}

const PAGE = 500;
const COLUMNS: ReadonlyArray<keyof Row> = [
	'id', 'name', 'active', 'isArchived', 'activeVersionId', 'updatedAt', 'settings',
];
const OWNER = 'workflow:owner';
const FLOORS: readonly RedactionFloor[] = ['off', 'production', 'all'];

/**
 * Workflows by id, 500 at most.
 *
 * @param after those with greater ids
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function workflowFactsAfter(after: string): Promise<FactsPage> {
	return await read({ where: { id: operators().MoreThan(after) }, order: { id: 'ASC' }, take: PAGE });
}

/**
 * Workflows that were changed, or given to another project, at this instant or later; 500 of each at most.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function workflowFactsSince(since: Date): Promise<FactsPage> {
	const { In, MoreThanOrEqual } = operators();
	const given = await repository<{ workflowId: string }>('SharedWorkflowRepository').find({
		select: ['workflowId'],
		where: { role: OWNER, updatedAt: MoreThanOrEqual(since) },
		order: { updatedAt: 'DESC' },
		take: PAGE,
	});
	const where: object[] = [{ updatedAt: MoreThanOrEqual(since) }];
	if (given.length > 0) where.push({ id: In(given.map(({ workflowId }) => workflowId)) });
	return await read({ where, order: { updatedAt: 'ASC' }, take: 2 * PAGE });
}

/** What this n8n hides of all runs; `off` where it knows no such thing. */
export async function redactionFloor(): Promise<RedactionFloor> {
	try {
		const floor = await hostService<{ get(): Promise<string> }>(
			'n8n/dist/modules/redaction/instance-redaction-enforcement.service',
			'InstanceRedactionEnforcementService',
		).get();
		return FLOORS.find((each) => each === floor) ?? 'all';
	} catch {
		return 'off';
	}
}

/** All tags by name; 1,000 at most. */
export async function hostTags(): Promise<Array<{ id: string; name: string }>> {
	return await repository<{ id: string; name: string }>('TagRepository').find({
		select: ['id', 'name'],
		order: { name: 'ASC' },
		take: 1_000,
	});
}

async function read(query: object): Promise<FactsPage> {
	const workflows = repository<Row>('WorkflowRepository');
	const known = workflows.metadata.columns.map(({ propertyName }) => propertyName);
	const select = COLUMNS.filter((column) => known.includes(column));
	const rows = await workflows.find({ ...query, select });
	if (rows.length === 0) return { workflows: [], newest: null };
	const ids = rows.map(({ id }) => id);
	const [projects, tags] = [await projectsOf(ids), await tagsOf(ids)];
	return {
		workflows: rows.map((row) => factsOf(row, projects.get(row.id) ?? null, tags.get(row.id) ?? [])),
		newest: new Date(Math.max(...rows.map(({ updatedAt }) => new Date(updatedAt).getTime()))),
	};
}

function factsOf(row: Row, projectId: string | null, tags: WorkflowFacts['tags']): WorkflowFacts {
	const version = row.activeVersionId;
	return {
		id: row.id,
		name: row.name,
		active: version === undefined ? row.active === true : version !== null,
		archived: row.isArchived === true,
		version: version ?? null,
		projectId,
		tags,
		redaction: redactionPolicy(row.settings?.redactionPolicy),
	};
}

async function projectsOf(ids: readonly string[]): Promise<Map<string, string>> {
	const rows = await repository<{ workflowId: string; projectId: string }>('SharedWorkflowRepository').find({
		select: ['workflowId', 'projectId'],
		where: { role: OWNER, workflowId: operators().In(ids) },
	});
	return new Map(rows.map(({ workflowId, projectId }) => [workflowId, projectId]));
}

async function tagsOf(ids: readonly string[]): Promise<Map<string, WorkflowFacts['tags'][number][]>> {
	const given = await repository<{ workflowId: string; tagId: string }>('WorkflowTagMappingRepository').find({
		select: ['workflowId', 'tagId'],
		where: { workflowId: operators().In(ids) },
	});
	const found = new Map<string, WorkflowFacts['tags'][number][]>();
	if (given.length === 0) return found;
	const names = await repository<{ id: string; name: string }>('TagRepository').find({
		select: ['id', 'name'],
		where: { id: operators().In([...new Set(given.map(({ tagId }) => tagId))]) },
	});
	const byId = new Map(names.map(({ id, name }) => [id, { id, name }]));
	for (const { workflowId, tagId } of given) {
		const tag = byId.get(tagId);
		if (tag !== undefined) found.set(workflowId, [...(found.get(workflowId) ?? []), tag]);
	}
	return found;
}

function repository<T>(name: string): Repository<T> {
	return hostService<Repository<T>>('@n8n/db', name);
}

function operators(): Operators {
	return hostModule<Operators>('@n8n/typeorm');
}
