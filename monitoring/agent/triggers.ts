import { eventFor, executionEvent } from '../alerts/execution-event';
import type { EndedExecution } from '../capture/storyteller';
import { hostEditorUrl, hostRunsTriggers } from '../host/instance';
import { ownNodeTypeIsKnown } from '../host/own-node-type';
import type { StateLog } from '../log/state-log';
import { watches, type WatchedWorkflow } from '../model/monitor-settings';
import type { FoundMonitor } from './find-monitors';
import { subscriptionKey, type Subscription } from './registry';

/** So long n8n may take to start a trigger after its workflow was published, in ms. */
const STARTED_WITHIN = 30_000;

/** Starts the workflows of the Monitor Triggers that n8n runs in this process. */
export class Triggers {
	readonly #subscriptions: ReadonlyMap<string, Subscription>;

	readonly #log: StateLog;

	/** By subscription. */
	#monitors = new Map<string, FoundMonitor>();

	/** Since when these monitors are published, as far as we know; ms since the epoch. */
	#since = 0;

	constructor(subscriptions: ReadonlyMap<string, Subscription>, log: StateLog) {
		this.#subscriptions = subscriptions;
		this.#log = log;
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
			.filter(([key, { settings }]) => settings.event !== null && !this.#subscriptions.has(key))
			.map(([, { workflowName }]) => workflowName);
	}

	/** Starts each workflow that waits for an end such as this, and may know of it. */
	start(ended: EndedExecution, workflow: WatchedWorkflow, instanceId: string | null): void {
		// Where n8n does not know us any more, whatever a trigger emits fails.
		if (this.#subscriptions.size === 0 || !ownNodeTypeIsKnown()) return;
		for (const [key, subscription] of this.#subscriptions) {
			const monitor = this.#monitors.get(key);
			if (monitor === undefined || !watches(monitor, workflow, ended.story.mode)) continue;
			const kind = eventFor(subscription.settings.event, ended);
			if (kind === null) continue;
			try {
				subscription.emit(executionEvent(kind, ended, instanceId, hostEditorUrl()));
			} catch (error) {
				this.#log.enter(
					`emit ${subscription.workflowId}`,
					`A Monitor Trigger could not start its workflow: ${error instanceof Error ? error.message : String(error)}`,
				);
			}
		}
	}
}
