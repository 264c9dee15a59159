import type { Sql } from '../pool';

/** Names an output of a node, and the mode of its runs. */
export interface OutputKey {
	workflow_id: string;
	node_key: string;
	output_index: number;
	mode: string;
}

export function textOfKey({ workflow_id: workflow, node_key: node, output_index: output, mode }: OutputKey): string {
	return JSON.stringify([workflow, node, output, mode]);
}

/** Until the transaction ends nobody else takes in what these outputs yielded; locked in the order of their numbers. */
export async function lockOutputs(sql: Sql, instanceId: string, keys: readonly string[]): Promise<void> {
	await sql.query(
		`select pg_advisory_xact_lock(number)
		from (
			select distinct hashtextextended(key, 0) as number
			from unnest($1::text[]) as key
			order by number
			offset 0
		) as numbers`,
		[keys.map((key) => `${sql.schema} ${instanceId} ${key}`)],
	);
}
