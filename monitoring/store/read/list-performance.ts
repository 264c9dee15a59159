import type { Metadata, PerformanceFields } from '../../model/records';
import type { Coverage } from '../../model/usage';
import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Page, type Scope, type Span } from './page';

/** A row of `workflow_performance_metrics`; ms, bytes, percent, items per second; times are ISO 8601. */
export interface PerformanceRow extends PerformanceFields {
	/** Why a figure is missing, or not the execution's alone; what is whole is not in it. */
	coverage: Coverage;
	id: string;
	instance_id: string;
	workflow_id: string;
	execution_id: string;
	timestamp: string;
	metadata: Metadata;
	recorded_at: string;
}

const COLUMNS = `id, instance_id, workflow_id, execution_id, total_duration, node_count, successful_nodes,
	failed_nodes, memory_peak, memory_average, cpu_peak, cpu_average, network_requests, network_data_transferred,
	throughput, bottleneck_nodes, memory_growth, event_loop_delay_peak, event_loop_delay_average,
	network_bytes_sent, network_bytes_received, queue_wait, coverage, timestamp, metadata, recorded_at`;

export interface PerformanceFilter extends Scope, Span, Page, OfKinds {
	executionId: string | null;
}

/** Performance rows, newest first (workflow_performance_metrics_by_workflow, or the key for one execution). */
export async function listPerformance(
	sql: Sql,
	filter: PerformanceFilter,
): Promise<PerformanceRow[]> {
	const { rows } = await sql.query<PerformanceRow>(
		`select ${COLUMNS}
		from ${sql.schema}.workflow_performance_metrics p
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::text is null or execution_id = $3)
			and ($4::timestamptz is null or timestamp >= $4)
			and ($5::timestamptz is null or timestamp < $5)
			and ($6::timestamptz is null or (timestamp, id) < ($6, $7::uuid))
			and ${belongsToKinds(sql.schema, 'p', '$10')}
		order by timestamp desc, id desc
		limit $8 offset $9`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.start,
			filter.end,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
			filter.kinds,
		],
	);
	return rows;
}
