import type { Browser, Page } from 'playwright-core';
import { openBrowser, screenshot } from '../support/browser';
import { Editor } from '../support/editor';
import { startMailServer, type MailServer } from '../support/mail-server';
import { paper } from '../support/papers';
import { SCOPED_NAME, setRegistryStage, type RegistryStage } from '../support/registry-stage';
import { describeWith } from '../support/required';
import { loadRig, until, type Rig } from '../support/stage';

jest.setTimeout(300_000);

const FAILING = 'Ship the orders';

// The steps of the README's "Install it in your own n8n", walked by somebody who has nothing but the editor.
describeWith('chromium', 'MONITOR_TEST_CHROMIUM', 'from nothing to a mail when something fails', (chromium) => {
	let rig: Rig;
	let stage: RegistryStage;
	let mailServer: MailServer;
	let browser: Browser;
	let page: Page;
	let editor: Editor;

	beforeAll(async () => {
		rig = await loadRig();
		mailServer = await startMailServer();
		stage = await setRegistryStage();
		await stage.release('0.1.0');
		({ browser, page } = await openBrowser(chromium));
		editor = new Editor(page, stage.n8n.url);
		await editor.signIn(stage.owner);
	});

	afterAll(async () => {
		await browser?.close();
		await stage?.strike();
		await mailServer?.stop();
	});

	/** The steps as the README has them. */
	function steps(): string[] {
		const [, section] = /^## Install it in your own n8n\n([\s\S]*?)^## /m.exec(paper('README.md')) ?? [];
		return section.split('\n').filter((line) => /^\d+\. /.test(line));
	}

	/** What the README has somebody type into a field. */
	function typed(field: string): string {
		const [, text] = new RegExp(`${field} \`([^\`]+)\``).exec(steps().join('\n')) ?? [];
		return text;
	}

	it('takes at most eight steps', () => {
		expect(steps().length).toBeLessThanOrEqual(8);
		expect([typed('\\*Subject\\*'), typed('\\*HTML\\*')]).toEqual([expect.stringContaining('workflow.name'), expect.stringContaining('execution.url')]);
	});

	it('step 1: Settings → Community nodes → Install', async () => {
		await editor.installPackage(SCOPED_NAME);
	});

	it('step 3: a new workflow, Monitor Trigger, its credential', async () => {
		await editor.newWorkflow();
		await editor.searchNode('Monitor Trigger');
		await editor.pickNode('Monitor');
		await editor.pickAction('On a failed execution');
		await editor.startCredential();
		await editor.fillCredential(stage.monitorDatabase);
		await editor.saveCredential();
		await editor.untilCredentialIsSaved();
		await editor.closeNode();
	});

	it('step 4: Send Email behind it, with the mail server as its credential', async () => {
		await editor.addBehind('Monitor Trigger');
		await editor.searchNode('Send Email');
		await editor.pickNode('Send Email');
		await editor.pickAction('Send an Email');
		await editor.startCredential();
		await editor.fillCredential({ host: mailServer.host, port: mailServer.port });
		await editor.switchInCredential('secure');
		await editor.saveCredential();
		await editor.untilCredentialIsSaved();
	});

	it('step 5: from whom, to whom, and what it says', async () => {
		await editor.fill('fromEmail', 'n8n@example.com');
		await editor.fill('toEmail', 'ann@example.com');
		await editor.fill('subject', typed('\\*Subject\\*'));
		await editor.fill('html', typed('\\*HTML\\*'));
		await screenshot(page, 'send-email');
		await editor.closeNode();
	});

	it('step 6: publish, and the next failure is a mail with the name of the workflow and a link to the execution', async () => {
		expect(await editor.publish()).toContain('Executions are now recorded.');
		const monitorId = editor.workflowId();
		await until(async () => (await stage.read('select 1 from instances')).length === 1, 30_000, 'recording');
		const { client } = stage;
		const { json } = rig;
		const failing = await rig.publish(client, json.workflow(
			FAILING,
			[json.node('Webhook', 'webhook', 2, { path: 'ship', options: {} }, { webhookId: 'ship' }), json.node('Stop', 'stopAndError', 1, { errorMessage: 'The carrier is away' })],
			json.inLine('Webhook', 'Stop'),
		));
		await until(async () => (await client.webhook('ship')).status === 200, 30_000, 'the webhook');
		await until(async () => (await client.executions({ workflowId: monitorId })).length > 0, 60_000, 'a start of the workflow');
		const [started] = await client.executions({ workflowId: monitorId });
		const { status, data } = await client.untilEnded(started.id);
		expect({ status, error: data.resultData.error?.message }).toEqual({ status: 'success', error: undefined });
		const [mail] = mailServer.mails;
		expect(mail).toMatchObject({ from: 'n8n@example.com', to: ['ann@example.com'] });
		expect(mail.text).toMatch(new RegExp(`^Subject: ${FAILING} failed$`, 'm'));
		const [execution] = await client.executions({ workflowId: failing.id });
		const body = mail.text.replace(/=\n/g, '').replace(/=3D/g, '=');
		expect(body).toContain('The carrier is away');
		expect(body).toContain(`/workflow/${failing.id}/executions/${execution.id}`);
	});
});
