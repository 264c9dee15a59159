import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, ITaskData, IWorkflowBase } from 'n8n-workflow';
import { modelFactsOf } from '../../monitoring/capture/model-facts';
import { observe } from '../../monitoring/capture/observation';
import { Storyteller } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY, type CapturePolicy } from '../../monitoring/model/monitor-settings';
import type { ModelUsageRecord, MonitorRecord } from '../../monitoring/model/records';
import { recordedHooks, replay } from '../support/host-shapes';
import { storyOptions } from '../support/story-options';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const MODEL = { name: 'Model', id: 'm', type: `${LANGCHAIN}.lmChatOpenAi`, typeVersion: 1.2, parameters: { model: { __rl: true, value: 'gpt-4o' } } } as unknown as INode;
const ASKED = '2+2';

function usageOf(records: readonly MonitorRecord[]): ModelUsageRecord[] {
	return records.flatMap((record) => (record.table === 'model_usage' ? [record.row] : []));
}

function told(name: string, nodes: INode[], policy: Partial<CapturePolicy> = {}): ModelUsageRecord[] {
	const storyteller = new Storyteller(storyOptions({ policy: () => ({ ...DEFAULT_POLICY, ...policy }) }));
	return usageOf(replay(recordedHooks(name), { nodes }).flatMap((seen) => storyteller.tell(seen).records));
}

/** One run of one node. */
function ofRun(node: Partial<INode>, task: Partial<ITaskData>): ModelUsageRecord[] {
	const workflowData = { id: 'wf', name: 'Workflow', nodes: [{ id: 'n', name: 'Node', typeVersion: 1, parameters: {}, ...node }] } as unknown as IWorkflowBase;
	const seen = observe('nodeExecuteAfter', { executionId: '1', mode: 'webhook', workflowData }, ['Node', { startTime: 1_795_570_530_000, executionTime: 9, executionIndex: 0, source: [], ...task }, undefined], 1_795_570_531_000);
	return usageOf(new Storyteller(storyOptions()).tell(seen!).records);
}

function asked(options: object, answer: object = {}): Partial<ITaskData> {
	return { data: { ai_languageModel: [[{ json: answer as never }]] }, inputOverride: { ai_languageModel: [[{ json: { options } as never }]] } };
}

const CALL = { provider: 'openai_compatible', model: 'stub-model', estimated: false, failed: false, error_type: null };

describe('usage of language models', () => {
	it.each([
		['a chain', 'aichain', [{ ...CALL, parent_node: 'Chain', input_tokens: 11, output_tokens: 7, latency: 43 }]],
		['a chain whose model tells no tokens', 'aichain13', [{ ...CALL, parent_node: 'Chain', input_tokens: 4, output_tokens: 1, estimated: true }]],
		['an agent, each call of its own', 'aiagent', [{ ...CALL, parent_node: 'Agent', run_index: 0, input_tokens: 11 }, { ...CALL, parent_node: 'Agent', run_index: 1, input_tokens: 11 }]],
		['an older agent', 'aiagent17', [{ ...CALL, run_index: 0, output_tokens: 7 }, { ...CALL, run_index: 1, output_tokens: 7 }]],
	])('is told of %s', (_, shape, expected) => {
		const rows = told(shape, [MODEL]);
		expect(rows).toMatchObject(expected);
		expect(rows).toHaveLength(expected.length);
		expect(new Set(rows.map(({ id_key }) => id_key)).size).toBe(rows.length);
	});

	it('is told of a node that asks itself, with the sum of its items', () => {
		const node = { ...MODEL, name: 'OpenAI', type: `${LANGCHAIN}.openAi`, parameters: { modelId: { value: 'gpt-4o-mini' } } };
		expect(told('aiopenai', [node])).toMatchObject([{ node_name: 'OpenAI', provider: 'openai', model: 'gpt-4o-mini', parent_node: null, input_tokens: 11, output_tokens: 7, estimated: false }]);
	});

	it('holds nothing of what was asked and answered, nor of keys', () => {
		const text = JSON.stringify([...told('aiagent', [MODEL]), ...told('aiopenai', [])]);
		for (const part of [ASKED, 'hello', 'OPENAI_API_KEY', 'org-EXAMPLE']) expect(text).not.toContain(part);
	});

	it('has the model as the node says it, not as data made it, where n8n redacts', () => {
		expect(told('aichain', [MODEL], { redacted: true })).toMatchObject([{ model: 'gpt-4o', input_tokens: 11 }]);
	});

	it('counts a call that failed, with its latency and without tokens', () => {
		const shapes = path.join(__dirname, '..', 'corpora', 'host-shapes', 'errors.nodeExecuteAfter.json');
		const { aifail } = JSON.parse(readFileSync(shapes, 'utf8')) as Record<string, { task: ITaskData }>;
		const task = { ...aifail.task, inputOverride: aifail.task.data } as ITaskData;
		expect(ofRun({ ...MODEL, name: 'Node' }, { ...task, startTime: 1_795_570_530_000 })).toMatchObject([
			{ model: 'stub-model', failed: true, error_type: expect.any(String), input_tokens: null, output_tokens: null, latency: 7 },
		]);
	});

	it.each<[string, Partial<INode>, Partial<ITaskData>, Array<Partial<ModelUsageRecord>>]>([
		['a node that asks for text and fails', { type: `${LANGCHAIN}.anthropic`, parameters: { modelId: 'claude' } }, { executionStatus: 'error', error: { message: 'No' } as never }, [{ provider: 'anthropic', model: 'claude', failed: true }]],
		['one that fails to make a picture', { type: `${LANGCHAIN}.openAi`, parameters: { resource: 'image' } }, { executionStatus: 'error', error: { message: 'No' } as never }, []],
		['embeddings', { type: `${LANGCHAIN}.embeddingsOpenAi` }, { data: { ai_embedding: [[{ json: { response: [1] } }]] } }, []],
		['a tool', { type: `${LANGCHAIN}.toolCalculator` }, { data: { ai_tool: [[{ json: { response: '4' } }]] } }, []],
		['any other node', { type: 'n8n-nodes-base.set' }, { data: { main: [[{ json: { tokenUsage: { promptTokens: 3 } } }]] } }, []],
		['a selector, whose model is told itself', { type: `${LANGCHAIN}.modelSelector` }, asked({ model: 'a' }), []],
		['a model of a community package', { type: 'n8n-nodes-x.theirModel' }, asked({ model_name: 'a' }, { tokenUsage: { promptTokens: 2, completionTokens: 3 } }), [{ provider: null, model: 'a', input_tokens: 2, output_tokens: 3 }]],
		['OpenAI itself', { type: `${LANGCHAIN}.lmChatOpenAi` }, asked({ model: 'a', configuration: { baseURL: 'https://api.openai.com/v1' } }), [{ provider: 'openai', input_tokens: null }]],
		['what only looks like it', { type: `${LANGCHAIN}.lmChatOpenAi` }, asked({ model: 'a', configuration: { baseURL: 'https://api.openai.com.example/v1' } }), [{ provider: 'openai_compatible' }]],
		['tokens that are none', { type: `${LANGCHAIN}.lmChatGroq` }, asked({ model: 'a' }, { tokenUsage: { promptTokens: -1, completionTokens: 'many' } }), [{ provider: 'groq', input_tokens: null, output_tokens: null }]],
		['a model called like a key', { type: `${LANGCHAIN}.lmChatGroq` }, asked({ model: `sk-proj-${'a1B2'.repeat(12)}` }), [{ model: expect.not.stringContaining('a1B2a1B2') as never }]],
	])('knows %s', (_, node, task, expected) => {
		const rows = ofRun({ ...node, name: 'Node' }, task);
		expect(rows).toHaveLength(expected.length);
		expect(rows).toMatchObject(expected);
	});

	it.each([
		['lmChatAwsBedrock', 'aws_bedrock'], ['lmOllama', 'ollama'], ['lmChatGoogleGemini', 'google'], ['lmChatMistralCloud', 'mistral'], ['googleGemini', 'google'], ['openAiTool', 'openai'],
	])('knows the provider of %s', (type, provider) => {
		expect(modelFactsOf({ ...MODEL, type: `${LANGCHAIN}.${type}` })).toMatchObject({ provider });
	});
});
