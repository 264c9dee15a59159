import { randomUUID } from 'node:crypto';

/**
 * A node of a workflow, as n8n's import takes it.
 * @param {string} name
 * @param {string} type those of n8n's own base package without its name: `set`
 * @param {number} typeVersion
 * @param {Record<string, unknown>} [parameters]
 * @param {Record<string, unknown>} [more] credentials, onError, webhookId, …
 */
export function node(name, type, typeVersion, parameters = {}, more = {}) {
	return {
		id: randomUUID(),
		name,
		type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
		...more,
	};
}

/**
 * A whole workflow, its nodes laid out from left to right in the order given.
 * @param {string} name
 * @param {ReturnType<typeof node>[]} nodes
 * @param {Record<string, string[][]>} links each node's followers, per output: `{If: [['Yes'], ['No']]}`
 * @param {Record<string, unknown>} [settings]
 */
export function workflow(name, nodes, links, settings = {}) {
	const connections = Object.fromEntries(
		Object.entries(links).map(([from, outputs]) => [
			from,
			{ main: outputs.map((targets) => targets.map((target) => ({ node: target, type: 'main', index: 0 }))) },
		]),
	);
	return {
		name,
		nodes: nodes.map((each, index) => ({ ...each, position: [index * 220, 0] })),
		connections,
		settings: { executionOrder: 'v1', ...settings },
	};
}

/**
 * Links for nodes that simply follow one another.
 * @param {...string} names
 * @returns {Record<string, string[][]>}
 */
export function inLine(...names) {
	return Object.fromEntries(names.slice(0, -1).map((name, index) => [name, [[names[index + 1]]]]));
}
