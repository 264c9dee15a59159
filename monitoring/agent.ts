import { Agent } from './agent/agent';
import { registry, subscriptionKey, type Subscription } from './agent/registry';
import { stateWords, type StateWords } from './agent/state-words';
import { hostModule, ifHostHas } from './host/host-modules';
import { hostLog } from './host/host-log';
import { hostWorkflows } from './host/published-monitors';
import { hostTags } from './host/workflow-facts';
import { StateLog } from './log/state-log';
import type { RecorderReport } from './model/accounting';
import type { ConnectionSettings } from './model/connection';
import type { MonitoringState } from './model/monitoring-state';
import type { MonitorRecord } from './model/records';

export type { MonitorEvent } from './alerts/event-payload';
export { sampleEvents } from './alerts/sample-event';
export { monitorSettings } from './agent/monitor-parameters';
export type { MonitoringState } from './model/monitoring-state';

const OUTSIDE: MonitoringState = {
	state: 'outside_n8n',
	reason: 'This process is not n8n',
	next_step: null,
	since: null,
	monitor: null,
	other_monitors: [],
};

/**
 * Door one: starts in an n8n process what records by itself. Called when the package is loaded; a copy loaded
 * later takes over from the one before. Never throws; outside of n8n it does nothing.
 */
export function startAgent(): void {
	if (ifHostHas(() => hostModule('@n8n/di')) === null) return;
	try {
		const agent = new Agent(registry());
		agent.start();
		agent.hookClose();
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		new StateLog(hostLog()).enter('capture', `capture is off in this process: ${message}`);
	}
}

/**
 * Registers a Monitor Trigger that n8n has started; the copy loaded last drives it.
 *
 * @returns call it when n8n stops the trigger
 */
export function subscribe(subscription: Subscription): () => void {
	const { subscriptions, driver } = registry();
	const key = subscriptionKey(subscription);
	subscriptions.set(key, subscription);
	driver?.hasten();
	return () => {
		if (subscriptions.get(key) === subscription) subscriptions.delete(key);
		registry().driver?.hasten();
	};
}

/** What recording does in this process, for the nodes and for people. */
export function monitoringState(): MonitoringState {
	return registry().driver?.state() ?? OUTSIDE;
}

/** The state as a person reads it in the editor. */
export function monitoringWords(): StateWords {
	return stateWords(monitoringState());
}

/** n8n's own id as far as it is settled in this process; null outside of n8n. */
export function currentInstanceId(): string | null {
	return registry().driver?.instanceId() ?? null;
}

/** What this process says of what it records into a database, now; null where it does not. */
export function ownReport(
	connection: ConnectionSettings,
): { processId: string; report: RecorderReport } | null {
	const { driver, processId } = registry();
	// The copy that drives may be an older one.
	const report = driver?.report?.(connection) ?? null;
	return report === null ? null : { processId, report };
}

/** What a node writes into a database, and with it what the Monitor Triggers are to hear of it. */
export function heard(connection: ConnectionSettings, record: MonitorRecord): readonly MonitorRecord[] {
	return registry().driver?.heard?.(connection, record) ?? [record];
}

/** Has `close` run, and waits for it, before n8n's process ends; it must know a deadline of its own. */
export function beforeHostEnds(close: () => Promise<void>): void {
	registry().closers.add(close);
}

/** All workflows of this n8n by name; empty outside of it. */
export async function listWorkflows(): Promise<Array<{ id: string; name: string }>> {
	return await hostWorkflows().catch(() => []);
}

/** All tags of this n8n by name; empty outside of it. */
export async function listTags(): Promise<Array<{ id: string; name: string }>> {
	return await hostTags().catch(() => []);
}
