import { cancelReason } from '../capture/end-of-execution';
import type { Observation } from '../capture/observation';
import { RecentSet } from '../capture/recent-set';
import type { ProcessFacts } from '../capture/story';
import { Storyteller, type Told } from '../capture/storyteller';
import { CancelReasons } from '../host/cancel-reasons';
import { declaredOutputs } from '../host/declared-outputs';
import { hookHostClose } from '../host/database';
import { hostLog } from '../host/host-log';
import { hostDefaultTimeout, hostN8nVersion } from '../host/instance';
import { installSeam, installTrySeam } from '../host/seam';
import { ifHostHas } from '../host/host-modules';
import { LossLog } from '../log/loss-log';
import { StateLog } from '../log/state-log';
import { setAddedMasks } from '../masking/added-masks';
import type { RecorderReport } from '../model/accounting';
import type { ConnectionSettings } from '../model/connection';
import {
	DEFAULT_MONITOR,
	DEFAULT_POLICY,
	watches,
	type CapturePolicy,
	type MonitorSettings,
} from '../model/monitor-settings';
import { PACKAGE_VERSION } from '../model/package-version';
import type { EndReason } from '../model/enums';
import type { MonitoringState } from '../model/monitoring-state';
import type { MonitorRecord } from '../model/records';
import { Recorder } from '../recorder/recorder';
import { Destination } from './destination';
import { Discovery, type Found } from './discovery';
import { Intake } from './intake';
import { monitorSettings } from './monitor-parameters';
import { OwnErrors } from './own-errors';
import { inherit, type Driver, type Inheritance, type Registry } from './registry';
import { RecoveredEnds } from './recovered-ends';
import { StateBoard } from './state-board';
import { Triggers } from './triggers';

const SHUTDOWN_MS = 3_000;
const HELD_EXECUTIONS = 10_000;

/**
 * What runs by itself in an n8n process: observes through the seam, tells stories, records them where a
 * published monitor says, and starts the workflows of Monitor Triggers.
 */
export class Agent implements Driver {
	readonly recorder: Recorder;

	readonly #registry: Registry;

	readonly #log = new StateLog(hostLog());

	readonly #losses = new LossLog(this.#log);

	readonly #intake = new Intake({
		tell: (seen) => this.#tell(seen),
		lost: (count) => {
			this.recorder.lose('ring_full', count);
			this.#losses.add('ring_full', 'n8n is busier than we can follow: events are left out', count);
		},
		failed: (error) => {
			this.recorder.lose('capture_error');
			this.#ownError(error);
		},
	});

	readonly #ownErrors = new OwnErrors(() => this.#switchOff());

	readonly #cancelReasons = new CancelReasons();

	readonly #storyteller: Storyteller;

	readonly #board = new StateBoard();

	readonly #triggers: Triggers;

	readonly #recovered = new RecoveredEnds();

	readonly #destination: Destination;

	readonly #discovery = new Discovery(
		(found) => this.#configure(found),
		() => this.#goQuiet(),
	);

	readonly #process: ProcessFacts;

	#instanceId: string | null = null;

	/** What is recorded; undefined until it is known, null where there is no monitor. */
	#settings: MonitorSettings | null | undefined = undefined;

	/** Modes of executions that are held until it is known what is recorded. */
	readonly #heldManual = new RecentSet(HELD_EXECUTIONS);

	constructor(registry: Registry) {
		this.#registry = registry;
		const left = inherit(registry);
		this.#process = {
			id: registry.processId,
			n8nVersion: hostN8nVersion(),
			packageVersion: PACKAGE_VERSION,
		};
		this.recorder = new Recorder({
			onDown: (error) => this.#destination.down(error),
			onUp: (lost) => this.#destination.up(lost),
			onFull: () =>
				this.#losses.add('queue_full', 'the queue is full: the oldest log rows are left out', 1),
			onRefused: (table, sqlState) =>
				this.#log.enter(
					`refused ${table} ${sqlState}`,
					`Postgres refused a row for ${table} (SQLSTATE ${sqlState}); it is left out, the others are stored`,
				),
		});
		this.#triggers = new Triggers(registry.subscriptions, this.#log);
		this.#destination = new Destination(
			this.recorder,
			this.#board,
			this.#log,
			() => void this.#takeRecovered(),
			{
				processId: registry.processId,
				cancelReason: (id) => endReasonOf(this.#cancelReasons.of(id)),
				policy: () => this.#policy(),
				tell: (told) => this.#takeLost(told),
			},
		);
		this.#storyteller = new Storyteller(
			{
				policy: () => this.#policy(),
				process: this.#process,
				declaredOutputs: declaredOutputs(),
				cancelReason: (executionId) => this.#cancelReasons.of(executionId),
				defaultTimeout: hostDefaultTimeout,
			},
			left ?? undefined,
		);
		for (const record of left?.records ?? []) this.recorder.add(record);
	}

	/** @throws HostError where this n8n offers no place for the seam */
	start(): void {
		const { socket, close } = this.#registry;
		installSeam(socket);
		// Without it only the last try of a node is told.
		ifHostHas(() => installTrySeam(socket));
		this.#observe(true);
		socket.onError = this.#ownError;
		close.beforeClose = async () => await this.#beforeHostEnds();
		this.#cancelReasons.listen();
		this.#registry.driver = this;
		this.#discovery.start();
	}

	hasten(): void {
		this.#discovery.hasten();
	}

	state(): MonitoringState {
		return this.#board.get(this.#triggers.notStarted(Date.now()));
	}

	instanceId(): string | null {
		return this.#instanceId;
	}

	report(connection: ConnectionSettings): RecorderReport | null {
		return this.#destination.writesTo(connection) ? this.recorder.report : null;
	}

	handOver(): Inheritance {
		this.#intake.drain();
		this.#discovery.stop();
		this.#cancelReasons.stop();
		const records = this.recorder.handOver();
		void this.#destination.leave(null);
		return {
			stories: this.#storyteller.book.stories,
			silent: this.#storyteller.silent.list(),
			records,
		};
	}

	#policy(): CapturePolicy {
		return { ...DEFAULT_POLICY, level: this.#settings?.level ?? DEFAULT_POLICY.level };
	}

	#observe(on: boolean): void {
		const { socket } = this.#registry;
		socket.observer = on ? this.#intake.observe : null;
		socket.tryObserver = on ? this.#intake.observeTry : null;
	}

	#tell(seen: Observation): void {
		const told = this.#storyteller.tell(seen);
		if (this.#settings === undefined && told.mode === 'manual') this.#heldManual.add(seen.executionId);
		if (told.ended?.end.reason === 'process_lost' && this.#recovered.hold(told)) {
			if (this.#board.get().state === 'recording') void this.#takeRecovered();
			return;
		}
		this.#take(told);
	}

	#take({ records, workflowId, mode, ended }: Told): void {
		const settings = this.#settings;
		if (settings === null || (settings !== undefined && !watches(settings, workflowId, mode))) {
			this.recorder.skip('not_watched', records.length);
		} else {
			const urgent = ended !== null && ended.end.status !== 'success';
			for (const record of records) this.recorder.add(record, urgent);
		}
		if (ended !== null) this.#triggers.start(ended, this.#instanceId);
	}

	/** What no process has told. A workflow with a Monitor Trigger in it never starts one. */
	#takeLost(told: Told): void {
		const { ended } = told;
		if (ended !== null && this.#triggers.holds(ended.story.workflowId, ended.story.parentWorkflowId)) {
			ended.story.silent = true;
		}
		this.#take(told);
	}

	/** What n8n has told of lost processes and the database does not know yet. */
	async #takeRecovered(): Promise<void> {
		const { store } = this.#destination;
		if (store === null || this.#instanceId === null) return;
		try {
			for (const told of await this.#recovered.news(store, this.#instanceId)) this.#take(told);
		} catch {
			// They are held until the database is there again.
		}
	}

	#configure(found: Found): void {
		this.#instanceId = found.instance.instanceId;
		setAddedMasks('agent', found.masks, () => {
			this.#log.enter(
				'mask pattern',
				'a mask pattern of the credential takes too long on some texts, which are not stored: make it simpler, above all no repetition within a repetition',
			);
		});
		const [monitor] = found.monitors;
		if (monitor === undefined && found.connection === null) {
			this.#recordNothing();
			return;
		}
		this.#board.setMonitors(found.monitors);
		this.#triggers.expect(found.monitors, Date.now());
		const settings = monitor === undefined ? DEFAULT_MONITOR : monitorSettings(monitor.parameters);
		const wasUnknown = this.#settings === undefined;
		this.#settings = settings;
		if (!this.#board.final) this.#observe(true);
		if (wasUnknown) this.recorder.sift((record) => this.#passes(settings, record), 'not_watched');
		this.#destination.open(found);
	}

	#passes(settings: MonitorSettings, { row }: MonitorRecord): boolean {
		const execution = 'execution_id' in row ? row.execution_id : null;
		const manual = execution !== null && this.#heldManual.has(execution);
		return watches(settings, row.workflow_id, manual ? 'manual' : null);
	}

	/** No monitor is published: what is held is let go, what was captured for one that was is still written. */
	#recordNothing(): void {
		const first = this.#settings === undefined;
		this.#intake.drain();
		this.#settings = null;
		this.#observe(false);
		this.#board.setNoMonitor();
		this.#board.setMonitors([]);
		this.#triggers.expect([], Date.now());
		if (first) this.recorder.sift(() => false, 'no_monitor');
		for (const { records } of this.#recovered.drop()) this.recorder.skip('no_monitor', records.length);
		void this.#destination.leaveAfterFlush('paused');
	}

	/** The package is uninstalled, but this process still runs: writes what is left, and does nothing more. */
	#goQuiet(): void {
		this.#observe(false);
		this.#intake.drain();
		this.#settings = null;
		this.#discovery.stop();
		this.#cancelReasons.stop();
		this.#registry.subscriptions.clear();
		this.#board.set('uninstalled', 'The package is no longer installed', 'Install it again to go on');
		this.#log.info('the package is no longer installed; recording has ended');
		void this.#destination.leaveAfterFlush('uninstalled');
	}

	async #beforeHostEnds(): Promise<void> {
		this.#intake.drain();
		const others = [...this.#registry.closers].map(async (close) => await close());
		await Promise.allSettled([this.recorder.close(SHUTDOWN_MS), ...others]);
		await Promise.race([this.#destination.leave('shutdown'), new Promise((resolve) => setTimeout(resolve, 500))]);
	}

	/** Our own mistakes never reach an execution; when they pile up, capture switches itself off. */
	#ownError = (error: unknown): void => {
		const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.#log.enter('own error', `an error of ours, executions are not affected: ${words}`);
		this.#ownErrors.add(Date.now());
	};

	#switchOff(): void {
		this.#observe(false);
		this.#board.set(
			'capture_off',
			'Too many errors in our own code: capture has switched itself off',
			'Restart n8n; report the message in its log',
		);
		this.#log.enter('capture', 'capture has switched itself off after too many errors of ours');
	}

	/** For the process' end and for tests: waits until n8n's close has us flush. */
	hookClose(): void {
		hookHostClose(this.#registry.close);
	}
}

/** n8n's word for a cancel, in ours; null where none was heard. */
function endReasonOf(word: string | null): EndReason | null {
	return word === null ? null : cancelReason({ reason: word, timeoutSeconds: null, elapsed: 0 });
}
