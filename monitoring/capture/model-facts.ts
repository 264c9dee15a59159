import type { INode } from 'n8n-workflow';

/** What a node's type and parameters say of the language model that it asks. */
export interface ModelFacts {
	provider: string;
	/** As it is chosen in the node; null where an expression decides. Not masked yet. */
	model: string | null;
	/** It asks a model itself, for text, so that its failure is one of the model. */
	asks: boolean;
}

const PACKAGE = '@n8n/n8n-nodes-langchain.';

/** n8n's sub-nodes are called after whose models they give. */
const SUB_NODE = /(?:^|\.)lm(?:Chat)?([A-Z]\w*)$/;

/** Nodes of n8n's that ask a model themselves; as tools of an agent their types end so. */
const VENDORS = /^(openAi|anthropic|googleGemini|ollama|alibabaCloud|minimax|moonshot)(?:Tool)?$/;

/** Those whose name, in small letters, is not the provider's as people write it. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
	['alibabacloud', 'alibaba'],
	['awsbedrock', 'aws_bedrock'],
	['azureopenai', 'azure_openai'],
	['googlegemini', 'google'],
	['googlevertex', 'google_vertex'],
	['mistralcloud', 'mistral'],
	['openhuggingfaceinference', 'huggingface'],
	['vercelaigateway', 'vercel'],
	['xaigrok', 'xai'],
]);

/** Null for types that are not known to ask a model. */
export function modelFactsOf(node: INode): ModelFacts | null {
	const { type } = node;
	const vendor = type.startsWith(PACKAGE) ? VENDORS.exec(type.slice(PACKAGE.length)) : null;
	const name = (vendor ?? SUB_NODE.exec(type))?.[1].toLowerCase();
	if (name === undefined) return null;
	return { provider: PROVIDERS.get(name) ?? name, model: chosenModel(node), asks: vendor !== null && isText(node) };
}

/** Whether these are the facts of a node of the same type. */
export function sameModel({ model, asks }: ModelFacts, node: INode): boolean {
	return model === chosenModel(node) && (!asks || isText(node));
}

function chosenModel({ parameters }: INode): string | null {
	const given = parameters?.model ?? parameters?.modelName ?? parameters?.modelId;
	const value = typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
	return typeof value !== 'string' || value === '' || value.startsWith('=') ? null : value;
}

function isText({ parameters }: INode): boolean {
	return (parameters?.resource ?? 'text') === 'text';
}
