import { findServer } from '../../demo/find-server.mjs';

/**
 * jest's globalSetup for tests that need a database: after it, MONITOR_TEST_DATABASE_URL names a server and a
 * user who may make databases there, to which the workers connect.
 */
export default async function setUp() {
	const server = await findServer();
	globalThis[Symbol.for('n8n-nodes-monitor test server')] = server;
	process.env.MONITOR_TEST_DATABASE_URL = server.url;
}
