import type { INodeProperties } from 'n8n-workflow';
import { operationsOf } from './operations';

/** What stands under a node on the canvas: what it does, in the words of the list of actions. */
export function subtitleOf(properties: INodeProperties[]): string {
	const words = Object.fromEntries(
		operationsOf(properties).map(({ resource, operation, action }) => [
			`${resource}.${operation}`,
			action.charAt(0).toLowerCase() + action.slice(1),
		]),
	);
	return `={{ (${JSON.stringify(words)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}
