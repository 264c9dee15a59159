import { randomUUID } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { publish, publishMonitor } from '../../demo/publish.mjs';
import { setStage } from '../../demo/stage.mjs';
import { inLine, node, workflow } from '../../demo/workflow-json.mjs';

const LOAD_NODES = path.join(import.meta.dirname, '../../test/support/load-nodes');
const DEADLINE = 60_000;

/** A real n8n with the node of known loads in it, and a web service that answers each call with 100 kB. */
export async function setLoadStage(progress) {
	const service = http.createServer((request, response) => {
		request.resume().on('end', () => response.end(Buffer.alloc(100_000, 65)));
	});
	await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(undefined)));
	const stage = await setStage({ progress, fast: true, env: { N8N_CUSTOM_EXTENSIONS: LOAD_NODES } });
	const database = new pg.Pool({ connectionString: stage.monitorUrl, max: 1 });
	const { client } = stage;
	await publishMonitor(client, stage.monitorDatabase);
	const url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (service.address()).port}/`;

	/** Publishes a workflow of one load behind a webhook. @returns a function that runs it once and gives its record */
	const load = async (name, amount) => {
		const webhookId = randomUUID();
		const { id } = await publish(
			client,
			workflow(
				`Load ${name}`,
				[
					node('Webhook', 'webhook', 2, { path: webhookId, responseMode: 'lastNode' }, { webhookId }),
					node('Load', 'CUSTOM.load', 1, { load: name, amount, url }),
				],
				inLine('Webhook', 'Load'),
			),
		);
		return async () => {
			const known = await records(id);
			const answer = await fetch(`${stage.n8n.url}/webhook/${webhookId}`);
			if (!answer.ok) throw new Error(`the load ${name} failed: ${answer.status} ${await answer.text()}`);
			const said = await answer.json();
			for (const since = Date.now(); Date.now() - since < DEADLINE; await sleep(100)) {
				const rows = await records(id);
				if (rows.length > known.length) return { said, ...rows.at(-1) };
			}
			throw new Error(`no record of the load ${name} within ${DEADLINE / 1000} s`);
		};
	};

	const records = async (workflowId) => {
		const { rows } = await database
			.query(
				`select p.*, (
					select l.metadata -> 'network' from monitoring.workflow_execution_logs l
					where l.execution_id = p.execution_id and l.node_name = 'Load' and l.duration is not null
				) as node_network
				from monitoring.workflow_performance_metrics p where workflow_id = $1 order by timestamp`,
				[workflowId],
			)
			.catch(() => ({ rows: [] }));
		return rows;
	};

	return {
		load,
		strike: async () => {
			await database.end();
			service.close();
			await stage.strike();
		},
	};
}
