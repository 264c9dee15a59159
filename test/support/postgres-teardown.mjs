/** jest's globalTeardown: stops the server that postgres-setup.mjs started, if it did, and removes its data. */
export default async function tearDown() {
	await globalThis[Symbol.for('n8n-nodes-monitor test server')]?.remove();
}
