import { createDatabase, startPostgres } from './postgres.mjs';

/**
 * A PostgreSQL server for tests: the one that MONITOR_TEST_DATABASE_URL names, else a fresh one of our own.
 * @param {import('./cache.mjs').Progress} [progress]
 * @returns {Promise<{url: string, createDatabase: (name: string) => Promise<string>, remove: () => Promise<void>}>}
 */
export async function findServer(progress = () => {}) {
	const given = process.env.MONITOR_TEST_DATABASE_URL;
	if (!given) return startPostgres({ name: 'PostgreSQL for tests', fast: true, progress });
	return {
		url: given,
		createDatabase: async (name) => {
			await createDatabase(given, name);
			const url = new URL(given);
			url.pathname = `/${encodeURIComponent(name)}`;
			return url.href;
		},
		remove: async () => {},
	};
}
