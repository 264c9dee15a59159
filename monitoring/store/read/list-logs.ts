import type { LogLevel } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';
import { isOfInstances, type Page, type Scope, type Span } from './page';

/** A row of `workflow_execution_logs`; `timestamp` and `recorded_at` are ISO 8601, `duration` is ms. */
export interface LogRow {
	id: string;
	instance_id: string;
	workflow_id: string;
	execution_id: string | null;
	log_level: LogLevel;
	message: string;
	timestamp: string;
	node_id: string | null;
	node_name: string | null;
	step_number: number | null;
	duration: number | null;
	items_in: number | null;
	items_out: number | null;
	metadata: Metadata;
	recorded_at: string;
}

export interface LogFilter extends Scope, Span, Page {
	executionId: string | null;
	levels: readonly LogLevel[] | null;
	/** A text that the message holds, in any case. */
	search: string | null;
}

const HOUR = 3_600_000;
const WINDOWS = [HOUR, 24 * HOUR, 8 * 24 * HOUR];

/**
 * Logs, newest first. For one workflow or execution its index gives the order
 * (workflow_execution_logs_by_workflow, …_by_execution). For all workflows no index does, and none is paid for:
 * ever longer spans before the end are read (workflow_execution_logs_by_time and the day partitions) until
 * there are enough rows.
 *
 * @param now ms since the epoch; where the spans begin when no end is given
 */
export async function listLogs(sql: Sql, filter: LogFilter, now: number): Promise<LogRow[]> {
	if (filter.workflowId === null && filter.executionId === null) {
		const end = Date.parse(filter.after?.timestamp ?? filter.end ?? new Date(now).toISOString());
		for (const window of WINDOWS) {
			const start = new Date(end - window).toISOString();
			if (filter.start !== null && start <= filter.start) break;
			const rows = await readLogs(sql, { ...filter, start });
			if (rows.length === filter.limit) return rows;
		}
	}
	return await readLogs(sql, filter);
}

async function readLogs(sql: Sql, filter: LogFilter): Promise<LogRow[]> {
	const { rows } = await sql.query<LogRow>(
		`select
			id, instance_id, workflow_id, execution_id, log_level, message, timestamp, node_id, node_name,
			step_number, duration, items_in, items_out, metadata, recorded_at
		from ${sql.schema}.workflow_execution_logs
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::text is null or execution_id = $3)
			and ($4::timestamptz is null or timestamp >= $4)
			and ($5::timestamptz is null or timestamp < $5)
			and ($6::text[] is null or log_level = any ($6::${sql.schema}.log_level[]))
			and ($7::text is null or message ilike $7)
			and ($8::timestamptz is null or (timestamp, id) < ($8, $9::uuid))
		order by timestamp desc, id desc
		limit $10 offset $11`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.start,
			filter.end,
			filter.levels,
			filter.search === null ? null : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
		],
	);
	return rows;
}
