import type { Browser, Page } from 'playwright-core';
import { openBrowser, screenshot } from '../support/browser';
import { Editor } from '../support/editor';
import { SCOPED_NAME, setRegistryStage, type RegistryStage } from '../support/registry-stage';
import { describeWith } from '../support/required';
import { loadRig, until, type Rig } from '../support/stage';

jest.setTimeout(300_000);

// The steps of the README's "Install it in your own n8n", walked as somebody does who follows only them. The
// second one, a Postgres with a database, is there.
describeWith('chromium', 'MONITOR_TEST_CHROMIUM', 'the first minutes, by the README alone', (chromium) => {
	let rig: Rig;
	let stage: RegistryStage;
	let browser: Browser;
	let page: Page;
	let editor: Editor;
	let monitorId: string;

	beforeAll(async () => {
		rig = await loadRig();
		stage = await setRegistryStage();
		await stage.release('0.1.0');
		({ browser, page } = await openBrowser(chromium));
		editor = new Editor(page, stage.n8n.url);
		await editor.signIn(stage.owner);
	});

	afterAll(async () => {
		await browser?.close();
		await stage?.strike();
	});

	it('step 1: Settings → Community nodes → Install', async () => {
		await editor.installPackage(SCOPED_NAME);
	});

	it('step 3: a new workflow, Monitor Trigger, its credential', async () => {
		await editor.newWorkflow();
		await editor.searchNode('Monitor Trigger');
		await editor.pickNode('Monitor');
		await editor.pickTrigger();
		await editor.chosen('status', /^Not recording: no Monitor Trigger is published$/);
		await editor.startCredential();
		const { password, ...fields } = stage.monitorDatabase;
		await editor.fillCredential({ ...fields, password: 'mistyped' });
		await editor.saveCredential();
		expect(await editor.whatCredentialTestSays()).toMatch(/password/i);
		await screenshot(page, 'credential-refused');
		await editor.fillCredential({ password });
		await editor.saveCredential();
		await editor.untilCredentialIsSaved();
		expect(await editor.reopenCredential()).toContain('Connection tested successfully');
		await screenshot(page, 'credential-tested');
		await editor.closeCredential();
	});

	it('step 4: nothing need be connected; the trigger shows a sample that says what is missing', async () => {
		await editor.executeStep();
		await editor.showOutputAs('JSON');
		// The view of JSON is loaded when it is first asked for.
		await until(async () => /publish/i.test(await editor.output()), 30_000, 'the sample in the output');
		await screenshot(page, 'monitor-trigger-sample');
		await editor.closeNode();
	});

	it('step 6: publish', async () => {
		expect(await editor.publish()).toContain('Executions are now recorded.');
		monitorId = editor.workflowId();
		await until(async () => (await stage.read('select 1 from instances')).length === 1, 30_000, 'recording');
		await editor.openWorkflow(monitorId);
		await editor.openNode('Monitor Trigger');
		await editor.chosen('status', /^Recording since /);
		await screenshot(page, 'monitor-trigger-recording');
	});

	it('shows the first recorded executions in the editor', async () => {
		const { client } = stage;
		const shop = await rig.publishShop(client, { stubUrl: stage.stub.url });
		await rig.traffic.makeTraffic(client, { rounds: 1, pause: 100 });
		await client.deactivate(shop.healthy.id);
		await until(async () => (await client.executions({ status: ['running', 'new'] })).length === 0, 30_000, 'executions that end');
		const ended = (await client.executions()).filter(({ mode }) => mode === 'webhook' || mode === 'trigger').length;

		await editor.newWorkflow();
		await editor.searchNode('Monitor Query');
		await editor.pickNode('Monitor Query');
		await editor.pickAction('Get the dashboard');
		await until(async () => {
			await editor.executeStep();
			await editor.showOutputAs('JSON');
			await until(async () => /"total_executions"/.test(await editor.output()), 10_000, 'the output as JSON');
			return totalIn(await editor.output()) >= ended;
		}, 30_000, `a dashboard that counts ${ended} executions`);
		await screenshot(page, 'dashboard');
	});

	function totalIn(output: string): number {
		return Number(/"total_executions":\s*(\d+)/.exec(output)?.[1] ?? 0);
	}
});
