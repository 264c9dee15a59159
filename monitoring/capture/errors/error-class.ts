import { readField, readText } from './read-untrusted';

/** Names that only say that this is an error. */
export const isPlainName = (name: string): boolean => /^(?:error|Error|Object|Array)?$/.test(name);

/** The engine's copies keep no class: then the stack's first word, or what n8n put into the description, knows it. */
export function readClassName(error: object, name: string): string {
	if (!isPlainName(name) && !/^(?:Wrapped)?ExecutionError$/.test(name)) return name;
	const described = /^[A-Z]\w{0,60}(?:Error|Exception)$/.exec(
		readText(error, 'description', 80),
	)?.[0];
	const built = readText(asObjectOrFunction(readField(error, 'constructor')), 'name', 80);
	const stacked = /^(?:Uncaught )?([A-Za-z_$][\w$.]{0,80}?)(?:: |\n|$)/.exec(
		readText(error, 'stack', 200),
	)?.[1];
	return [described, built, stacked].find((word) => word && !isPlainName(word)) ?? name;
}

const asObjectOrFunction = (value: unknown): object => (typeof value === 'function' ? value : {});
