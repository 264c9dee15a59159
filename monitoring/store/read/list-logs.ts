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

export const LOG_COLUMNS = `id, instance_id, workflow_id, execution_id, log_level, message, timestamp, node_id, node_name,
	step_number, duration, items_in, items_out, metadata, recorded_at`;

export interface LogFilter extends Scope, Span, Page {
	executionId: string | null;
	levels: readonly LogLevel[] | null;
	/** A text that the message holds, in any case. */
	search: string | null;
	/** Words that the message has, in the terms of `websearch_to_tsquery`. */
	words: string | null;
	/** Name or id of a node. */
	node: string | null;
	/** Metadata holds one of these, two at most. */
	metadata: readonly [Metadata, Metadata?] | null;
}

const HOUR = 3_600_000;
const WINDOWS = [HOUR, 24 * HOUR, 8 * 24 * HOUR];

/**
 * Logs, newest first. For one workflow or execution its index gives the order
 * (workflow_execution_logs_by_workflow, …_by_execution). For all workflows no index does, and none is paid for:
 * ever longer spans before the end are read (workflow_execution_logs_by_time and the day partitions) until
 * there are enough rows. Metadata has an index of its own (workflow_execution_logs_metadata); words and parts of a
 * message have none, so that they want a time limit.
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
	const [first, second] = filter.metadata ?? [];
	const { rows } = await sql.query<LogRow>(
		`select ${LOG_COLUMNS}
		from ${sql.schema}.workflow_execution_logs
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::text is null or execution_id = $3)
			and ($4::timestamptz is null or timestamp >= $4)
			and ($5::timestamptz is null or timestamp < $5)
			and ($6::text[] is null or log_level = any ($6::${sql.schema}.log_level[]))
			and ($7::text is null or message ilike $7)
			and ($8::text is null or to_tsvector('simple', message) @@ websearch_to_tsquery('simple', $8))
			and ($9::text is null or node_name = $9 or node_id = $9)
			and ($10::jsonb is null or metadata @> $10 or metadata @> $11::jsonb)
			and ($12::timestamptz is null or (timestamp, id) < ($12, $13::uuid))
		order by timestamp desc, id desc
		limit $14 offset $15`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.start,
			filter.end,
			filter.levels,
			filter.search === null ? null : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`,
			filter.words,
			filter.node,
			first === undefined ? null : JSON.stringify(first),
			JSON.stringify(second ?? first ?? null),
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
		],
	);
	return rows;
}
