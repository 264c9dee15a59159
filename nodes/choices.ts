import {
	isResourceLocatorValue,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';
import {
	alertQuestion,
	errorGroupQuestion,
	errorQuestion,
	openMonitorDatabase,
	type MonitorDatabase,
} from '../monitoring/workflow-monitor';
import { nodeError } from './node-error';

/** So many choices a page; where somebody searches, among so many. */
const PAGE = 100;
const SEARCHED = 1_000;

interface Wanted {
	limit: number;
	offset: number;
	filter: string | null;
}

type Read = (database: MonitorDatabase, wanted: Wanted) => Promise<INodeListSearchItems[]>;
type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Recorded workflows by name. */
const searchWorkflows = searchIn(async (database, wanted) =>
	(await database.workflows(wanted.filter, wanted)).map(({ workflow_id, name }) =>
		choice(name ?? workflow_id, workflow_id),
	),
);

/** Problems, the last seen first. */
const searchErrorGroups = searchIn(async (database, { limit, offset }) => {
	const groups = await database.errorGroups(errorGroupQuestion({ limit, offset }));
	return (await database.withWorkflowNames(groups)).map(({ group_id, title, status, workflow_name, workflow_id }) =>
		choice(`${workflow_name ?? workflow_id}: ${title} (${status})`, group_id),
	);
});

/** Alerts, newest first. */
const searchAlerts = searchIn(async (database, { limit, offset }) =>
	(await database.alerts(alertQuestion({ limit, offset }))).map(({ id, title, severity, resolved }) =>
		choice(`${title} (${resolved ? 'resolved' : severity})`, id),
	),
);

/** Errors, newest first. */
const searchErrors = searchIn(async (database, { limit, offset }) =>
	(await database.errors(errorQuestion({ limit, offset }))).map(({ id, node_name, error_message, severity, resolved }) =>
		choice(`${node_name === null ? '' : `${node_name}: `}${error_message} (${resolved ? 'resolved' : severity})`, id),
	),
);

/** Every n8n that records into the database. */
const searchInstances = searchIn(async (database, { offset }) =>
	(offset > 0 ? [] : await database.instances()).map(({ instance_id, name }) =>
		choice(name ?? instance_id, instance_id),
	),
);

/** Nodes that ran lately in the workflow that is chosen. */
async function searchNodes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const chosen: unknown = this.getCurrentNodeParameter('workflowId');
	const workflowId = String((isResourceLocatorValue(chosen) ? chosen.value : chosen) ?? '');
	return await choices(this, filter, undefined, async (database) =>
		workflowId === '' ? [] : (await database.nodeNames(workflowId)).map((name) => choice(name, name)),
	);
}

/** What fields of ours offer to choose from; each for `typeOptions.searchListMethod`. */
export const listSearch = {
	searchAlerts,
	searchErrorGroups,
	searchErrors,
	searchInstances,
	searchNodes,
	searchWorkflows,
};

function searchIn(read: Read): ListSearch {
	return async function (filter, paginationToken) {
		return await choices(this, filter, paginationToken, read);
	};
}

/** Empty where nothing has been recorded yet. */
async function choices(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	paginationToken: string | undefined,
	read: Read,
): Promise<INodeListSearchResult> {
	try {
		const database = openMonitorDatabase(await context.getCredentials('monitorPostgresApi'));
		try {
			const offset = Number(paginationToken ?? 0);
			const limit = filter ? SEARCHED : PAGE;
			const { answer } = await database.orEmpty(
				async () => await read(database, { limit, offset, filter: filter || null }),
				() => [],
			);
			if (filter) return { results: answer.filter((each) => holds(each, filter)).slice(0, PAGE) };
			const more = answer.length === PAGE;
			return { results: answer, ...(more && { paginationToken: String(offset + PAGE) }) };
		} finally {
			await database.release();
		}
	} catch (error) {
		throw nodeError(context.getNode(), error);
	}
}

function choice(name: string, value: string): INodeListSearchItems {
	return { name, value };
}

function holds({ name, value }: INodeListSearchItems, text: string): boolean {
	return `${name}\n${value}`.toLowerCase().includes(text.toLowerCase());
}
