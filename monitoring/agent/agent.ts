import { eventFor, executionEvent } from '../alerts/execution-event';
import type { Observation } from '../capture/observation';
import { RecentSet } from '../capture/recent-set';
import { Storyteller, type EndedExecution } from '../capture/storyteller';
import { CancelReasons } from '../host/cancel-reasons';
import { declaredOutputs } from '../host/declared-outputs';
import { hookHostClose } from '../host/database';
import { hostLog } from '../host/host-log';
import { hostDefaultTimeout, hostEditorUrl } from '../host/instance';
import { installSeam } from '../host/seam';
import { LossLog } from '../log/loss-log';
import { StateLog } from '../log/state-log';
import { DEFAULT_MONITOR, watches, type MonitorSettings } from '../model/monitor-settings';
import type { MonitoringState } from '../model/monitoring-state';
import { PACKAGE_VERSION } from '../model/package-version';
import type { MonitorRecord } from '../model/records';
import { Recorder } from '../recorder/recorder';
import { Discovery, type Found } from './discovery';
import { Intake } from './intake';
import { monitorSettings } from './monitor-parameters';
import { OwnErrors } from './own-errors';
import { inherit, type Driver, type Inheritance, type Registry } from './registry';
import { Target } from './target';

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

	readonly #discovery = new Discovery((found) => this.#configure(found));

	#target: Target | null = null;

	#targetKey: string | null = null;

	#instanceId: string | null = null;

	/** What is recorded; undefined until it is known, null where there is no monitor. */
	#settings: MonitorSettings | null | undefined = undefined;

	/** Modes of executions that are held until it is known what is recorded. */
	readonly #heldManual = new RecentSet(HELD_EXECUTIONS);

	#state: MonitoringState = {
		state: 'starting',
		reason: 'n8n is starting',
		next_step: null,
		monitor: null,
		other_monitors: [],
	};

	constructor(registry: Registry) {
		this.#registry = registry;
		const left = inherit(registry);
		this.recorder = new Recorder({
			onDown: (error) => this.#databaseDown(error),
			onUp: (lost) => this.#databaseUp(lost),
			onFull: () =>
				this.#losses.add('queue_full', 'the queue is full: the oldest log rows are left out', 1),
			onRefused: (table, sqlState) =>
				this.#log.enter(
					`refused ${table} ${sqlState}`,
					`Postgres refused a row for ${table} (SQLSTATE ${sqlState}); it is left out, the others are stored`,
				),
		});
		this.#storyteller = new Storyteller(
			{
				level: () => this.#settings?.level ?? DEFAULT_MONITOR.level,
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
		socket.observer = this.#intake.observe;
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
		const { state, reason, monitor, other_monitors } = this.#state;
		if (state !== 'recording' || reason !== null || other_monitors.length === 0) return this.#state;
		const names = other_monitors.map(({ workflow_name }) => `"${workflow_name.slice(0, 100)}"`).join(', ');
		return {
			...this.#state,
			reason: `The oldest published monitor records ("${monitor?.workflow_name.slice(0, 100)}"); others only start their workflows: ${names}`,
		};
	}

	instanceId(): string | null {
		return this.#instanceId;
	}

	handOver(): Inheritance {
		this.#intake.drain();
		this.#discovery.stop();
		this.#cancelReasons.stop();
		const records = this.recorder.handOver();
		void this.#target?.stop();
		return {
			stories: this.#storyteller.book.stories,
			silent: this.#storyteller.silent.list(),
			records,
		};
	}

	#tell(seen: Observation): void {
		const { records, workflowId, mode, ended } = this.#storyteller.tell(seen);
		if (this.#settings === undefined) {
			if (mode === 'manual') this.#heldManual.add(seen.executionId);
		} else if (this.#settings === null || !watches(this.#settings, workflowId, mode)) {
			this.recorder.skip('not_watched', records.length);
			if (ended !== null) this.#startTriggers(ended);
			return;
		}
		const urgent = ended !== null && ended.end.status !== 'success';
		for (const record of records) this.recorder.add(record, urgent);
		if (ended !== null) this.#startTriggers(ended);
	}

	#startTriggers(ended: EndedExecution): void {
		for (const subscription of this.#registry.subscriptions.values()) {
			const kind = eventFor(subscription.settings, ended);
			if (kind === null) continue;
			try {
				subscription.emit(executionEvent(kind, ended, this.#instanceId, hostEditorUrl()));
			} catch (error) {
				this.#log.enter(
					`emit ${subscription.workflowId}`,
					`A Monitor Trigger could not start its workflow: ${error instanceof Error ? error.message : String(error)}`,
				);
			}
		}
	}

	#configure(found: Found): void {
		this.#instanceId = found.instance.instanceId;
		const [monitor, ...others] = found.monitors;
		const named = (each: { workflowId: string; workflowName: string }) => ({
			workflow_id: each.workflowId,
			workflow_name: each.workflowName,
		});
		this.#state = {
			...this.#state,
			monitor: monitor === undefined ? null : named(monitor),
			other_monitors: others.map(named),
		};
		if (monitor === undefined && found.connection === null) {
			this.#recordNothing();
			return;
		}
		const settings = monitor === undefined ? DEFAULT_MONITOR : monitorSettings(monitor.parameters);
		const wasUnknown = this.#settings === undefined;
		this.#settings = settings;
		if (this.#registry.socket.observer === null && this.#state.state !== 'capture_off') {
			this.#registry.socket.observer = this.#intake.observe;
		}
		if (wasUnknown) this.recorder.sift((record) => this.#passes(settings, record), 'not_watched');
		if (found.connection === null) {
			this.#setState('credential_unusable', found.problem, 'Mend the credential of the Monitor Trigger');
			this.#log.enter('database', `not recording: ${found.problem ?? 'no connection'}`);
			void this.#leaveTarget();
			return;
		}
		this.#openTarget(found);
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
		this.#registry.socket.observer = null;
		this.#setState(
			'not_published',
			'No published workflow holds a Monitor Trigger',
			'Add a Monitor Trigger to a workflow, choose its credential and publish the workflow',
		);
		if (first) this.recorder.sift(() => false, 'no_monitor');
		const leaving = this.#target;
		this.#target = null;
		this.#targetKey = null;
		void this.recorder.flush().finally(async () => {
			// A monitor may have been published meanwhile.
			if (this.#target === null) this.recorder.setWriter(null);
			await leaving?.stop();
		});
	}

	#openTarget(found: Found): void {
		const { connection, instance } = found;
		if (connection === null) return;
		const key = JSON.stringify([connection, instance]);
		if (key === this.#targetKey) return;
		void this.#leaveTarget();
		this.#targetKey = key;
		this.#setState('connecting', 'The database is being opened', null);
		this.#target = new Target(
			connection,
			{ ...instance, packageVersion: PACKAGE_VERSION },
			this.recorder,
			{
				onReady: () => {
					this.#setState('recording', null, null);
					this.#log.leave('database', 'recording again');
				},
				onProblem: (reason, nextStep) => {
					this.#setState('database_unreachable', reason, nextStep);
					this.#log.enter('database', `not recording, will try again: ${reason}. ${nextStep}`);
				},
				onUnusable: (reason) => {
					this.#setState('schema_unusable', reason, 'Update n8n-nodes-monitor');
					this.#log.enter('database', `not recording: ${reason}`);
				},
			},
		);
		this.#target.open();
	}

	async #leaveTarget(): Promise<void> {
		const target = this.#target;
		this.#target = null;
		this.#targetKey = null;
		this.recorder.setWriter(null);
		await target?.stop();
	}

	#databaseDown(error: unknown): void {
		const { reason, nextStep } = this.#target?.explain(error) ?? {
			reason: 'The database cannot be used',
			nextStep: 'Look into its log',
		};
		this.#setState('database_unreachable', reason, nextStep);
		this.#log.enter('database', `writing fails, records wait in memory: ${reason}. ${nextStep}`);
	}

	#databaseUp(lost: number): void {
		this.#setState('recording', null, null);
		this.#log.leave(
			'database',
			lost === 0 ? 'writing again, nothing was lost' : `writing again; ${lost} records were lost meanwhile`,
		);
	}

	async #beforeHostEnds(): Promise<void> {
		this.#intake.drain();
		const others = [...this.#registry.closers].map(async (close) => await close());
		await Promise.allSettled([this.recorder.close(SHUTDOWN_MS), ...others]);
		await Promise.race([this.#target?.stop(), new Promise((resolve) => setTimeout(resolve, 500))]);
	}

	/** Our own mistakes never reach an execution; when they pile up, capture switches itself off. */
	#ownError = (error: unknown): void => {
		const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.#log.enter('own error', `an error of ours, executions are not affected: ${words}`);
		this.#ownErrors.add(Date.now());
	};

	#switchOff(): void {
		this.#registry.socket.observer = null;
		this.#setState(
			'capture_off',
			'Too many errors in our own code: capture has switched itself off',
			'Restart n8n; report the message in its log',
		);
		this.#log.enter('capture', 'capture has switched itself off after too many errors of ours');
	}

	#setState(state: MonitoringState['state'], reason: string | null, nextStep: string | null): void {
		if (this.#state.state === 'capture_off') return;
		this.#state = { ...this.#state, state, reason, next_step: nextStep };
	}

	/** For the process' end and for tests: waits until n8n's close has us flush. */
	hookClose(): void {
		hookHostClose(this.#registry.close);
	}
}
