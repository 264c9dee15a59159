import type { ITaskData } from 'n8n-workflow';
import { INTEGER_MAX } from '../model/limits';
import { capturedName } from './captured-text';
import type { RunEnd } from './node-row';
import type { Telling } from './telling';

/** Hands on another node's model, whose own run is told as well. */
const RELAY = /(^|\.)modelSelector$/;

/** Keys under which the clients of models hold the model's name. */
const MODEL_KEYS = ['model', 'model_name', 'model_id', 'azure_openai_api_deployment_name', 'deployment_name'];

type Fields = Record<string, unknown>;

/**
 * The row of a run in which a language model was asked; nothing for other runs. Of what it was asked and what it
 * answered nothing is read but the numbers of tokens.
 */
export function tellModelUsage(telling: Telling, run: RunEnd): void {
	const { task, runIndex } = run.seen;
	const { node, open, error } = run;
	const isSubNode = task.data?.ai_languageModel !== undefined || task.inputOverride?.ai_languageModel !== undefined;
	const asks = task.metadata?.tokenUsage !== undefined || (error !== null && node.model?.asks === true);
	if (!(isSubNode || asks) || RELAY.test(node.type)) return;
	const { story, policy } = telling;
	const options = isSubNode ? fieldsOf(firstItem(task.inputOverride)?.options) : undefined;
	// A name that an expression has made of data stays out where n8n redacts data.
	const model = (policy.redacted ? null : requestedModel(options)) ?? node.model?.model ?? null;
	const provider = providerOf(node.model?.provider ?? null, options);
	telling.add({
		table: 'model_usage',
		row: {
			id_key: ['model', story.executionId, node.key, story.segment, runIndex].join('\0'),
			workflow_id: story.workflowId,
			execution_id: story.executionId,
			timestamp: run.at,
			node_id: node.id,
			node_name: node.name,
			parent_node: open?.parent?.node ?? null,
			run_index: runIndex,
			provider: provider === null ? null : capturedName(provider, 'provider'),
			model: model === null ? null : capturedName(model, 'model'),
			...tokensOf(task),
			failed: error !== null,
			error_type: error?.error_type ?? null,
			latency: Math.min(run.duration, INTEGER_MAX),
		},
	});
}

interface Tokens {
	input_tokens: number | null;
	output_tokens: number | null;
	estimated: boolean;
}

/** A sub-node puts them beside its answer; a node that asks itself has the sum over its items in its metadata. */
function tokensOf({ data, metadata }: ITaskData): Tokens {
	const answer = firstItem(data);
	const told = fieldsOf(answer?.tokenUsage);
	const usage = told ?? fieldsOf(answer?.tokenUsageEstimate);
	const sum = metadata?.tokenUsage;
	return {
		input_tokens: count(usage?.promptTokens ?? sum?.inputTokens),
		output_tokens: count(usage?.completionTokens ?? sum?.outputTokens),
		estimated: told === undefined && usage !== undefined,
	};
}

function count(value: unknown): number | null {
	return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : null;
}

function requestedModel(options: Fields | undefined): string | null {
	for (const key of MODEL_KEYS) {
		const value = options?.[key];
		if (typeof value === 'string' && value !== '') return value;
	}
	return null;
}

/** What speaks as OpenAI does at another address may be anybody's. */
function providerOf(provider: string | null, options: Fields | undefined): string | null {
	const url = fieldsOf(options?.configuration)?.baseURL;
	if (provider !== 'openai' || typeof url !== 'string') return provider;
	return /^https:\/\/([\w-]+\.)*openai\.com(?=[:/]|$)/i.test(url) ? provider : 'openai_compatible';
}

function firstItem(data: ITaskData['data']): Fields | undefined {
	return fieldsOf(data?.ai_languageModel?.[0]?.[0]?.json);
}

function fieldsOf(value: unknown): Fields | undefined {
	return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
