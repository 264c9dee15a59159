import type { Sql } from '../pool';
import { isOfKinds, SUCCEEDED } from './counted';
import { executionsOf, isMeant, type ExecutionsOf } from './list-busy-workflows';

/** What successful runs of a workflow, or of one of its nodes, yielded. Times are ISO 8601. */
export interface YieldRow {
	instance_id: string;
	workflow_id: string;
	workflow_name: string | null;
	/** Null where whole executions are meant. */
	node_id: string | null;
	node_name: string | null;
	/** Successful runs whose items are known. */
	runs: number;
	/** Those that yielded no item, and their share in percent. */
	empty_runs: number;
	empty_share: number;
	/** Items of a run: the median, and between which numbers four of five lie. */
	median_items: number;
	p10_items: number;
	p90_items: number;
	/** The last run that yielded anything, also before the period; null where there was none. */
	last_yield_at: string | null;
	last_yield_execution_id: string | null;
	/** Successful runs in the period since then. */
	empty_since: number;
}

const FIGURES = `count(*) as runs, count(*) filter (where items = 0) as empty_runs,
				percentile_cont(array[0.5, 0.1, 0.9]) within group (order by items) as shares`;
const COLUMNS = `g.runs, g.empty_runs, round(100.0 * g.empty_runs / g.runs, 2) as empty_share,
			round(g.shares[1]::numeric) as median_items, round(g.shares[2]::numeric) as p10_items,
			round(g.shares[3]::numeric) as p90_items`;
/** What yields least of what it is asked for first. */
const ORDER = 'order by empty_share desc, runs desc, workflow_id';

type Filter = ExecutionsOf & { limit: number };

/**
 * Executions by workflow (workflow_executions_by_start, or …_by_workflow); the last one that yielded anything is looked
 * for backwards (workflow_executions_by_workflow).
 */
export async function listYields(sql: Sql, filter: Filter): Promise<YieldRow[]> {
	const { rows } = await sql.query<YieldRow>(
		`with meant as materialized (
			select e.instance_id, e.workflow_id, e.started_at, e.items_out as items
			from ${sql.schema}.workflow_executions e
			where ${isMeant(filter)} and e.outcome in ${SUCCEEDED} and e.items_out is not null
		)
		select
			g.instance_id, g.workflow_id, w.name as workflow_name, null as node_id, null as node_name, ${COLUMNS},
			last.started_at as last_yield_at, last.execution_id as last_yield_execution_id,
			(
				select count(*) from meant m
				where m.instance_id = g.instance_id and m.workflow_id = g.workflow_id
					and m.started_at > coalesce(last.started_at, '-infinity')
			) as empty_since
		from (select instance_id, workflow_id, ${FIGURES} from meant group by 1, 2) as g
		left join ${sql.schema}.workflows w using (instance_id, workflow_id)
		left join lateral (
			select l.started_at, l.execution_id
			from ${sql.schema}.workflow_executions l
			where l.instance_id = g.instance_id and l.workflow_id = g.workflow_id
				and l.items_out > 0 and l.outcome in ${SUCCEEDED} and ${isOfKinds('l', '$5')}
				and ($4::timestamptz is null or l.started_at < $4)
			order by l.started_at desc
			limit 1
		) as last on true
		${ORDER}
		limit $6`,
		[...executionsOf(filter), filter.limit],
	);
	return rows;
}

/** Node runs of one workflow by node (workflow_execution_logs_by_workflow). A node that was renamed is one node. */
export async function listNodeYields(
	sql: Sql,
	filter: Filter & { workflowId: string },
): Promise<YieldRow[]> {
	const { rows } = await sql.query<YieldRow>(
		`with meant as materialized (
			select
				e.instance_id, e.workflow_id, e.execution_id, l.timestamp, l.node_id, l.node_name,
				coalesce(l.node_id, l.node_name) as node, l.items_out as items
			from ${sql.schema}.workflow_executions e
			join ${sql.schema}.workflow_execution_logs l
				on l.instance_id = e.instance_id and l.execution_id = e.execution_id
			where ${isMeant(filter)} and e.outcome in ${SUCCEEDED}
				and l.workflow_id = $2
				and l.timestamp >= $3::timestamptz and l.timestamp < $4::timestamptz + interval '1 day'
				and l.node_name is not null and l.step_number is not null and l.duration is not null
				and l.items_out is not null
		)
		select
			g.instance_id, g.workflow_id, w.name as workflow_name, g.node_id, g.node_name, ${COLUMNS},
			last.timestamp as last_yield_at, last.execution_id as last_yield_execution_id,
			(
				select count(*) from meant m
				where m.instance_id = g.instance_id and m.node = g.node
					and m.timestamp > coalesce(last.timestamp, '-infinity')
			) as empty_since
		from (
			select
				instance_id, workflow_id, node, max(node_id) as node_id,
				(array_agg(node_name order by timestamp desc))[1] as node_name, ${FIGURES}
			from meant
			group by 1, 2, 3
		) as g
		left join ${sql.schema}.workflows w using (instance_id, workflow_id)
		left join lateral (
			select m.timestamp, m.execution_id
			from meant m
			where m.instance_id = g.instance_id and m.node = g.node and m.items > 0
			order by m.timestamp desc
			limit 1
		) as last on true
		${ORDER}, node
		limit $6`,
		[...executionsOf(filter), filter.limit],
	);
	return rows;
}
