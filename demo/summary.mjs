// The monitor's tables, read by SQL as any other program would.

const FIGURES = `
	select
		(select count(*) from monitoring.workflow_executions)::int as executions,
		(select count(*) from monitoring.workflow_executions where status in ('error', 'crashed'))::int as failures,
		(select count(*) from monitoring.workflow_executions where status = 'running')::int as running,
		(select count(*) from monitoring.workflow_execution_logs)::int as logs,
		(select count(*) from monitoring.workflow_errors)::int as errors,
		(select count(*) from monitoring.workflow_performance_metrics)::int as performance,
		(select percentile_cont(0.5) within group (order by duration)
			from monitoring.workflow_executions where duration is not null)::float as p50,
		(select percentile_cont(0.95) within group (order by duration)
			from monitoring.workflow_executions where duration is not null)::float as p95`;

// What is told of each execution, to be held against n8n's own list.
const TOLD = `
	select
		execution_id as id,
		status::text,
		exists (select from monitoring.workflow_performance_metrics p
			where p.execution_id = e.execution_id and p.instance_id = e.instance_id) as measured,
		exists (select from monitoring.workflow_errors f
			where f.execution_id = e.execution_id and f.instance_id = e.instance_id) as explained
	from monitoring.workflow_executions e`;

const NO_SUCH_TABLE = new Set(['42P01', '3F000']); // undefined_table, invalid_schema_name

/**
 * @typedef {object} Figures
 * @property {number} executions
 * @property {number} failures
 * @property {number} running
 * @property {number} logs
 * @property {number} errors
 * @property {number} performance
 * @property {number | null} p50 ms
 * @property {number | null} p95 ms
 */

/**
 * Opens the monitor's database for reading. Its server may be away now and then.
 * @param {string} url
 */
export async function openSummary(url) {
	const { default: pg } = await import('pg');
	const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
	pool.on('error', () => {}); // The next query says so.

	/** @returns {Promise<any[] | null>} null as long as there are no tables */
	const rows = async (sql) => {
		try {
			return (await pool.query(sql)).rows;
		} catch (error) {
			if (NO_SUCH_TABLE.has(error.code)) return null;
			throw error;
		}
	};

	return {
		/** @returns {Promise<Figures | null>} null as long as there are no tables */
		figures: async () => (await rows(FIGURES))?.[0] ?? null,
		/** @returns {Promise<Map<string, {status: string, measured: boolean, explained: boolean}>>} by execution id */
		told: async () => new Map(((await rows(TOLD)) ?? []).map(({ id, ...rest }) => [id, rest])),
		close: () => pool.end(),
	};
}

/**
 * @param {Figures} figures
 * @returns {string} one line for people
 */
export function inWords({ executions, failures, running, logs, errors, performance, p50, p95 }) {
	const ms = (value) => (value === null ? '–' : `${Math.round(value)} ms`);
	return (
		`${executions} executions (${failures} failed, ${running} running) · ${logs} logs · ${errors} errors · ` +
		`${performance} measured · p50 ${ms(p50)} · p95 ${ms(p95)}`
	);
}
