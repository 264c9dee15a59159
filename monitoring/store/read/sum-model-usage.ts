import type { Sql } from '../pool';
import { isOfInstances, type Scope, type Span } from './page';

export const USAGE_GROUPS = ['day', 'execution', 'model', 'node', 'workflow'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export interface ModelUsageFilter extends Scope, Span {
	executionId: string | null;
	provider: string | null;
	model: string | null;
	groups: readonly UsageGroup[];
	/** Whose days they are. */
	timeZone: string;
	limit: number;
}

/** What the runs of a group used; what it is not grouped by is null. Latencies in ms, of runs that went well. */
export interface ModelUsageRow {
	instance_id: string;
	/** YYYY-MM-DD */
	day: string | null;
	workflow_id: string | null;
	workflow_name: string | null;
	execution_id: string | null;
	node_id: string | null;
	node_name: string | null;
	/** The agent or chain that asked. */
	parent_node: string | null;
	provider: string | null;
	model: string | null;
	runs: number;
	failed_runs: number;
	/** Runs whose tokens were counted by n8n, since the model did not tell them. */
	estimated_runs: number;
	/** Runs that went well and of which nobody knows the tokens; their cost is in no sum. */
	runs_without_tokens: number;
	input_tokens: number | null;
	output_tokens: number | null;
	total_tokens: number | null;
	latency_mean: number | null;
	latency_p95: number | null;
	latency_max: number | null;
	/** Null together where there is no price: runs with a price and runs without one are never one group. */
	cost: number | null;
	currency: string | null;
	/** Of runs without a price: which models they asked, 20 at most. */
	models_without_price: string[] | null;
}

/** What rows are apart by, beside instance and currency. */
const GROUP_BY: Record<UsageGroup, readonly string[]> = {
	day: ['c.day'],
	execution: ['c.workflow_id', 'c.execution_id'],
	model: ['c.provider', 'c.model'],
	node: ['c.workflow_id', 'c.node'],
	workflow: ['c.workflow_id'],
};

/** The columns that say what a row is about. */
const ABOUT: ReadonlyArray<[column: string, expression: string, groups: readonly UsageGroup[]]> = [
	['day', 'c.day', ['day']],
	['workflow_id', 'c.workflow_id', ['workflow', 'node', 'execution']],
	['execution_id', 'c.execution_id', ['execution']],
	['node_id', 'max(c.node_id)', ['node']],
	['node_name', 'max(c.node_name)', ['node']],
	['parent_node', 'max(c.parent_node)', ['node']],
	['provider', 'c.provider', ['model']],
	['model', 'c.model', ['model']],
];

/** A pattern of a price as `like` takes it. */
const LIKE = String.raw`replace(replace(replace(replace(lower(p.model), '\', '\\'), '%', '\%'), '_', '\_'), '*', '%')`;

/**
 * Sums over runs (model_usage_by_time, or …_by_execution), each priced as it was at its time: a name without a star
 * goes before a pattern, a longer pattern before a shorter one, one provider before any. Prices are found once a model.
 */
export async function sumModelUsage(sql: Sql, filter: ModelUsageFilter): Promise<ModelUsageRow[]> {
	const { groups } = filter;
	const groupBy = [...new Set(['c.instance_id', 'c.currency', ...groups.flatMap((group) => GROUP_BY[group])])];
	const about = ABOUT.map(([column, expression, of]) =>
		of.some((group) => groups.includes(group)) ? `${expression} as ${column}` : `null as ${column}`,
	);
	const { rows } = await sql.query<ModelUsageRow>(
		`with used as materialized (
			select
				u.*, coalesce(u.node_id, u.node_name) as node,
				to_char(u.timestamp at time zone $8::text, 'YYYY-MM-DD') as day
			from ${sql.schema}.model_usage u
			where ${isOfInstances(filter, 'u.instance_id', '$1')}
				and ($2::text is null or u.workflow_id = $2)
				and ($3::timestamptz is null or u.timestamp >= $3)
				and ($4::timestamptz is null or u.timestamp < $4)
				and ($5::text is null or u.execution_id = $5)
				and ($6::text is null or u.provider = $6)
				and ($7::text is null or u.model = $7)
		), offers as materialized (
			select
				asked.provider as asked_provider, asked.model as asked_model, p.*,
				row_number() over (
					order by position('*' in p.model) > 0, length(p.model) desc, p.provider = '*', p.valid_from desc
				) as place
			from (select distinct instance_id, provider, model from used) as asked
			join ${sql.schema}.model_prices p
				on p.instance_id = asked.instance_id
				and (p.provider = '*' or p.provider = asked.provider)
				and lower(asked.model) like ${LIKE}
		), c as (
			select
				u.*, price.currency,
				(coalesce(u.input_tokens, 0) * price.input_price + coalesce(u.output_tokens, 0) * price.output_price)
					/ 1000000 as cost
			from used u
			left join lateral (
				select o.currency, o.input_price, o.output_price
				from offers o
				where o.instance_id = u.instance_id and o.asked_model = u.model
					and o.asked_provider is not distinct from u.provider and o.valid_from <= u.timestamp
				order by o.place
				limit 1
			) as price on true
		), sums as (
			select
				c.instance_id, ${about.join(', ')},
				count(*) as runs,
				count(*) filter (where c.failed) as failed_runs,
				count(*) filter (where c.estimated) as estimated_runs,
				count(*) filter (where not c.failed and c.input_tokens is null and c.output_tokens is null) as runs_without_tokens,
				sum(c.input_tokens) as input_tokens,
				sum(c.output_tokens) as output_tokens,
				sum(coalesce(c.input_tokens, 0) + coalesce(c.output_tokens, 0))
					filter (where c.input_tokens is not null or c.output_tokens is not null) as total_tokens,
				round(avg(c.latency) filter (where not c.failed)) as latency_mean,
				round((percentile_cont(0.95) within group (order by c.latency) filter (where not c.failed))::numeric) as latency_p95,
				max(c.latency) filter (where not c.failed) as latency_max,
				round(sum(c.cost), 10) as cost,
				c.currency,
				case when c.currency is null then
					(array_agg(distinct coalesce(c.provider || '/', '') || coalesce(c.model, 'unknown model')))[1:20]
				end as models_without_price
			from c
			group by ${groupBy.join(', ')}
		)
		select sums.*, w.name as workflow_name
		from sums
		left join ${sql.schema}.workflows w on w.instance_id = sums.instance_id and w.workflow_id = sums.workflow_id
		order by sums.day desc nulls last, sums.cost desc nulls last, sums.total_tokens desc nulls last, sums.runs desc,
			sums.provider, sums.model, sums.workflow_id, sums.node_name
		limit $9`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.start,
			filter.end,
			filter.executionId,
			filter.provider,
			filter.model,
			filter.timeZone,
			filter.limit,
		],
	);
	return rows;
}
