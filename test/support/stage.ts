import { Client } from 'pg';
import type * as StageModule from '../../demo/stage.mjs';
import type * as PublishModule from '../../demo/publish.mjs';
import type * as SamplesModule from '../../demo/samples.mjs';
import type * as WorkflowJson from '../../demo/workflow-json.mjs';
import type * as TrafficModule from '../../demo/traffic.mjs';

/** The demo's scripts, which end-to-end tests share with it. */
export interface Rig {
	setStage: typeof StageModule.setStage;
	publish: typeof PublishModule.publish;
	publishShop: typeof PublishModule.publishShop;
	publishMonitor: typeof PublishModule.publishMonitor;
	samples: typeof SamplesModule;
	json: typeof WorkflowJson;
	traffic: typeof TrafficModule;
}

export type Stage = Awaited<ReturnType<typeof StageModule.setStage>>;
export type N8nClient = Stage['client'];

export async function loadRig(): Promise<Rig> {
	const { setStage } = await import('../../demo/stage.mjs');
	const { publish, publishShop, publishMonitor } = await import('../../demo/publish.mjs');
	return {
		setStage,
		publish,
		publishShop,
		publishMonitor,
		samples: await import('../../demo/samples.mjs'),
		json: await import('../../demo/workflow-json.mjs'),
		traffic: await import('../../demo/traffic.mjs'),
	};
}

/** The tarball that the suite has packed. */
export function tarball(): string {
	const file = process.env.MONITOR_TEST_TARBALL;
	if (!file) throw new Error('MONITOR_TEST_TARBALL is not set: run through npm test');
	return file;
}

/** Reads the monitor's database with a connection for each statement, so that the server may come and go. */
export function reader(url: string) {
	return async <R = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> => {
		const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
		client.on('error', () => {});
		await client.connect();
		try {
			await client.query("set search_path to monitoring; set timezone to 'UTC'");
			return (await client.query(text, values)).rows as R[];
		} finally {
			await client.end();
		}
	};
}

export type Read = ReturnType<typeof reader>;

/** Waits until `what` is true; a thrown error counts as not yet. */
export async function until(what: () => Promise<boolean> | boolean, ms: number, why: string): Promise<void> {
	const deadline = Date.now() + ms;
	for (;;) {
		try {
			if (await what()) return;
		} catch (error) {
			if (Date.now() > deadline) throw error;
		}
		if (Date.now() > deadline) throw new Error(`Waited ${ms / 1000} s in vain: ${why}`);
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
}
