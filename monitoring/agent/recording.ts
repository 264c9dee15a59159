import { randomBytes } from 'node:crypto';
import type { IWorkflowBase } from 'n8n-workflow';
import type { Told } from '../capture/telling';
import { hostSecret } from '../host/instance';
import type { LossLog } from '../log/loss-log';
import type { StateLog } from '../log/state-log';
import { setAddedMasks } from '../masking/added-masks';
import type { RecorderReport } from '../model/accounting';
import type { ConnectionSettings } from '../model/connection';
import type { EndReason } from '../model/enums';
import type { CapturePolicy } from '../model/monitor-settings';
import type { MonitoringState } from '../model/monitoring-state';
import type { MonitorRecord } from '../model/records';
import { redactionPolicy, type WorkflowFacts } from '../model/workflow-facts';
import type { ProcessEnd } from '../store/write/end-process';
import type { Destination } from './destination';
import { Destinations } from './destinations';
import { FactsBook } from './facts-book';
import type { Found, RefusedMonitor } from './find-monitors';
import { HeldStories } from './held-stories';
import type { Registry } from './registry';
import { Rounds } from './rounds';
import { StateBoard } from './state-board';
import type { Place } from './target';
import { Triggers } from './triggers';

export interface RecordingHost {
	log: StateLog;
	losses: LossLog;
	registry: Registry;
	cancelReason(executionId: string): EndReason | null;
	/** Something is wanted that a look into n8n's tables may tell. */
	lookSoon(): void;
	/** Whether anything is to be captured at all. */
	observe(on: boolean): void;
}

/**
 * Who watches what in this process: takes what is told of executions to the places that want it, and starts the
 * workflows of Monitor Triggers. What is told before it is known who watches it waits, bounded.
 */
export class Recording {
	readonly facts = new FactsBook();

	readonly board = new StateBoard();

	readonly #host: RecordingHost;

	readonly #triggers: Triggers;

	readonly #destinations: Destinations;

	readonly #held = new HeldStories();

	readonly #rounds: Rounds;

	/** Nobody who only reads our tables can make it. */
	readonly #redactionKey = hostSecret('redacted fingerprints') ?? randomBytes(32).toString('hex');

	#instanceId: string | null = null;

	/** Who is published and may not watch. */
	#refused: readonly RefusedMonitor[] = [];

	/** Whether it is known who watches. */
	#configured = false;

	constructor(host: RecordingHost, inherited: ReadonlyMap<string, MonitorRecord[]>, held: readonly Told[]) {
		this.#host = host;
		const { registry, log, losses } = host;
		this.#triggers = new Triggers(registry.subscriptions);
		this.#destinations = new Destinations(
			{
				processId: registry.processId,
				log,
				losses,
				facts: this.facts,
				redactionKey: () => this.#redactionKey,
				cancelReason: (id) => host.cancelReason(id),
				held: () => this.#held.records,
				isMonitor: (...ids) => this.#triggers.holds(...ids),
				startable: (monitors) => this.#triggers.startable(monitors),
				opened: (destination, place) => this.#opened(destination, place),
			},
			inherited,
		);
		this.#rounds = new Rounds({
			places: () => this.#destinations.active,
			refused: () => this.#refused,
			facts: this.facts,
			settingsChanged: () => this.#destinations.forget(),
		});
		for (const told of held) this.#held.add(told);
	}

	get state(): MonitoringState {
		return this.board.get(
			this.#destinations.active,
			this.#refused,
			this.#triggers.notStarted(Date.now()),
		);
	}

	/** The id that this n8n records under; null until it is known. */
	get instanceId(): string | null {
		const open = this.#destinations.active.find(({ place }) => place !== null);
		return open?.place?.instanceId ?? this.#instanceId;
	}

	/** Who is to hear of what a node or the library writes into the database of this connection. */
	heard(connection: ConnectionSettings, record: MonitorRecord): readonly MonitorRecord[] {
		return this.#destinations.active.find((each) => each.writesTo(connection))?.events.heard(record) ?? [record];
	}

	/** What became of all that was captured for the database of this connection; null where nothing is. */
	report(connection: ConnectionSettings): RecorderReport | null {
		return this.#destinations.active.find((each) => each.writesTo(connection))?.report ?? null;
	}

	/** What is captured of a workflow's runs in this mode just now. */
	policy(workflowId: string, mode: string): CapturePolicy {
		return this.#destinations.policy(workflowId, mode);
	}

	/** A workflow's execution says what n8n is to hide of it, sooner than we would look. */
	see({ id, settings }: IWorkflowBase): void {
		if (this.facts.see(id, redactionPolicy(settings?.redactionPolicy))) this.#destinations.forget();
	}

	/** Takes what is told of an execution to whoever watches it. */
	take(told: Told): void {
		if (told.began !== undefined) this.#destinations.began(told.began);
		if (told.records.length === 0 && told.ended === null) return;
		if (this.#isReady(told)) {
			this.#destinations.take(told);
			return;
		}
		if (this.#configured) {
			this.facts.want(told.workflowId);
			this.#host.lookSoon();
		}
		const lost = this.#held.add(told);
		if (lost === 0) return;
		this.lose('hold_full', lost);
		this.#host.losses.add('hold_full', 'n8n does not tell whose workflows run: the first of them are left out', lost);
	}

	/** Events were lost before they became records. */
	lose(reason: string, count = 1): void {
		this.#destinations.lose(reason, count);
	}

	configure(found: Found): void {
		this.#instanceId = found.instance.instanceId;
		this.#refused = found.refused;
		this.#configured = true;
		setAddedMasks('agent', found.masks, () => {
			this.#host.log.enter(
				'mask pattern',
				'a mask pattern of the credential takes too long on some texts, which are not stored: make it simpler, above all no repetition within a repetition',
			);
		});
		const watching = found.sources.flatMap(({ monitors }) => monitors);
		this.#triggers.expect(watching, Date.now());
		for (const { workflowId, reason, nextStep } of found.refused) {
			this.#host.log.enter(`refused ${workflowId}`, `a monitor does not record: ${reason}. ${nextStep}`);
		}
		if (found.sources.length === 0) {
			this.#recordNothing(found);
			return;
		}
		this.board.setMonitors(watching);
		if (!this.board.final) this.#host.observe(true);
		this.#destinations.configure(found, 'paused');
		this.#rounds.start();
		this.#takeHeld();
	}

	/** n8n was asked for its workflows; null: for all of them. */
	learn(changed: readonly WorkflowFacts[] | null): void {
		if (changed === null || changed.length > 0) {
			this.#destinations.forget();
			this.#rounds.changed(changed);
		}
		this.#takeHeld();
	}

	/** Stops, and gives what waits. */
	handOver(): { records: Map<string, MonitorRecord[]>; held: Told[] } {
		this.#rounds.stop();
		return { records: this.#destinations.handOver(), held: this.#held.takeOut(() => true) };
	}

	async leaveAfterFlush(reason: ProcessEnd): Promise<void> {
		this.#rounds.stop();
		await this.#destinations.leaveAfterFlush(reason);
	}

	/** Writes what waits before the process ends, at most so many ms. */
	async close(ms: number): Promise<void> {
		this.#rounds.stop();
		await this.#destinations.close(ms);
	}

	async leave(reason: ProcessEnd): Promise<void> {
		await this.#destinations.leave(reason);
	}

	#isReady({ workflowId }: Told): boolean {
		return this.#configured && (!this.#destinations.needsFacts || this.facts.knows(workflowId));
	}

	#takeHeld(): void {
		for (const told of this.#held.takeOut((each) => this.#isReady(each))) this.#destinations.take(told);
	}

	#opened({ key }: Destination, { instanceId }: Place): void {
		void this.#rounds.go();
		if (instanceId === this.#instanceId) return;
		this.#host.log.enter(
			`instance ${key}`,
			`another n8n with the id ${this.#instanceId} records into this database: this one records as ${instanceId}. If they are one and the same, set MONITOR_INSTANCE_ID`,
		);
	}

	/** Nobody watches: what is held is let go, what was captured for a monitor that was published is still written. */
	#recordNothing(found: Found): void {
		this.#host.observe(false);
		if (found.refused.length === 0) this.board.setNoMonitor();
		else this.board.setMonitors(found.refused);
		this.#held.takeOut(() => true);
		this.#rounds.stop();
		this.#destinations.configure(found, 'paused');
	}
}
