import * as samples from './samples.mjs';

/**
 * @typedef {object} Published
 * @property {string} id
 * @property {string} name
 */

/**
 * @typedef {Record<'healthy' | 'failing' | 'slow' | 'http' | 'loop' | 'child' | 'parent' | 'swallowed', Published>} Shop
 */

/**
 * Imports and publishes the workflows of the shop that is monitored.
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {{stubUrl: string}} options
 * @returns {Promise<Shop>}
 */
export async function publishShop(client, { stubUrl }) {
	const child = await publish(client, samples.child());
	return {
		child,
		parent: await publish(client, samples.parent(child.id)),
		failing: await publish(client, samples.failing()),
		slow: await publish(client, samples.slow()),
		http: await publish(client, samples.httpCalls(stubUrl)),
		loop: await publish(client, samples.loop()),
		swallowed: await publish(client, samples.swallowedError(stubUrl)),
		healthy: await publish(client, samples.healthy()),
	};
}

/**
 * Makes the credential and publishes the Monitor and the Dashboard with it.
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {{host: string, port: number, user: string, password: string, database: string}} database
 * @returns {Promise<{monitor: Published, dashboard: Published, credential: {id: string, name: string}}>}
 */
export async function publishMonitor(client, { host, port, user, password, database }) {
	const data = { host, port, database, user, password, ssl: 'disable', schema: 'monitoring' };
	const { id, name } = await client.createCredential('Monitoring database', 'monitorPostgresApi', data);
	const credential = { id, name };
	return {
		credential,
		monitor: await publish(client, samples.monitor(credential)),
		dashboard: await publish(client, samples.dashboard(credential)),
	};
}

/**
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {{name: string}} json a workflow
 * @returns {Promise<Published>}
 */
export async function publish(client, json) {
	const { id, name } = await client.createWorkflow(json);
	await client.activate(id);
	return { id, name };
}
