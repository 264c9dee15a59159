import { hostService } from './host-modules';

interface NodeTypes {
	getByNameAndVersion(type: string, version?: number): { description: { outputs?: unknown } };
}

const MAIN = 'main';

/**
 * How many main outputs a node type declares. The host fills outputs that it hides too (those of Filter hold
 * what was discarded), so that only the description tells which count.
 *
 * @returns null where it depends on the node's parameters or the type is unknown; answers are kept
 */
export function declaredOutputs(): (type: string, version: number) => number | null {
	const known = new Map<string, number | null>();
	return (type, version) => {
		const key = `${type}\0${version}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		const count = ask(type, version);
		known.set(key, count);
		return count;
	};
}

function ask(type: string, version: number): number | null {
	try {
		const types = hostService<NodeTypes>('n8n/dist/node-types', 'NodeTypes');
		const { outputs } = types.getByNameAndVersion(type, version).description;
		if (!Array.isArray(outputs)) return null;
		return outputs.filter((output) => output === MAIN || (output as { type?: string })?.type === MAIN)
			.length;
	} catch {
		return null;
	}
}
