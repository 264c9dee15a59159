import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { differences } from '../support/compare';
import { setEmptyStage, withPrefix, type EmptyStage } from '../support/editor-stage';
import { loadRig, tarball, until, type N8nClient, type Rig } from '../support/stage';

jest.setTimeout(300_000);

let rig: Rig;

beforeAll(async () => {
	rig = await loadRig();
});

describe('a folder named by N8N_CUSTOM_EXTENSIONS', () => {
	let stage: EmptyStage;
	let folder: string;

	beforeAll(async () => {
		const { unpack } = await import('../../demo/tarball.mjs');
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-custom-'));
		unpack(tarball(), path.join(folder, 'n8n-nodes-monitor'));
		stage = await setEmptyStage({ env: { N8N_CUSTOM_EXTENSIONS: folder } });
	});

	afterAll(async () => {
		await stage?.strike();
		rmSync(folder, { recursive: true, force: true });
	});

	it('records, and starts on failures', async () => {
		const { monitorId } = await publishAll(stage, 'CUSTOM');
		await recordsARound(stage, stage.client);
		await startsOnFailure(stage.client, monitorId);
	});
});

describe('a start in which the package was missing, as in a container without its volume', () => {
	let stage: EmptyStage;
	let installed: string;
	let away: string;
	let monitorId: string;

	beforeAll(async () => {
		const { installPackage } = await import('../../demo/package-install.mjs');
		stage = await setEmptyStage({
			prepare: (userFolder) => {
				installed = installPackage({ tarball: tarball(), userFolder }).folder;
				away = path.join(userFolder, 'away');
			},
		});
	});

	afterAll(async () => {
		await stage?.strike();
	});

	it('records while it is there', async () => {
		({ monitorId } = await publishAll(stage, 'n8n-nodes-monitor'));
		await recordsARound(stage, stage.client);
	});

	it("leaves n8n and the workflows running without it, only the monitor's own is not started", async () => {
		await stage.n8n.stop();
		renameSync(installed, away);
		await stage.n8n.start();
		const client = await stage.signIn();
		await answersWebhooks(client);
		const { unanswered } = await rig.traffic.makeTraffic(client, { rounds: 1, pause: 50 });
		expect(unanswered).toBe(0);
		expect(await publicationOf(client)).toMatchObject({ status: 'failed' });
		await stage.n8n.stop();
	});

	it('records again when it is back, though n8n does not start its trigger again', async () => {
		renameSync(away, installed);
		expect(existsSync(installed)).toBe(true);
		await stage.n8n.start();
		const client = await stage.signIn();
		await answersWebhooks(client);
		await recordsARound(stage, client);
		expect(await publicationOf(client)).toMatchObject({ status: 'failed' });
	});

	it('says in the Status field that n8n has not started it', async () => {
		const client = await stage.signIn();
		let status: Array<{ name: string; description?: string }> = [];
		await until(
			async () => {
				status = (await client.request('POST', '/rest/dynamic-node-parameters/options', {
					path: 'parameters.status',
					nodeTypeAndVersion: { name: 'n8n-nodes-monitor.monitorTrigger', version: 1 },
					currentNodeParameters: {},
					methodName: 'loadStatus',
				})) as typeof status;
				return status[0]?.description?.includes('has not started') === true;
			},
			60_000,
			'the state in words',
		).catch(() => {});
		expect(status).toEqual([
			expect.objectContaining({
				name: expect.stringMatching(/^Recording since /),
				description: expect.stringMatching(/n8n has not started the Monitor Trigger of "Monitor".*publish it again/),
			}),
		]);
	});

	it('starts on failures again once it is published anew', async () => {
		const client = await stage.signIn();
		await client.deactivate(monitorId);
		await client.activate(monitorId);
		await startsOnFailure(client, monitorId);
	});

	/** What n8n says of the monitor's workflow. */
	async function publicationOf(client: N8nClient): Promise<unknown> {
		return await client.request('GET', `/rest/workflows/${monitorId}/publication-status`);
	}
});

async function publishAll(stage: EmptyStage, prefix: string): Promise<{ monitorId: string }> {
	const { client, monitorDatabase, read } = stage;
	const data = { ...monitorDatabase, ssl: 'disable', schema: 'monitoring' };
	const { id, name } = await client.createCredential('Monitoring database', 'monitorPostgresApi', data);
	const monitor = await rig.publish(client, withPrefix(rig.samples.monitor({ id, name }), prefix));
	await rig.publishShop(client, { stubUrl: stage.stub.url });
	await until(async () => (await read('select 1 from instances')).length === 1, 30_000, 'recording');
	return { monitorId: monitor.id };
}

/** One round of the shop's traffic is recorded as n8n itself has it. */
async function recordsARound({ read }: EmptyStage, client: N8nClient): Promise<void> {
	const before = new Set((await client.executions()).map(({ id }) => id));
	await rig.traffic.makeTraffic(client, { rounds: 1, pause: 50 });
	const ids = (await client.executions()).map(({ id }) => id).filter((id) => !before.has(id));
	expect(ids.length).toBeGreaterThanOrEqual(12);
	let found: string[] = [];
	await until(async () => {
		const open = (await client.executions()).filter(({ id, status }) => ids.includes(id) && ['new', 'running'].includes(status));
		found = open.length > 0 ? ['still running'] : await differences(client, read, ids);
		return found.length === 0;
	}, 30_000, 'equal records').catch(() => {});
	expect(found).toEqual([]);
}

/** Published webhooks answer a while after n8n says that it is ready. */
async function answersWebhooks(client: N8nClient): Promise<void> {
	await until(async () => (await client.webhook(rig.samples.PATHS.loop)).status === 200, 30_000, 'webhooks');
}

async function startsOnFailure(client: N8nClient, monitorId: string): Promise<void> {
	const count = async () => (await client.executions({ workflowId: monitorId })).length;
	const before = await count();
	await client.webhook(rig.samples.PATHS.failing, { query: { run: 3 } });
	await until(async () => (await count()) > before, 20_000, "the monitor's workflow");
}
