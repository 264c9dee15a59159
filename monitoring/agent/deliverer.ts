import { decideDelivery, nextAttempt } from '../alerts/delivery-decision';
import { eventPayload, type MonitorEvent } from '../alerts/event-payload';
import { sampleEvent } from '../alerts/sample-event';
import { hostExecutionByKey } from '../host/executions';
import { hostEditorUrl } from '../host/instance';
import type { StateLog } from '../log/state-log';
import { maskText } from '../masking/mask-secrets';
import { readEventFacts, type EventFacts } from '../store/read/read-event-facts';
import type { Store } from '../store/pool';
import { breakCircuit } from '../store/write/break-circuit';
import { claimDeliveries, type Delivery } from '../store/write/claim-deliveries';
import { settleDelivery, sweepDeliveries, type DeliveryOutcome } from '../store/write/settle-delivery';
import { subscriptionKey, type Subscription } from './registry';

export interface DelivererHost {
	processId: string;
	log: StateLog;
	/** The Monitor Triggers of this database that this process can start now. */
	startable(): Subscription[];
}

/** Behind the word that something was written, and for what other processes write. */
const LOOK_EVERY = 200;
const SWEEP_EVERY = 5_000;
/** Executions that were started here and are not over; what is beyond waits its turn. */
const AT_ONCE = 10;
/** So long a workflow that takes its time keeps others from being started, in ms. */
const HOLDS_A_PLACE = 30_000;
const QUEUED_AGAIN = 15_000;

/**
 * Starts the workflows of Monitor Triggers: claims what is due, tells them all that is recorded of it, and writes down
 * what has come of it. Each delivery is started once, through a crash of n8n as well: n8n itself refuses to start one
 * id twice, and what it has started already is found in its table.
 */
export class Deliverer {
	readonly #store: Store;

	readonly #instanceId: string;

	readonly #host: DelivererHost;

	/** Given to n8n by this process, and not over yet: whether it was suspect. */
	readonly #given = new Map<string, boolean>();

	/** What is being written down of each. */
	readonly #settling = new Map<string, Promise<void>>();

	/** Those of them that keep others waiting. */
	readonly #places = new Set<string>();

	#timer: NodeJS.Timeout | null = null;

	#sweptAt = -Infinity;

	#looking = false;

	#again = false;

	#stopped = false;

	constructor(store: Store, instanceId: string, host: DelivererHost) {
		this.#store = store;
		this.#instanceId = instanceId;
		this.#host = host;
	}

	start(): void {
		this.#timer ??= setInterval(() => void this.look(), LOOK_EVERY).unref();
	}

	stop(): void {
		this.#stopped = true;
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Something was written, or a place has become free. Never throws. */
	async look(): Promise<void> {
		this.#again = this.#looking;
		if (this.#looking) return;
		this.#looking = true;
		try {
			do {
				this.#again = false;
				await this.#claim();
			} while (this.#again && !this.#stopped);
		} catch {
			// The database is away; the next look finds what is due.
		} finally {
			this.#looking = false;
		}
	}

	/** n8n has begun to run what a delivery of this database has started. */
	began(deliveryId: string, executionId: string): void {
		const suspect = this.#given.get(deliveryId);
		if (suspect !== undefined) void this.#settle(deliveryId, { state: 'started', executionId, suspect });
	}

	async #claim(): Promise<void> {
		const triggers = this.#host.startable();
		const free = AT_ONCE - this.#places.size;
		if (this.#stopped || triggers.length === 0) return;
		if (performance.now() - this.#sweptAt > SWEEP_EVERY) {
			this.#sweptAt = performance.now();
			await sweepDeliveries(this.#store, this.#instanceId);
		}
		if (free <= 0) return;
		const claimed = await claimDeliveries(this.#store, this.#instanceId, this.#host.processId, triggers, free);
		if (claimed.length === 0) return;
		const facts = await readEventFacts(this.#store, this.#instanceId, claimed.map(({ id }) => id));
		const byKey = new Map(triggers.map((each) => [subscriptionKey(each), each]));
		for (const delivery of claimed) {
			const { monitor_workflow_id: workflowId, monitor_node_id: nodeId } = delivery;
			const trigger = byKey.get(subscriptionKey({ workflowId, nodeId }));
			const known = facts.get(delivery.id);
			if (trigger === undefined || known === undefined) continue;
			await this.#deliver(delivery, known, trigger);
		}
		this.#again = true;
	}

	async #deliver(delivery: Delivery, facts: EventFacts, trigger: Subscription): Promise<void> {
		const { id } = delivery;
		if (this.#given.has(id)) {
			// n8n has it and has not begun: it has no room.
			await this.#settle(id, { state: 'pending', reason: 'n8n has not begun to run it yet', after: QUEUED_AGAIN });
			return;
		}
		if (delivery.attempts > 1 && (await this.#isStarted(delivery))) return;
		const decision = decideDelivery(delivery, facts, trigger.settings.filters);
		if (decision.does === 'skip') {
			await this.#settle(id, { state: 'skipped', reason: decision.reason });
			return;
		}
		if (decision.does === 'break') {
			await breakCircuit(this.#store, this.#instanceId, delivery);
			return;
		}
		this.#give(delivery, facts, trigger);
	}

	#give(delivery: Delivery, facts: EventFacts, trigger: Subscription): void {
		const { id } = delivery;
		const payload = this.#payload(delivery, facts);
		this.#given.set(id, facts.suspect);
		this.#places.add(id);
		const late = setTimeout(() => this.#leave(id), HOLDS_A_PLACE).unref();
		void this.#start(trigger, payload, id)
			.then(
				async (run) => await this.#ended(delivery, run),
				async (error: unknown) => await this.#failed(delivery, error),
			)
			.finally(() => {
				clearTimeout(late);
				this.#given.delete(id);
				this.#leave(id);
			});
	}

	#payload(delivery: Delivery, facts: EventFacts): MonitorEvent {
		const { id, attempts, event } = delivery;
		if (event !== 'test') return eventPayload(delivery, facts, { instanceId: this.#instanceId, editorUrl: hostEditorUrl() });
		return { ...sampleEvent(event, Date.now()), instance_id: this.#instanceId, delivery_id: id, attempt: attempts };
	}

	async #start(trigger: Subscription, payload: object, id: string): Promise<unknown> {
		return await trigger.emit(payload, id);
	}

	#leave(id: string): void {
		if (this.#places.delete(id)) void this.look();
	}

	/** Without a record of a run n8n has not run it: this id was started before. */
	async #ended(delivery: Delivery, run: unknown): Promise<void> {
		if (run === undefined || run === null) {
			if (!(await this.#isStarted(delivery))) await this.#failed(delivery, new Error('n8n has not started it'));
			return;
		}
		const { status } = run as { status?: string };
		await this.#settle(delivery.id, { state: status === 'success' ? 'done' : 'failed' });
	}

	async #failed({ id, attempts, monitor_workflow_id: workflowId }: Delivery, error: unknown): Promise<void> {
		const reason = maskText(error instanceof Error ? error.message : String(error));
		const after = nextAttempt(attempts);
		if (after === null) {
			this.#host.log.enter(`delivery ${workflowId}`, `a Monitor Trigger could not start its workflow: ${reason}`);
			await this.#settle(id, { state: 'given_up', reason });
		} else await this.#settle(id, { state: 'pending', reason, after });
	}

	/** Whether n8n has it already, from a process that has not lived to write it down. */
	async #isStarted({ id }: Delivery): Promise<boolean> {
		const found = await hostExecutionByKey(id).catch(() => null);
		// One that is new has never run: n8n puts another one in its place.
		if (found === null || found.status === 'new') return false;
		await this.#settle(id, { state: 'started', executionId: found.id, suspect: false });
		return true;
	}

	/**
	 * Writes down one after the other, since a workflow may be over before its start is written. What cannot be written
	 * down is found out later: a claim runs out, and n8n is asked.
	 */
	async #settle(id: string, outcome: DeliveryOutcome): Promise<void> {
		const write = async () => await settleDelivery(this.#store, this.#instanceId, id, outcome).catch(() => {});
		const written = (this.#settling.get(id) ?? Promise.resolve()).then(write);
		this.#settling.set(id, written);
		await written;
		if (this.#settling.get(id) === written) this.#settling.delete(id);
	}
}
