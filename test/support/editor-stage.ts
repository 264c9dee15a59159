import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reader } from './stage';

export interface EmptyStageOptions {
	/** Added to n8n's environment. */
	env?: NodeJS.ProcessEnv;
	/** Puts something into n8n's folder before it starts. */
	prepare?: (userFolder: string) => void;
}

export type EmptyStage = Awaited<ReturnType<typeof setEmptyStage>>;

/** An n8n as it is before anybody has heard of us, beside a Postgres with an empty database for the monitor. */
export async function setEmptyStage({ env, prepare }: EmptyStageOptions = {}) {
	const { ensureNode } = await import('../../demo/node-runtime.mjs');
	const { ensureN8n } = await import('../../demo/n8n-install.mjs');
	const { startN8n } = await import('../../demo/n8n-server.mjs');
	const { startPostgres } = await import('../../demo/postgres.mjs');
	const { connectN8n } = await import('../../demo/n8n-client.mjs');
	const { startStub } = await import('../../demo/stub-server.mjs');

	const nodePath = await ensureNode(24);
	const install = await ensureN8n({ nodePath });
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-editor-'));
	prepare?.(userFolder);
	const postgres = await startPostgres({ fast: true });
	await postgres.createDatabase('n8n');
	const monitorUrl = await postgres.createDatabase('monitoring');
	const { host, port, user, password } = postgres;
	const n8n = await startN8n({
		nodePath,
		n8n: install,
		userFolder,
		database: { host, port, user, password, database: 'n8n' },
		env,
	});
	const owner = { email: 'reader@example.com', password: `Reader-${randomBytes(6).toString('hex')}-1` };
	const client = await connectN8n(n8n.url, owner);
	const stub = await startStub();

	return {
		n8n,
		client,
		owner,
		stub,
		userFolder,
		read: reader(monitorUrl),
		/** What goes into the credential. */
		monitorDatabase: { host, port, user, password, database: 'monitoring' },
		/** Signs in anew, as is needed after n8n was started again. */
		signIn: async () => await connectN8n(n8n.url, owner),
		strike: async () => {
			await stub.stop();
			await n8n.stop();
			await postgres.remove();
			rmSync(userFolder, { recursive: true, force: true });
		},
	};
}

interface WorkflowJson {
	name: string;
	nodes: Array<{ type: string }>;
}

/** The demo's samples name our nodes as the unscoped package does; under a scope or as custom extension their types begin otherwise. */
export function withPrefix<T extends WorkflowJson>(workflow: T, prefix: string): T {
	const nodes = workflow.nodes.map((node) => ({ ...node, type: node.type.replace(/^n8n-nodes-monitor\./, `${prefix}.`) }));
	return { ...workflow, nodes };
}
