import { CREDENTIAL, credentialData, publish, publishMonitor, publishShop } from './publish.mjs';

/**
 * Has the demo's workflows published in an n8n that may have them from an earlier start. What is there stays
 * as its user left it; only the addresses of our servers in it follow when their ports have changed.
 * @param {object} options
 * @param {import('./n8n-client.mjs').N8nClient} options.client
 * @param {import('./kept-data.mjs').KeptData} options.kept
 * @param {{host: string, port: number, user: string, password: string, database: string}} options.database the monitor's
 * @param {string} options.stubUrl
 * @param {import('./cache.mjs').Progress} options.progress
 */
export async function publishOrContinue({ client, kept, database, stubUrl, progress }) {
	const credential = await ensureCredential({ client, kept, database, progress });
	await moveStub({ client, kept, stubUrl, progress });
	const wasThere = new Set(Object.keys(kept.state.workflows));
	if (wasThere.size === 0) progress('importing and publishing the workflows');

	const publishOnce = async (_client, json) => {
		const known = kept.state.workflows[json.name];
		if (known !== undefined) return { id: known, name: json.name };
		const { id, name } = await publishUnlessThere(client, json);
		kept.remember({ workflows: { ...kept.state.workflows, [name]: id } });
		return { id, name };
	};
	await publishMonitor(client, database, { credential, publishOne: publishOnce });
	await publishShop(client, { stubUrl, publishOne: publishOnce });

	const silent = await unpublished(client, kept, wasThere);
	if (silent.length > 0) progress(`no longer published in n8n, and left so: ${silent.join(', ')}`);
}

/** Makes the credential, or tells it the server's present address. */
async function ensureCredential({ client, kept, database, progress }) {
	const data = credentialData(database);
	const told = JSON.stringify([data.host, data.port, data.user, data.password]);
	const known = kept.state.credential;
	if (known === undefined) {
		const { id, name } = await client.createCredential(CREDENTIAL.name, CREDENTIAL.type, data);
		kept.remember({ credential: { id, told } });
		return { id, name };
	}
	if (known.told !== told) {
		try {
			await client.updateCredential(known.id, { ...CREDENTIAL, data });
			progress(
				`the credential "${CREDENTIAL.name}" in n8n names the monitor's PostgreSQL at its new port ${data.port}`,
			);
			kept.remember({ credential: { id: known.id, told } });
		} catch (error) {
			if (error.status !== 404) throw error;
			progress(`the credential "${CREDENTIAL.name}" is no longer in n8n: nothing is recorded by it`);
		}
	}
	return { id: known.id, name: CREDENTIAL.name };
}

/** The stub's address stands in the workflows that call it. */
async function moveStub({ client, kept, stubUrl, progress }) {
	const before = kept.state.stubUrl;
	if (before === stubUrl) return;
	for (const id of before === undefined ? [] : Object.values(kept.state.workflows)) {
		const found = await workflowOrNull(client, id);
		const nodes = JSON.stringify(found?.nodes ?? []);
		if (!nodes.includes(before)) continue;
		await client.updateWorkflow(id, {
			nodes: JSON.parse(nodes.replaceAll(before, stubUrl)),
			versionId: found.versionId,
		});
		if (found.active) await client.activate(id);
		progress(`"${found.name}" calls the demo's web service at its new address ${stubUrl}`);
	}
	kept.remember({ stubUrl });
}

/** An earlier start may have been killed between making a workflow and writing that down. */
async function publishUnlessThere(client, json) {
	const found = (await client.workflows()).find((each) => each.name === json.name && !each.isArchived);
	if (found === undefined) return publish(client, json);
	if (!found.active) await client.activate(found.id);
	return { id: found.id, name: found.name };
}

/** @returns {Promise<string[]>} names, in quotes */
async function unpublished(client, kept, names) {
	const silent = [];
	for (const name of names) {
		const found = await workflowOrNull(client, kept.state.workflows[name]);
		if (found === null || found.isArchived || !found.active) silent.push(`"${name}"`);
	}
	return silent;
}

function workflowOrNull(client, id) {
	return client.workflow(id).catch((error) => {
		if (error.status === 404 || error.status === 403) return null;
		throw error;
	});
}
