import { randomUUID } from 'node:crypto';
import type { Story } from '../capture/story';
import type { Told } from '../capture/telling';
import type { CloseSocket } from '../host/database';
import type { SeamSocket } from '../host/seam';
import type { RecorderReport } from '../model/accounting';
import type { ConnectionSettings } from '../model/connection';
import type { MonitorSettings } from '../model/monitor-settings';
import type { MonitoringState } from '../model/monitoring-state';
import type { MonitorRecord } from '../model/records';

/**
 * What all copies of the package in one process share. An update loads a new copy beside the old one: the
 * wrappers in the host stay, and the copy loaded last drives them.
 */
export interface Registry {
	contract: typeof CONTRACT;
	/** Names this process among all that record; a UUID made when the package was first loaded in it. */
	processId: string;
	socket: SeamSocket;
	close: CloseSocket;
	driver: Driver | null;
	/** What else wants to be written before n8n's process ends. */
	closers: Set<() => Promise<void>>;
	/** Monitor Triggers that n8n has started in this process, by workflow and node. */
	subscriptions: Map<string, Subscription>;
}

export interface Driver {
	/** Stops the copy and gives what it has to the next one. */
	handOver(): Inheritance;
	/** Looks at the published monitors now rather than at the next check. */
	hasten(): void;
	state(): MonitoringState;
	instanceId(): string | null;
	/** What this process says of what it records into a database; null where it does not. */
	report(connection: ConnectionSettings): RecorderReport | null;
	/** What is to be written into a database, and who is to hear of it. */
	heard(connection: ConnectionSettings, record: MonitorRecord): readonly MonitorRecord[];
}

export interface Inheritance {
	stories: Map<string, Story>;
	silent: string[];
	/** What waits to be written, by source. */
	records: Map<string, MonitorRecord[]>;
	/** What waits until it is known who watches it. */
	held: Told[];
}

/** A trigger's closure: it only knows how to start its workflow. */
export interface Subscription {
	workflowId: string;
	nodeId: string;
	settings: MonitorSettings;
	/**
	 * Starts the workflow with one item. Resolves when its execution is over, with n8n's record of it where there is
	 * one; rejects where it could not be started.
	 *
	 * @param deliveryId n8n starts it once for one id, if it is new enough to know of such
	 */
	emit: (payload: object, deliveryId?: string) => Promise<unknown>;
}

/** Under this a trigger is registered: its workflow and its node. */
export function subscriptionKey({
	workflowId,
	nodeId,
}: Pick<Subscription, 'workflowId' | 'nodeId'>): string {
	return `${workflowId} ${nodeId}`;
}

/** Copies of another contract do not understand one another's data; they hand nothing over. */
const CONTRACT = 4;
const KEY = Symbol.for('n8n-nodes-monitor');

/** The one registry of this process, made by whoever comes first. */
export function registry(): Registry {
	const home = globalThis as { [KEY]?: Registry };
	home[KEY] ??= {
		contract: CONTRACT,
		processId: randomUUID(),
		socket: { observer: null, onError: null },
		close: { beforeClose: null },
		driver: null,
		closers: new Set(),
		subscriptions: new Map(),
	};
	// A copy before 0.1.0 has made one without.
	home[KEY].processId ??= randomUUID();
	return home[KEY];
}

/** What the copy before us leaves behind, if we understand it. */
export function inherit(from: Registry): Inheritance | null {
	const { driver } = from;
	if (driver === null) return null;
	const left = driver.handOver();
	return from.contract === CONTRACT ? left : null;
}
