import type { Sql } from '../pool';

/** What is recorded of what a delivery is about; times are ISO 8601, durations ms. Unknown is null. */
export interface EventFacts {
	id: string;
	workflow: { name: string | null; tags: string[] } | null;
	execution: {
		status: string;
		end_reason: string | null;
		mode: string | null;
		kind: string | null;
		started_at: string;
		finished_at: string | null;
		duration: number | null;
		last_node: string | null;
		retry_of: string | null;
		parent_execution_id: string | null;
		items_out: number | null;
	} | null;
	error: {
		error_type: string;
		error_code: string | null;
		error_message: string;
		error_stack: string | null;
		error_name: string | null;
		severity: string;
		retryable: boolean | null;
		node_id: string | null;
		node_name: string | null;
		fingerprint: string | null;
		group_id: string | null;
	} | null;
	group: {
		group_id: string;
		title: string;
		severity: string;
		status: string;
		occurrences: number;
		executions: number;
		first_seen_at: string;
		last_seen_at: string;
		regressions: number;
		regressed_after: number | null;
		regressed_version: string | null;
		assigned_to: string | null;
	} | null;
	last_good_run: { execution_id: string; finished_at: string; duration: number } | null;
	/** The last runs of nodes in it, the last one last. */
	steps: Array<{ step: number; node: string; duration: number; log_level: string }>;
	/** Of the last successful runs of the workflow the share, from 0 to 1, that yielded something. */
	usually_yields: number | null;
	/** It began while an execution that this very trigger had started was running. */
	suspect: boolean;
	/** Deliveries of the same kind that were suspect, too, in the last ten minutes. */
	suspects: number;
	/** Deliveries that were left out while the circuit that this one tells of was open. */
	left_out: number;
}

const STEPS = 10;
const RUNS_LOOKED_AT = 20;

/** All that the payloads of these deliveries tell, in one statement; each part goes by an index. */
export async function readEventFacts(
	sql: Sql,
	instanceId: string,
	ids: readonly string[],
): Promise<Map<string, EventFacts>> {
	const { rows } = await sql.query<EventFacts>(
		`select d.id,
			(select to_jsonb(w) from (
				select name, tags from ${sql.schema}.workflows
				where instance_id = $1 and workflow_id = d.workflow_id
			) w) as workflow,
			to_jsonb(e) as execution, to_jsonb(r) as error,
			(select to_jsonb(g) from (
				select group_id, title, severity, status, occurrences, executions, first_seen_at, last_seen_at, regressions,
					regressed_after, regressed_version, assigned_to
				from ${sql.schema}.error_groups
				where instance_id = $1 and group_id = coalesce(d.group_id, r.group_id)
			) g) as "group",
			(select to_jsonb(l) from (
				select execution_id, finished_at, duration from ${sql.schema}.workflow_executions
				where instance_id = $1 and workflow_id = d.workflow_id and status = 'success'
					and started_at < coalesce(e.started_at, d.timestamp)
				order by started_at desc limit 1
			) l) as last_good_run,
			coalesce((select jsonb_agg(to_jsonb(s) order by s.step) from (
				select step_number as step, node_name as node, duration, log_level from ${sql.schema}.workflow_execution_logs
				where execution_id = d.execution_id and instance_id = $1 and step_number is not null
					and duration is not null and node_name is not null
					and timestamp between e.started_at - interval '1 minute' and now() + interval '1 minute'
				order by step_number desc limit ${STEPS}
			) s), '[]') as steps,
			(select avg(case when items_out > 0 then 1.0 else 0.0 end)::float from (
				select items_out from ${sql.schema}.workflow_executions
				where instance_id = $1 and workflow_id = d.workflow_id and status = 'success' and items_out is not null
					and execution_id <> d.execution_id
				order by started_at desc limit ${RUNS_LOOKED_AT}
			) y) as usually_yields,
			exists (
				select from ${sql.schema}.event_deliveries x
				where x.instance_id = $1 and x.monitor_workflow_id = d.monitor_workflow_id
					and x.monitor_node_id = d.monitor_node_id and x.circuit = d.circuit
					and x.started_at > now() - interval '10 minutes' and x.id <> d.id
					and e.started_at between x.started_at and coalesce(x.ended_at, now()) + interval '1 s'
			) as suspect,
			(select count(*)::int from ${sql.schema}.event_deliveries x
				where x.instance_id = $1 and x.monitor_workflow_id = d.monitor_workflow_id
					and x.monitor_node_id = d.monitor_node_id and x.circuit = d.circuit
					and x.started_at > now() - interval '10 minutes' and x.suspect
			) as suspects,
			(select count(*)::int from ${sql.schema}.event_deliveries x
				where x.instance_id = $1 and x.monitor_workflow_id = d.monitor_workflow_id
					and x.monitor_node_id = d.monitor_node_id and x.circuit = d.details ->> 'circuit'
					and x.state = 'suppressed' and x.recorded_at > d.recorded_at - interval '1 minute'
			) as left_out
		from ${sql.schema}.event_deliveries d
		left join lateral (
			select status, end_reason, mode, kind, started_at, finished_at, duration, last_node, retry_of,
				parent_execution_id, items_out
			from ${sql.schema}.workflow_executions
			where instance_id = $1 and execution_id = d.execution_id
		) e on true
		left join lateral (
			select error_type, error_code, error_message, error_stack, metadata ->> 'error_name' as error_name, severity,
				retryable, node_id, node_name, fingerprint, group_id
			from ${sql.schema}.workflow_errors
			where execution_id = d.execution_id and instance_id = $1
				and (d.group_id is null and not handled or group_id = d.group_id)
			order by handled, timestamp desc limit 1
		) r on true
		where d.instance_id = $1 and d.id = any ($2::uuid[])`,
		[instanceId, ids],
	);
	return new Map(rows.map((row) => [row.id, row]));
}
