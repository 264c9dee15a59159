import type { Sql, Store } from '../pool';

/** Runs reads in a transaction whose statements the server itself gives up after so many ms (SQLSTATE 57014). */
export async function withTimeLimit<T>(
	store: Store,
	ms: number,
	work: (sql: Sql) => Promise<T>,
): Promise<T> {
	return await store.transaction(async (sql) => {
		await sql.query("select set_config('statement_timeout', $1, true)", [String(ms)]);
		return await work(sql);
	});
}
