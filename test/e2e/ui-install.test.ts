import type { Browser, Page } from 'playwright-core';
import { openBrowser, screenshot } from '../support/browser';
import { differences } from '../support/compare';
import { Editor } from '../support/editor';
import { withPrefix } from '../support/editor-stage';
import { SCOPED_NAME, setRegistryStage, type RegistryStage } from '../support/registry-stage';
import { describeWith } from '../support/required';
import { loadRig, until, type N8nClient, type Read, type Rig } from '../support/stage';

jest.setTimeout(300_000);

describeWith('chromium', 'MONITOR_TEST_CHROMIUM', 'installed, updated and removed by clicking', (chromium) => {
	let rig: Rig;
	let stage: RegistryStage;
	let client: N8nClient;
	let read: Read;
	let browser: Browser;
	let page: Page;
	let editor: Editor;
	let shop: Awaited<ReturnType<Rig['publishShop']>>;
	let monitorId: string;

	beforeAll(async () => {
		rig = await loadRig();
		stage = await setRegistryStage();
		({ client, read } = stage);
		await stage.release('0.1.0');
		({ browser, page } = await openBrowser(chromium));
		editor = new Editor(page, stage.n8n.url);
		await editor.signIn(stage.owner);
	});

	afterAll(async () => {
		await browser?.close();
		await stage?.strike();
	});

	it('is installed in Settings → Community nodes', async () => {
		await editor.installPackage(SCOPED_NAME);
		const card = await editor.packageCardText(SCOPED_NAME);
		expect(card).toContain('v0.1.0');
		expect(card).toMatch(/3 nodes:\s+Monitor Trigger,\s*Monitor,\s*Monitor Query/);
		await screenshot(page, 'community-nodes');
	});

	it.each(['light', 'dark'] as const)('has its three nodes and their icons in the node picker, %s', async (theme) => {
		await editor.newWorkflow();
		await editor.useTheme(theme);
		await editor.searchNode('Monitor');
		// n8n shows a trigger and an action node of one name as one entry; the trigger stands inside.
		expect(await iconIn(editor.nodeEntry('Monitor'))).toMatch(icon('Monitor', theme));
		expect(await iconIn(editor.nodeEntry('Monitor Query'))).toMatch(icon('MonitorQuery', theme));
		await screenshot(page, `node-picker-${theme}`);
		await editor.pickNode('Monitor');
		expect(await iconIn(editor.triggerEntry())).toMatch(icon('MonitorTrigger', theme));
		await screenshot(page, `node-picker-trigger-${theme}`);
		await editor.useTheme('light');
	});

	it('records once a monitor is published', async () => {
		const data = { ...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring' };
		const { id, name } = await client.createCredential('Monitoring database', 'monitorPostgresApi', data);
		({ id: monitorId } = await rig.publish(client, withPrefix(rig.samples.monitor({ id, name }), SCOPED_NAME)));
		shop = await rig.publishShop(client, { stubUrl: stage.stub.url });
		await recordsAs('0.1.0');
		await during(async () => {});
	});

	it('is updated by clicking while executions run, without a gap or a double', async () => {
		await stage.release('0.1.1');
		expect(await editor.packageCardText(SCOPED_NAME)).toContain('Update');
		await screenshot(page, 'community-nodes-update');
		await during(async () => await editor.updatePackage(SCOPED_NAME));
		expect(await editor.packageCardText(SCOPED_NAME)).toContain('v0.1.1');
		await recordsAs('0.1.1');
		await startsOnFailure();
	});

	it('is downgraded while executions run, without a gap or a double', async () => {
		await during(async () => await client.request('PATCH', '/rest/community-packages', { name: SCOPED_NAME, version: '0.1.0' }));
		expect(await editor.packageCardText(SCOPED_NAME)).toContain('v0.1.0');
		await recordsAs('0.1.0');
		await startsOnFailure();
	});

	it('is uninstalled by clicking: n8n and its workflows go on, nothing of ours does, the data stays', async () => {
		const logged = stage.n8n.log().length;
		const newLog = () => stage.n8n.log().slice(logged);
		await editor.uninstallPackage(SCOPED_NAME);
		await until(() => newLog().includes('the package is no longer installed'), 90_000, 'the agent that notices');
		await until(async () => (await connections()) === 0, 15_000, 'its last connection that closes');
		const before = await rows();
		const { calls, unanswered } = await rig.traffic.makeTraffic(client, { rounds: 1, pause: 100 });
		expect({ calls, unanswered }).toEqual({ calls: 12, unanswered: 0 });
		await client.deactivate(shop.healthy.id);
		const ids = await executionIds();
		await until(async () => await allEnded(ids), 60_000, 'executions that end');
		expect(await connections()).toBe(0);
		expect(await rows()).toEqual(before);
		expect(before.workflow_executions).toBeGreaterThan(24);
		expect(ofOurs(newLog())).toEqual([]);
	});

	it('goes on recording when it is installed again, and starts on failures when it is published again', async () => {
		await editor.installPackage(SCOPED_NAME);
		await recordsAs('0.1.1');
		await during(async () => {});
		await client.deactivate(monitorId);
		await client.activate(monitorId);
		await startsOnFailure();
	});

	/** Runs the shop's workflows while something happens, and expects that n8n's record and ours are equal for all of them. */
	async function during(happening: () => Promise<unknown>): Promise<void> {
		const before = new Set(await executionIds());
		const end = new AbortController();
		const traffic = { calls: 0, unanswered: 0 };
		const made = rig.traffic.makeTraffic(client, { pause: 60, signal: end.signal, traffic });
		await until(async () => (await client.executions({ workflowId: shop.slow.id, status: ['running'] })).length > 0, 30_000, 'an execution in flight');
		const inFlight = (await client.executions({ workflowId: shop.slow.id, status: ['running'] })).map(({ id }) => id);
		await happening();
		const round = traffic.calls + 12;
		await until(() => traffic.calls >= round, 60_000, 'a round of traffic afterwards');
		end.abort();
		await made;
		expect(traffic.unanswered).toBe(0);
		const ids = (await executionIds()).filter((id) => !before.has(id));
		expect(ids.length).toBeGreaterThan(12);
		expect(ids).toEqual(expect.arrayContaining(inFlight));
		await until(async () => await allEnded(ids), 60_000, 'executions that end');
		let found: string[] = [];
		await until(async () => (found = await differences(client, read, ids)).length === 0, 30_000, 'equal records').catch(() => {});
		expect(found).toEqual([]);
		expect(await doubles()).toEqual([]);
	}

	async function executionIds(): Promise<string[]> {
		return (await client.executions()).map(({ id }) => id);
	}

	async function allEnded(ids: string[]): Promise<boolean> {
		const listed = await client.executions();
		return listed.every(({ id, status }) => !ids.includes(id) || ['success', 'error', 'canceled', 'crashed'].includes(status));
	}

	/** What stands twice: the end of an execution, a step of it, its figures, an error. */
	async function doubles() {
		return await read(`
			select 'end' as what, execution_id, count(*)::int as times from workflow_execution_logs
			where node_name is null and message like 'Execution %' group by execution_id having count(*) > 1
			union all
			select 'step ' || step_number, execution_id, count(*)::int from workflow_execution_logs
			where step_number is not null and duration is not null group by execution_id, step_number having count(*) > 1
			union all
			select 'figures', execution_id, count(*)::int from workflow_performance_metrics group by execution_id having count(*) > 1
			union all
			select 'error at ' || coalesce(node_name, ''), execution_id, count(*)::int from workflow_errors
			group by execution_id, node_name, run_index having count(*) > 1`);
	}

	/** The copy of this version has the database open. */
	async function recordsAs(version: string): Promise<void> {
		await until(
			async () => {
				const [instance] = await read<{ package_version: string }>('select package_version from instances');
				return instance?.package_version === version;
			},
			30_000,
			`version ${version} that records`,
		);
	}

	/** A failure starts the monitor's workflow, once. */
	async function startsOnFailure(): Promise<void> {
		const before = (await client.executions({ workflowId: monitorId })).length;
		await client.webhook(rig.samples.PATHS.failing, { query: { run: 3 } });
		await until(async () => (await client.executions({ workflowId: monitorId })).length > before, 20_000, "the monitor's workflow");
		expect((await client.executions({ workflowId: monitorId, status: ['error', 'crashed'] })).length).toBe(0);
	}

	/** Those of others than us to the monitor's database. */
	async function connections(): Promise<number> {
		const [{ count }] = await read<{ count: number }>(`
			select count(*)::int as count from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
		return count;
	}

	/** How many rows each of the monitor's tables holds. */
	async function rows(): Promise<Record<string, number>> {
		const tables = ['workflow_executions', 'workflow_execution_logs', 'workflow_errors', 'workflow_performance_metrics', 'monitoring_alerts'];
		const counts = await read<{ name: string; count: number }>(
			tables.map((name) => `select '${name}' as name, count(*)::int as count from ${name}`).join(' union all '),
		);
		return Object.fromEntries(counts.map(({ name, count }) => [name, count]));
	}

	/** Lines of n8n's log that tell of trouble with us. */
	function ofOurs(log: string): string[] {
		return log
			.split('\n')
			.filter((line) => /Unrecognized node type|an error of ours|could not start its workflow/.test(line) || /n8n-nodes-monitor.*error/i.test(line));
	}

	/** The address of a picture that has been loaded. */
	async function iconIn(entry: ReturnType<Editor['nodeEntry']>): Promise<string> {
		const image = entry.locator('img').first();
		await image.waitFor();
		await until(async () => await image.evaluate((element: { naturalWidth?: number }) => (element.naturalWidth ?? 0) > 0), 10_000, 'an icon');
		return (await image.getAttribute('src')) ?? '';
	}

	function icon(node: string, theme: 'light' | 'dark'): RegExp {
		return new RegExp(`/icons/${SCOPED_NAME}/dist/nodes/${node}/\\w+${theme === 'dark' ? '\\.dark' : ''}\\.svg$`);
	}
});
