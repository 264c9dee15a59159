import type { Browser, Page } from 'playwright-core';
import type { INodeTypeDescription } from 'n8n-workflow';
import { Monitor } from '../../nodes/Monitor/Monitor.node';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { MonitorTrigger } from '../../nodes/MonitorTrigger/MonitorTrigger.node';
import { operationsOf } from '../../nodes/operations';
import { asTool, visibleProperties } from '../nodes/Monitor/execute-context';
import { openBrowser, screenshot } from '../support/browser';
import { Editor } from '../support/editor';
import { setEmptyStage, type EmptyStage } from '../support/editor-stage';
import { pictureOf } from '../support/nodes-paper';
import { describeWith } from '../support/required';
import { loadRig, tarball, type Rig } from '../support/stage';

jest.setTimeout(300_000);

interface Panel {
	/** The picture's name is the node's too. */
	name: string;
	node: INodeTypeDescription;
	parameters: { resource?: string; operation?: string };
}

/** One panel for each node and resource, with the operation that most people look for. */
const PANELS: Panel[] = [
	{ name: pictureOf('monitorTrigger'), node: new MonitorTrigger().description, parameters: {} },
	...[new Monitor().description, new MonitorQuery().description].flatMap((node) => {
		const operations = operationsOf(node.properties);
		return [...new Set(operations.map(({ resource }) => resource))].map((resource) => ({
			name: pictureOf(node.name, resource),
			node,
			parameters: { resource, operation: mostWanted(operations.filter((each) => each.resource === resource).map(({ operation }) => operation)) },
		}));
	}),
];

function mostWanted(operations: string[]): string {
	return ['getAll', 'create'].find((each) => operations.includes(each)) ?? operations[0];
}

/** The same nodes as tools of an AI agent. */
const TOOLS: Panel[] = [
	{ name: pictureOf('monitorTool'), node: asTool(new Monitor().description), parameters: { resource: 'alert', operation: 'acknowledge' } },
	{ name: pictureOf('monitorQueryTool'), node: asTool(new MonitorQuery().description), parameters: { resource: 'error', operation: 'getAll' } },
];

describeWith('chromium', 'MONITOR_TEST_CHROMIUM', "the nodes' panels in the editor", (chromium) => {
	let rig: Rig;
	let stage: EmptyStage;
	let browser: Browser;
	let page: Page;
	let editor: Editor;

	beforeAll(async () => {
		rig = await loadRig();
		const { installPackage } = await import('../../demo/package-install.mjs');
		stage = await setEmptyStage({ prepare: (userFolder) => void installPackage({ tarball: tarball(), userFolder }) });
		const { client, monitorDatabase, owner, n8n } = stage;
		const { id, name } = await client.createCredential('Monitoring database', 'monitorPostgresApi', { ...monitorDatabase, ssl: 'disable', schema: 'monitoring' });
		const credentials = { monitorPostgresApi: { id, name } };
		const { json } = rig;
		const nodes = [...PANELS, ...TOOLS].map((panel) => json.node(panel.name, `n8n-nodes-monitor.${panel.node.name}`, 1, panel.parameters, { credentials }));
		const workflow = await client.createWorkflow(json.workflow('Panels', nodes, {}));
		({ browser, page } = await openBrowser(chromium));
		await page.setViewportSize({ width: 1200, height: 1000 });
		editor = new Editor(page, n8n.url);
		await editor.signIn(owner);
		await editor.openWorkflow(workflow.id);
	});

	afterAll(async () => {
		await browser?.close();
		await stage?.strike();
	});

	it.each([...PANELS, ...TOOLS])('$name shows its fields by their names', async ({ name, node, parameters }) => {
		await editor.openNode(name);
		const fields = visibleProperties(node, parameters).filter(({ type }) => type !== 'notice');
		const panel = editor.settings();
		for (const { displayName } of fields) await panel.getByText(displayName, { exact: true }).first().waitFor();
		await screenshot(page, name, panel);
		await editor.closeNode();
	});

	it('offer a model what it may do, and leave to it what it knows', async () => {
		await editor.openNode(TOOLS[0].name);
		expect(await editor.choices('resource')).toEqual(['Alert', 'Error Group']);
		expect(await editor.choices('operation')).toEqual(['Acknowledge', 'Comment']);
		await editor.closeNode();
		await editor.openNode(TOOLS[1].name);
		await editor.settings().getByText('Defined automatically by the model').first().waitFor();
		await editor.closeNode();
	});
});
