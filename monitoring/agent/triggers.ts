import { hostRunsTriggers } from '../host/instance';
import { ownNodeTypeIsKnown } from '../host/own-node-type';
import type { FoundMonitor } from './find-monitors';
import { subscriptionKey, type Subscription } from './registry';

/** So long n8n may take to start a trigger after its workflow was published, in ms. */
const STARTED_WITHIN = 30_000;

/** Which Monitor Triggers are published, and which of them n8n runs in this process. */
export class Triggers {
	readonly #subscriptions: ReadonlyMap<string, Subscription>;

	/** By subscription. */
	#monitors = new Map<string, FoundMonitor>();

	/** Since when these monitors are published, as far as we know; ms since the epoch. */
	#since = 0;

	constructor(subscriptions: ReadonlyMap<string, Subscription>) {
		this.#subscriptions = subscriptions;
	}

	/** Which monitors are published, and may watch, from `now` on. */
	expect(monitors: readonly FoundMonitor[], now: number): void {
		this.#monitors = new Map(monitors.map((monitor) => [subscriptionKey(monitor), monitor]));
		this.#since = now;
	}

	/** True where one of these workflows is a monitor's own. */
	holds(...workflowIds: Array<string | null>): boolean {
		return [...this.#monitors.values()].some(({ workflowId }) => workflowIds.includes(workflowId));
	}

	/** Workflows whose trigger n8n should have started by now, where this process is the one that runs triggers. */
	notStarted(now: number): string[] {
		if (now - this.#since < STARTED_WITHIN || !hostRunsTriggers()) return [];
		return [...this.#monitors]
			.filter(([key, { settings }]) => settings.events.length > 0 && !this.#subscriptions.has(key))
			.map(([, { workflowName }]) => workflowName);
	}

	/** Of these monitors those that this process can start now. */
	startable(monitors: readonly FoundMonitor[]): Subscription[] {
		// Where n8n does not know us any more, whatever a trigger emits fails.
		if (this.#subscriptions.size === 0 || !ownNodeTypeIsKnown()) return [];
		return monitors.flatMap((monitor) => this.#subscriptions.get(subscriptionKey(monitor)) ?? []);
	}
}
