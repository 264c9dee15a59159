import type { ModelUsageRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/**
 * Inserts runs of language models; one that is there already (primary key: id, instance_id) is left as it is.
 *
 * @returns how many were new
 */
export async function insertModelUsage(
	sql: Sql,
	instanceId: string,
	rows: ReadonlyArray<Stored<ModelUsageRecord>>,
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.model_usage (
			id, instance_id, workflow_id, execution_id, timestamp, node_id, node_name, parent_node, run_index,
			provider, model, input_tokens, output_tokens, estimated, failed, error_type, latency
		)
		select
			r.id, $2, r.workflow_id, r.execution_id, to_timestamp(r.timestamp / 1000.0), r.node_id, r.node_name,
			r.parent_node, r.run_index, r.provider, r.model, r.input_tokens, r.output_tokens, r.estimated, r.failed,
			r.error_type, r.latency
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, execution_id text, timestamp double precision, node_id text, node_name text,
			parent_node text, run_index integer, provider text, model text, input_tokens bigint, output_tokens bigint,
			estimated boolean, failed boolean, error_type ${sql.schema}.error_type, latency integer
		)
		order by r.id
		on conflict do nothing`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
