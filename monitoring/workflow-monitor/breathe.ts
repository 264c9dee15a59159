import { setImmediate } from 'node:timers/promises';

/** Lets n8n go on between two pieces of work that take a ms or more. */
export async function breathe(): Promise<void> {
	await setImmediate();
}
