import type { Sql } from '../pool';
import { executionsOf, isMeant, type ExecutionsOf } from './list-busy-workflows';

/** How long the runs of a group took, in ms. */
export interface PercentileRow {
	instance_id: string;
	workflow_id: string;
	workflow_name: string | null;
	/** Null where whole executions are meant. */
	node_id: string | null;
	node_name: string | null;
	/** Where the hour or day begins, ISO 8601; null for the whole period. */
	start: string | null;
	n: number;
	mean: number;
	p50: number;
	p75: number;
	p90: number;
	p95: number;
	p99: number;
	max: number;
}

export const PERCENTILE_STEPS = ['hour', 'day'] as const;
export type PercentileStep = (typeof PERCENTILE_STEPS)[number];

export interface PercentileFilter extends ExecutionsOf {
	/** Rows by hour or day as well; null for one row over the whole period. */
	every: PercentileStep | null;
	/** Whose hours and days they are. */
	timeZone: string;
	limit: number;
}

/** What is measured: how long an execution took without the time it waited, or how long it stood in the queue before. */
export const PERCENTILE_METRICS = ['duration', 'queue_wait'] as const;
export type PercentileMetric = (typeof PERCENTILE_METRICS)[number];

const VALUES: Record<PercentileMetric, string> = { duration: 'e.active_duration', queue_wait: 'p.queue_wait' };

/** Exact figures of a column of a group. */
function figuresOf(column: string): string {
	return `count(*) as n, round(avg(${column})) as mean, max(${column}) as max,
				percentile_cont(array[0.5, 0.75, 0.9, 0.95, 0.99]) within group (order by ${column}) as shares`;
}

const STEP = "case when $6::text is not null then date_trunc($6, e.started_at, $7) end";
const COLUMNS = `start, n, mean, round(shares[1]::numeric) as p50, round(shares[2]::numeric) as p75,
			round(shares[3]::numeric) as p90, round(shares[4]::numeric) as p95, round(shares[5]::numeric) as p99, max`;
/** Series in order of time; what ran most first. */
const ORDER = 'order by start desc nulls last, n desc, workflow_id';

function values(filter: PercentileFilter): unknown[] {
	return [...executionsOf(filter), filter.every, filter.timeZone, filter.limit];
}

/** Executions by workflow (workflow_executions_by_start, or …_by_workflow). */
export async function listExecutionPercentiles(
	sql: Sql,
	filter: PercentileFilter & { metric: PercentileMetric },
): Promise<PercentileRow[]> {
	const value = VALUES[filter.metric];
	const measured =
		filter.metric === 'queue_wait'
			? `join ${sql.schema}.workflow_performance_metrics p
				on p.instance_id = e.instance_id and p.execution_id = e.execution_id`
			: '';
	const { rows } = await sql.query<PercentileRow>(
		`select
			g.instance_id, g.workflow_id, w.name as workflow_name, null as node_id, null as node_name, ${COLUMNS}
		from (
			select e.instance_id, e.workflow_id, ${STEP} as start, ${figuresOf(value)}
			from ${sql.schema}.workflow_executions e ${measured}
			where ${isMeant(filter)} and ${value} is not null
			group by 1, 2, 3
		) as g
		left join ${sql.schema}.workflows w using (instance_id, workflow_id)
		${ORDER}
		limit $8`,
		values(filter),
	);
	return rows;
}

/**
 * Node runs of one workflow by node, what ran within them included (workflow_execution_logs_by_workflow). A node that
 * was renamed is one node.
 */
export async function listNodePercentiles(
	sql: Sql,
	filter: PercentileFilter & { workflowId: string },
): Promise<PercentileRow[]> {
	const { rows } = await sql.query<PercentileRow>(
		`select
			g.instance_id, g.workflow_id, w.name as workflow_name, g.node_id, g.node_name, ${COLUMNS}
		from (
			select
				e.instance_id, e.workflow_id, ${STEP} as start, coalesce(l.node_id, l.node_name) as node,
				max(l.node_id) as node_id, max(l.node_name) as node_name, ${figuresOf('l.duration')}
			from ${sql.schema}.workflow_executions e
			join ${sql.schema}.workflow_execution_logs l
				on l.instance_id = e.instance_id and l.execution_id = e.execution_id
			where ${isMeant(filter)}
				and l.workflow_id = $2
				and l.timestamp >= $3::timestamptz and l.timestamp < $4::timestamptz + interval '1 day'
				and l.node_name is not null and l.step_number is not null and l.duration is not null
			group by 1, 2, 3, 4
		) as g
		left join ${sql.schema}.workflows w using (instance_id, workflow_id)
		${ORDER}, node
		limit $8`,
		values(filter),
	);
	return rows;
}
