import type { INode } from 'n8n-workflow';
import { hostModule, hostService } from './host-modules';

/** A published workflow's enabled Monitor Trigger. */
export interface PublishedMonitor {
	workflowId: string;
	workflowName: string;
	nodeId: string;
	/** As it is published. */
	node: INode;
	credential: { id: string; name: string } | null;
	/** ms since the epoch; the oldest monitor comes first. */
	createdAt: number;
}

interface QueryBuilder {
	select(column: string, alias: string): QueryBuilder;
	addSelect(column: string, alias: string): QueryBuilder;
	innerJoin(target: unknown, alias: string, condition?: string): QueryBuilder;
	where(condition: string, parameters?: object): QueryBuilder;
	andWhere(condition: string, parameters?: object): QueryBuilder;
	orderBy(column: string): QueryBuilder;
	limit(count: number): QueryBuilder;
	getRawMany(): Promise<Array<Record<string, unknown>>>;
}

interface Repository {
	metadata: {
		columns: Array<{ propertyName: string }>;
		relations: Array<{ propertyName: string }>;
	};
	createQueryBuilder(alias: string): QueryBuilder;
}

const TYPE_ENDING = '.monitorTrigger';
const TYPE_LIKE = `%${TYPE_ENDING}`;

/**
 * Reads the published versions of all workflows that hold an enabled Monitor Trigger, the oldest first.
 * Drafts say nothing of what is live; n8n 1.x without versions publishes what it has.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function publishedMonitors(): Promise<PublishedMonitor[]> {
	const workflows = hostService<Repository>('@n8n/db', 'WorkflowRepository');
	const { columns, relations } = workflows.metadata;
	const has = (name: string) => columns.some(({ propertyName }) => propertyName === name);
	const query = workflows
		.createQueryBuilder('w')
		.select('w.id', 'id')
		.addSelect('w.name', 'name')
		.addSelect('w.createdAt', 'created');
	const like = { like: `%${TYPE_ENDING}"%` };
	if (relations.some(({ propertyName }) => propertyName === 'activeVersion')) {
		query
			.innerJoin('w.activeVersion', 'v')
			.addSelect('v.nodes', 'nodes')
			.where('CAST(v.nodes AS TEXT) LIKE :like', like);
	} else {
		query
			.addSelect('w.nodes', 'nodes')
			.where('w.active = :active', { active: true })
			.andWhere('CAST(w.nodes AS TEXT) LIKE :like', like);
	}
	if (has('isArchived')) query.andWhere('w.isArchived = :archived', { archived: false });
	const rows = await query.getRawMany();
	return rows.flatMap(monitorsOf).sort((a, b) => a.createdAt - b.createdAt || order(a, b));
}

function monitorsOf(row: Record<string, unknown>): PublishedMonitor[] {
	const nodes = (typeof row.nodes === 'string' ? JSON.parse(row.nodes) : row.nodes) as INode[];
	return nodes
		.filter((node) => node.type.endsWith(TYPE_ENDING) && node.disabled !== true)
		.map((node) => {
			const credential = node.credentials?.monitorPostgresApi;
			return {
				workflowId: String(row.id),
				workflowName: String(row.name),
				nodeId: node.id,
				node,
				credential:
					credential?.id === undefined || credential.id === null
						? null
						: { id: credential.id, name: credential.name },
				createdAt: new Date(row.created as string).getTime() || 0,
			};
		});
}

function order(a: PublishedMonitor, b: PublishedMonitor): number {
	return `${a.workflowId} ${a.nodeId}` < `${b.workflowId} ${b.nodeId}` ? -1 : 1;
}

/**
 * A text that changes when monitors are published, changed or taken back; one look-up in n8n's index of node
 * types. Monitors are read in full only when it has changed.
 *
 * @returns null where this n8n has no such index
 */
export async function monitorsSignature(): Promise<string | null> {
	const db = hostModule<{ WorkflowDependencyRepository?: unknown; WorkflowEntity?: unknown }>('@n8n/db');
	if (db.WorkflowDependencyRepository === undefined || db.WorkflowEntity === undefined) return null;
	try {
		const rows = await hostService<Repository>('@n8n/db', 'WorkflowDependencyRepository')
			.createQueryBuilder('d')
			.innerJoin(
				db.WorkflowEntity,
				'w',
				'w.id = d.workflowId AND w.activeVersionId = d.publishedVersionId',
			)
			.where('d.dependencyType = :type AND d.dependencyKey LIKE :key', {
				type: 'nodeType',
				key: TYPE_LIKE,
			})
			.select('d.workflowId', 'workflow')
			.addSelect('d.publishedVersionId', 'version')
			.addSelect('w.updatedAt', 'updated')
			.getRawMany();
		return rows
			.map(({ workflow, version, updated }) => `${workflow} ${version} ${String(updated)}`)
			.sort()
			.join('\n');
	} catch {
		// The column is missing before 2.0: read in full each time.
		return null;
	}
}

/** All workflows that are not archived, by name; at most 1,000. */
export async function hostWorkflows(): Promise<Array<{ id: string; name: string }>> {
	const workflows = hostService<Repository>('@n8n/db', 'WorkflowRepository');
	const query = workflows.createQueryBuilder('w').select('w.id', 'id').addSelect('w.name', 'name');
	if (workflows.metadata.columns.some(({ propertyName }) => propertyName === 'isArchived')) {
		query.where('w.isArchived = :archived', { archived: false });
	}
	const rows = await query.orderBy('w.name').limit(1_000).getRawMany();
	return rows.map(({ id, name }) => ({ id: String(id), name: String(name) }));
}
