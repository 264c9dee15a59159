import path from 'node:path';
import { startModelStub, type ChatRequest, type Move, type OfferedTool } from '../support/model-stub';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

const FAILING = 'Ship the orders';
const AGENT = '@n8n/n8n-nodes-langchain.agent';
const MODEL = '@n8n/n8n-nodes-langchain.lmChatOpenAi';

describe('the nodes as tools of an AI agent', () => {
	let rig: Rig;
	let stage: Stage;
	let client: N8nClient;
	let read: Read;
	let model: Awaited<ReturnType<typeof startModelStub>>;
	let credential: { id: string; name: string };
	let modelCredential: { id: string; name: string };

	beforeAll(async () => {
		rig = await loadRig();
		const withoutSqlite = path.join(__dirname, '../support/without-sqlite.cjs');
		stage = await rig.setStage({ tarball: tarball(), fast: true, env: { NODE_OPTIONS: `--require ${withoutSqlite}` } });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		model = await startModelStub(decide);
		({ credential } = await rig.publishMonitor(client, stage.monitorDatabase));
		const made = await client.createCredential('Model', 'openAiApi', { apiKey: 'none', url: model.url });
		modelCredential = { id: made.id, name: made.name };
		await until(async () => (await read('select 1 from instances')).length === 1, 30_000, 'recording');
	});

	afterAll(async () => {
		await model?.stop();
		await stage?.strike();
	});

	/** A model that knows nothing but what it is asked and what the tools say of themselves. */
	function decide({ messages, tools = [] }: ChatRequest): Move {
		const last = messages[messages.length - 1];
		if (last.role === 'tool') return { answer: answerFrom(String(last.content)) };
		const question = messages.findLast(({ role }) => role === 'user');
		const wanted = /failed/.test(String(question?.content)) ? /what failed/i : /alert/i;
		const tool = tools.map((each) => each.function).find(({ description }) => wanted.test(description));
		return tool === undefined ? { answer: 'I have no tool for that' } : { tool: tool.name, arguments: filledIn(tool) };
	}

	function filledIn({ parameters }: OfferedTool): object {
		const today = Object.entries(parameters.properties ?? {}).filter(([, { description }]) => /today/.test(description ?? ''));
		return Object.fromEntries(today.map(([name]) => [name, 'today']));
	}

	function answerFrom(result: string): string {
		const rows = rowsIn(result);
		if (rows === null || rows.some(({ error }) => error !== undefined)) return `That was refused: ${result}`;
		return `Failed today: ${rows.map(({ workflow_name, error_message }) => `${String(workflow_name)} (${String(error_message)})`).join(', ')}`;
	}

	function rowsIn(result: string): Array<Record<string, unknown>> | null {
		try {
			const parsed: unknown = JSON.parse(result);
			return Array.isArray(parsed) ? parsed : null;
		} catch {
			return null;
		}
	}

	/** Asks an agent that has this tool; returns what it says, and what the model was asked meanwhile. */
	async function ask(question: string, type: string, parameters: object): Promise<{ said: string; requests: ChatRequest[]; executionId: string }> {
		const { json } = rig;
		const agent = json.workflow(
			`Agent with ${type}`,
			[json.node('Start', 'manualTrigger', 1), json.node('Agent', AGENT, 3, { promptType: 'define', text: question, options: {} })],
			json.inLine('Start', 'Agent'),
		);
		const inside = [
			json.node('Model', MODEL, 1.2, { model: { __rl: true, mode: 'id', value: 'stub' }, options: {} }, { credentials: { openAiApi: modelCredential } }),
			json.node('Monitoring', `n8n-nodes-monitor.${type}`, 1, { ...parameters }, { credentials: { monitorPostgresApi: credential } }),
		];
		const feeds = (kind: string) => ({ [kind]: [[{ node: 'Agent', type: kind, index: 0 }]] });
		const connections = { ...agent.connections, Model: feeds('ai_languageModel'), Monitoring: feeds('ai_tool') };
		const { id } = await client.createWorkflow({ ...agent, nodes: [...agent.nodes, ...inside], connections } as never);
		const before = model.requests.length;
		const executionId = await client.runManually(id, { triggerName: 'Start' });
		const execution = await client.untilEnded(executionId);
		const run = execution.data.resultData.runData.Agent?.[0] as { data?: { main: Array<Array<{ json: { output: string } }>> } } | undefined;
		return { said: run?.data?.main[0]?.[0]?.json.output ?? JSON.stringify(execution.data.resultData.error), requests: model.requests.slice(before), executionId };
	}

	it('answer "what failed today?" from what is recorded', async () => {
		const { json } = rig;
		await rig.publish(client, json.workflow(
			FAILING,
			[json.node('Webhook', 'webhook', 2, { path: 'ship', options: {} }, { webhookId: 'ship' }), json.node('Stop', 'stopAndError', 1, { errorMessage: 'The carrier is away' })],
			json.inLine('Webhook', 'Stop'),
		));
		await client.webhook('ship');
		await until(async () => (await read("select 1 from workflow_errors where error_message = 'The carrier is away'")).length === 1, 30_000, 'the error');

		const { said, requests } = await ask('What failed today?', 'monitorQueryTool', { resource: 'error', operation: 'getAll' });
		expect(said).toBe(`Failed today: ${FAILING} (The carrier is away)`);
		const [offered] = requests[0].tools ?? [];
		expect(offered.function).toMatchObject({
			name: 'Monitoring',
			description: expect.stringMatching(/^Lists what failed in this n8n, newest first: workflow_name/),
			parameters: { properties: { Time_Range: { type: 'string', description: expect.stringContaining('last 24 hours') } }, required: ['Time_Range'] },
		});
	});

	it('refuse at run time what a model may not do', async () => {
		await read(`insert into monitoring_alerts (id, instance_id, workflow_id, alert_type, severity, title)
			select '01900000-0000-7000-8000-00000000000a', instance_id, 'wf', 'error', 'warning', 'Look after me' from instances`);
		const alertId = '01900000-0000-7000-8000-00000000000a';
		const resolving = await ask('Close the alert', 'monitorTool', { resource: 'alert', operation: 'resolve', alertId, toolDescription: 'Closes an alert' });
		expect(resolving.said).toContain('As an AI tool this node may acknowledge alerts');
		const acknowledging = await ask('Acknowledge the alert', 'monitorTool', { resource: 'alert', operation: 'acknowledge', alertId, acknowledgedBy: 'the model' });
		expect(acknowledging.requests[0].tools?.[0].function.description).toMatch(/^Notes that somebody looks after an alert/);
		const rows = await read('select acknowledged, acknowledged_by, resolved from monitoring_alerts where id = $1', [alertId]);
		expect(rows).toEqual([{ acknowledged: true, acknowledged_by: 'the model', resolved: false }]);
	});

	it('leave what the model used in our tables, and nothing of what it was asked or answered', async () => {
		const asked = 'Which colour has the zebra-4711?';
		const { said, executionId } = await ask(asked, 'monitorQueryTool', { resource: 'log', operation: 'getAll' });
		expect(said).toBe('I have no tool for that');
		const usage = async () =>
			await read(`select node_name, parent_node, provider, model, input_tokens::int, output_tokens::int, estimated, failed, latency from model_usage
				where execution_id = $1`, [executionId]);
		await until(async () => (await usage()).length > 0, 30_000, 'the usage');
		expect(await usage()).toEqual([
			{ node_name: 'Model', parent_node: 'Agent', provider: 'openai_compatible', model: 'stub', input_tokens: 11, output_tokens: 7, estimated: false, failed: false, latency: expect.any(Number) },
		]);
		const [agent] = await read(`select count(*)::int as runs, sum(input_tokens)::int as input_tokens, sum(output_tokens)::int as output_tokens
			from model_usage group by execution_id order by runs desc limit 1`);
		expect(agent).toEqual({ runs: 2, input_tokens: 22, output_tokens: 14 });
		const tables = await read("select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'");
		expect(tables.length).toBeGreaterThan(15);
		for (const { table_name: table } of tables) {
			for (const text of [asked, 'zebra-4711', said]) {
				const found = await read(`select t::text from ${String(table)} t where strpos(t::text, $1) > 0`, [text]);
				expect({ table, text, found }).toEqual({ table, text, found: [] });
			}
		}
	});
});
