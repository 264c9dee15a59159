import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { Store, type StoreOptions } from '../../monitoring/store/pool';
import type { ConnectionSettings } from '../../monitoring/model/connection';

export interface TestDatabase {
	url: string;
	name: string;
	settings: ConnectionSettings;
	/** A store on this database; all are closed with it. */
	store(options?: StoreOptions): Store;
	/** Runs one statement outside of any store. */
	sql<R = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
	drop(): Promise<void>;
}

/** The server that the suite runs on; its setup has started or found it. */
export function serverUrl(): string {
	const url = process.env.MONITOR_TEST_DATABASE_URL;
	if (!url) throw new Error('MONITOR_TEST_DATABASE_URL is not set: run through npm test');
	return url;
}

/** A database of its own for a test file. */
export async function createDatabase(): Promise<TestDatabase> {
	const name = `monitor_test_${randomBytes(6).toString('hex')}`;
	await onServer(`create database ${name}`);
	const url = new URL(serverUrl());
	url.pathname = `/${name}`;
	const settings: ConnectionSettings = { connectionString: url.href, schema: 'monitoring' };
	const stores: Store[] = [];
	return {
		url: url.href,
		name,
		settings,
		store(options) {
			const store = new Store(settings, options);
			stores.push(store);
			return store;
		},
		async sql<R>(text: string, values: unknown[] = []) {
			return await withClient(url.href, async (client) => (await client.query(text, values)).rows as R[]);
		},
		async drop() {
			await Promise.all(stores.map(async (store) => await store.end()));
			await onServer(`drop database if exists ${name} with (force)`);
		},
	};
}

async function onServer(text: string): Promise<void> {
	await withClient(serverUrl(), async (client) => await client.query(text));
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
	const client = new Client({ connectionString: url });
	client.on('error', () => {});
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}
