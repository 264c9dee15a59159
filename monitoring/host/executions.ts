import type { IRunExecutionData } from 'n8n-workflow';
import type { HostExecution } from '../model/host-execution';
import { hostModule, hostService } from './host-modules';

interface Row {
	id: string;
	workflowId: string | null;
	mode: string;
	status: string;
	retryOf?: string | null;
	createdAt?: Date | string;
	startedAt?: Date | string | null;
	stoppedAt?: Date | string | null;
	waitTill?: Date | string | null;
	workflowVersionId?: string | null;
}

interface Repository {
	metadata: { columns: Array<{ propertyName: string }> };
	find(query: object): Promise<Row[]>;
}

interface Operators {
	In(values: readonly string[]): unknown;
	Between(from: string, to: string): unknown;
}

const COLUMNS: ReadonlyArray<keyof Row> = [
	'id', 'workflowId', 'mode', 'status', 'retryOf', 'createdAt', 'startedAt', 'stoppedAt', 'waitTill',
	'workflowVersionId',
];

/**
 * What n8n's table says of these executions, by id; those it does not hold (any more) are absent.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function hostExecutions(ids: readonly string[]): Promise<Map<string, HostExecution>> {
	// Its ids are integers: any other would have the statement refused.
	const own = ids.filter((id) => /^\d{1,18}$/.test(id));
	if (own.length === 0) return new Map();
	const rows = await find({ where: { id: operators().In(own) } });
	return new Map(rows.map((row) => [row.executionId, row]));
}

/**
 * The execution that n8n was asked to start once only under this key; null where there is none, or n8n is too old to
 * know of such keys.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function hostExecutionByKey(key: string): Promise<{ id: string; status: string } | null> {
	const table = repository();
	if (!table.metadata.columns.some(({ propertyName }) => propertyName === 'deduplicationKey')) return null;
	const [row] = await table.find({ select: ['id', 'status'], where: { deduplicationKey: key }, take: 1 });
	return row === undefined ? null : { id: String(row.id), status: row.status };
}

/** The id that n8n gave last; null where it has no executions. */
export async function newestHostExecution(): Promise<string | null> {
	const [newest] = await repository().find({ select: ['id'], order: { id: 'DESC' }, take: 1 });
	return newest?.id ?? null;
}

/** Those with ids from `from` to `to`, both included, the oldest first, `limit` at most. */
export async function hostExecutionsBetween(
	from: string,
	to: string,
	limit: number,
): Promise<HostExecution[]> {
	return await find({
		where: { id: operators().Between(from, to) },
		order: { id: 'ASC' },
		take: limit,
	});
}

/** The run data that n8n has saved of one execution; null where it has none or this version cannot be asked. */
export async function hostRunData(executionId: string): Promise<IRunExecutionData | null> {
	try {
		const persistence = hostService<{
			findSingleExecution(
				id: string,
				options: object,
			): Promise<{ data?: IRunExecutionData } | undefined>;
		}>('n8n/dist/executions/execution-persistence', 'ExecutionPersistence');
		const options = { includeData: true, unflattenData: true };
		return (await persistence.findSingleExecution(executionId, options))?.data ?? null;
	} catch {
		return null;
	}
}

async function find(query: object): Promise<HostExecution[]> {
	const executions = repository();
	const known = executions.metadata.columns.map(({ propertyName }) => propertyName);
	const select = COLUMNS.filter((column) => known.includes(column));
	return (await executions.find({ select, ...query })).map(hostExecution);
}

function hostExecution(row: Row): HostExecution {
	return {
		executionId: row.id,
		workflowId: row.workflowId ?? '',
		mode: row.mode,
		status: row.status,
		retryOf: row.retryOf ?? null,
		createdAt: timeOf(row.createdAt) ?? Date.now(),
		startedAt: timeOf(row.startedAt),
		stoppedAt: timeOf(row.stoppedAt),
		waitTill: timeOf(row.waitTill),
		workflowVersion: row.workflowVersionId ?? null,
	};
}

function timeOf(value: Date | string | null | undefined): number | null {
	const time = value === null || value === undefined ? NaN : new Date(value).getTime();
	return Number.isFinite(time) ? time : null;
}

function repository(): Repository {
	return hostService<Repository>('@n8n/db', 'ExecutionRepository');
}

function operators(): Operators {
	return hostModule<Operators>('@n8n/typeorm');
}
