import { cancelReason } from '../capture/end-of-execution';
import type { Observation } from '../capture/observation';
import type { ProcessFacts } from '../capture/story';
import { Storyteller } from '../capture/storyteller';
import { CancelReasons } from '../host/cancel-reasons';
import { declaredOutputs } from '../host/declared-outputs';
import { hookHostClose } from '../host/database';
import { hostLog } from '../host/host-log';
import { hostDefaultTimeout, hostN8nVersion } from '../host/instance';
import { installRunSeam } from '../host/run-seam';
import { installSeam, installTrySeam } from '../host/seam';
import { ifHostHas } from '../host/host-modules';
import { LossLog } from '../log/loss-log';
import { StateLog } from '../log/state-log';
import type { RecorderReport } from '../model/accounting';
import type { ConnectionSettings } from '../model/connection';
import { PACKAGE_VERSION } from '../model/package-version';
import type { EndReason } from '../model/enums';
import type { MonitorRecord } from '../model/records';
import type { MonitoringState } from '../model/monitoring-state';
import { Discovery } from './discovery';
import { Intake } from './intake';
import { Measuring } from './measuring';
import { OwnErrors } from './own-errors';
import { Recording } from './recording';
import { inherit, type Driver, type Inheritance, type Registry } from './registry';

const SHUTDOWN_MS = 3_000;

/**
 * What runs by itself in an n8n process: observes through the seam, tells stories, records them where a
 * published monitor says, and starts the workflows of Monitor Triggers.
 */
export class Agent implements Driver {
	readonly #registry: Registry;

	readonly #log = new StateLog(hostLog());

	readonly #losses = new LossLog(this.#log);

	readonly #measuring = new Measuring((error) => this.#ownError(error));

	readonly #intake = new Intake({
		measure: this.#measuring.measure,
		tell: (seen) => this.#tell(seen),
		told: () => {
			for (const told of this.#storyteller.steps()) this.#recording.take(told);
		},
		lost: (count) => {
			this.#recording.lose('ring_full', count);
			this.#losses.add('ring_full', 'n8n is busier than we can follow: events are left out', count);
		},
		failed: (error) => {
			this.#recording.lose('capture_error');
			this.#ownError(error);
		},
	});

	readonly #ownErrors = new OwnErrors(() => this.#switchOff());

	readonly #cancelReasons = new CancelReasons();

	readonly #storyteller: Storyteller;

	readonly #recording: Recording;

	readonly #discovery: Discovery;

	readonly #process: ProcessFacts;

	constructor(registry: Registry) {
		this.#registry = registry;
		const left = inherit(registry);
		this.#process = {
			id: registry.processId,
			n8nVersion: hostN8nVersion(),
			packageVersion: PACKAGE_VERSION,
		};
		this.#recording = new Recording(
			{
				log: this.#log,
				losses: this.#losses,
				registry,
				cancelReason: (id) => endReasonOf(this.#cancelReasons.of(id)),
				lookSoon: () => this.#discovery.soon(),
				observe: (on) => this.#observe(on),
			},
			left?.records ?? new Map(),
			left?.held ?? [],
		);
		this.#discovery = new Discovery(this.#recording.facts, {
			onFound: (found) => {
				this.#intake.drain();
				this.#recording.configure(found);
			},
			onFacts: (changed) => this.#recording.learn(changed),
			onUninstalled: () => this.#goQuiet(),
		});
		this.#storyteller = new Storyteller(
			{
				policy: (workflowId, mode) => this.#recording.policy(workflowId, mode),
				process: this.#process,
				declaredOutputs: declaredOutputs(),
				cancelReason: (executionId) => this.#cancelReasons.of(executionId),
				defaultTimeout: hostDefaultTimeout,
			},
			left ?? undefined,
		);
	}

	/** @throws HostError where this n8n offers no place for the seam */
	start(): void {
		const { socket, close } = this.#registry;
		installSeam(socket);
		// Without it only the last try of a node is told.
		ifHostHas(() => installTrySeam(socket));
		// Without it nothing is measured.
		ifHostHas(() => installRunSeam(socket));
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
		return this.#recording.state;
	}

	instanceId(): string | null {
		return this.#recording.instanceId;
	}

	report(connection: ConnectionSettings): RecorderReport | null {
		return this.#recording.report(connection);
	}

	heard(connection: ConnectionSettings, record: MonitorRecord): readonly MonitorRecord[] {
		return this.#recording.heard(connection, record);
	}

	handOver(): Inheritance {
		this.#intake.drain();
		this.#discovery.stop();
		this.#cancelReasons.stop();
		this.#measuring.set(false);
		return {
			stories: this.#storyteller.book.stories,
			silent: this.#storyteller.silent.list(),
			...this.#recording.handOver(),
		};
	}

	#observe(on: boolean): void {
		const { socket } = this.#registry;
		socket.observer = on ? this.#intake.observe : null;
		socket.tryObserver = on ? this.#intake.observeTry : null;
		socket.surround = on ? this.#measuring.surround : null;
		this.#measuring.set(on);
	}

	#tell(seen: Observation): void {
		if (seen.kind === 'start') this.#recording.see(seen.workflow);
		this.#recording.take(this.#storyteller.tell(seen));
	}

	/** The package is uninstalled, but this process still runs: writes what is left, and does nothing more. */
	#goQuiet(): void {
		this.#observe(false);
		this.#intake.drain();
		this.#discovery.stop();
		this.#cancelReasons.stop();
		this.#registry.subscriptions.clear();
		this.#recording.board.set('uninstalled', 'The package is no longer installed', 'Install it again to go on');
		this.#log.info('the package is no longer installed; recording has ended');
		void this.#recording.leaveAfterFlush('uninstalled');
	}

	async #beforeHostEnds(): Promise<void> {
		this.#intake.drain();
		const others = [...this.#registry.closers].map(async (close) => await close());
		await Promise.allSettled([this.#recording.close(SHUTDOWN_MS), ...others]);
		await Promise.race([this.#recording.leave('shutdown'), new Promise((resolve) => setTimeout(resolve, 500))]);
	}

	/** Our own mistakes never reach an execution; when they pile up, capture switches itself off. */
	#ownError = (error: unknown): void => {
		const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.#log.enter('own error', `an error of ours, executions are not affected: ${words}`);
		this.#ownErrors.add(Date.now());
	};

	#switchOff(): void {
		this.#observe(false);
		this.#recording.board.set(
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
