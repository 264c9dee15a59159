import * as samples from './samples.mjs';

export const CREDENTIAL = /** @type {const} */ ({ name: 'Monitoring database', type: 'monitorPostgresApi' });

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
 * @param {{stubUrl: string, publishOne?: typeof publish}} options
 * @returns {Promise<Shop>}
 */
export async function publishShop(client, { stubUrl, publishOne = publish }) {
	const child = await publishOne(client, samples.child());
	return {
		child,
		parent: await publishOne(client, samples.parent(child.id)),
		failing: await publishOne(client, samples.failing()),
		slow: await publishOne(client, samples.slow()),
		http: await publishOne(client, samples.httpCalls(stubUrl)),
		loop: await publishOne(client, samples.loop()),
		swallowed: await publishOne(client, samples.swallowedError(stubUrl)),
		healthy: await publishOne(client, samples.healthy()),
	};
}

/**
 * What the credential holds for this database.
 * @param {{host: string, port: number, user: string, password: string, database: string}} database
 */
export function credentialData({ host, port, user, password, database }) {
	return { host, port, database, user, password, ssl: 'disable', schema: 'monitoring' };
}

/**
 * Makes the credential unless given and publishes the Monitor and the Dashboard with it.
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {{host: string, port: number, user: string, password: string, database: string}} database
 * @param {{credential?: {id: string, name: string}, publishOne?: typeof publish}} [options]
 * @returns {Promise<{monitor: Published, dashboard: Published, credential: {id: string, name: string}}>}
 */
export async function publishMonitor(client, database, { credential: given, publishOne = publish } = {}) {
	const made = given ?? (await client.createCredential(CREDENTIAL.name, CREDENTIAL.type, credentialData(database)));
	const credential = { id: made.id, name: made.name };
	return {
		credential,
		monitor: await publishOne(client, samples.monitor(credential)),
		dashboard: await publishOne(client, samples.dashboard(credential)),
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
