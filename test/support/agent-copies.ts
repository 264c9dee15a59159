import { setTimeout as sleep } from 'node:timers/promises';
import type * as AgentDoor from '../../monitoring/agent';
import type { Registry } from '../../monitoring/agent/registry';
import type { TestDatabase } from './database';
import type { FakeHost } from './fake-host';

const KEY = Symbol.for('n8n-nodes-monitor');

/** Where the copies of the package in this process meet. */
const home = globalThis as { [KEY]?: Registry };

/** Loads a copy of the package of its own, as n8n does at start and at an update. */
export function loadCopy(host: FakeHost): typeof AgentDoor {
	let door: typeof AgentDoor | undefined;
	jest.isolateModules(() => {
		jest.doMock('node:module', () => ({ createRequire: () => host.load }));
		door = require('../../monitoring/agent') as typeof AgentDoor;
	});
	if (door === undefined) throw new Error('the copy was not loaded');
	door.startAgent();
	return door;
}

/** The registry of this process. */
export function shared(): Registry | undefined {
	return home[KEY];
}

/** As if the process had started anew. */
export function forgetCopies(): void {
	home[KEY]?.driver?.handOver();
	delete home[KEY];
}

/** What the credential of a test's database holds. */
export function credentialFields(database: TestDatabase): Record<string, unknown> {
	const url = new URL(database.url);
	return {
		host: url.hostname, port: Number(url.port), database: database.name, user: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password), ssl: 'disable', schema: 'monitoring',
	};
}

export async function until(what: () => Promise<boolean> | boolean, ms = 8_000): Promise<void> {
	const deadline = Date.now() + ms;
	while (!(await what())) {
		if (Date.now() > deadline) throw new Error('waited in vain');
		await sleep(25);
	}
}
