import type { Told } from '../capture/telling';
import type { LossLog } from '../log/loss-log';
import type { RecorderReport } from '../model/accounting';
import { connectionKey, type ConnectionSettings } from '../model/connection';
import type { CapturePolicy, Detail } from '../model/monitor-settings';
import { PACKAGE_VERSION } from '../model/package-version';
import type { MonitorRecord } from '../model/records';
import { Recorder } from '../recorder/recorder';
import type { Store } from '../store/pool';
import type { ProcessEnd } from '../store/write/end-process';
import { DetailFilter } from './detail-filter';
import type { FoundMonitor, OwnInstance, Source } from './find-monitors';
import { DestinationEvents, type EventsHost } from './destination-events';
import { RecoveredEnds } from './recovered-ends';
import { Share } from './share';
import { Standing } from './standing';
import { Target, type Place, type TargetHost } from './target';
import { WatchList } from './watch-list';

/** What a destination asks of the process, and whom it tells what it finds out. */
export interface DestinationHost extends Pick<TargetHost, 'processId' | 'cancelReason' | 'policy'>, EventsHost {
	losses: LossLog;
	/** What is captured of such a run just now. */
	captured(workflowId: string, mode: string | null): CapturePolicy;
	/** Records that wait in the process until it is known who watches them. */
	held(): number;
	/** The database is open; only now it is known which one it is. */
	opened(destination: Destination, place: Place): void;
}

/**
 * Where the monitors of one credential write to: keeps what they watch, in the detail that they want, and says
 * how it stands. What waits is kept while the connection changes.
 */
export class Destination {
	readonly recorder: Recorder;

	readonly watchList = new WatchList();

	readonly standing = new Standing();

	readonly events: DestinationEvents;

	#monitors: readonly FoundMonitor[] = [];

	place: Place | null = null;

	readonly #host: DestinationHost;

	readonly #filter: DetailFilter;

	readonly #share: Share;

	readonly #recovered = new RecoveredEnds();

	#target: Target | null = null;

	/** Connection and instance of the target, to know whether it is the same. */
	#key: string | null = null;

	#credential = '';

	constructor(
		/** See `Source`. */
		readonly key: string,
		host: DestinationHost,
	) {
		this.#host = host;
		this.events = new DestinationEvents(host);
		const { log, losses } = host;
		this.recorder = new Recorder({
			onDown: (error) => this.#down(error),
			onUp: (lost) => this.#up(lost),
			onFull: () => losses.add('queue_full', 'the queue is full: the oldest log rows are left out', 1),
			onRefused: (table, sqlState) =>
				log.enter(
					`refused ${table} ${sqlState}`,
					`Postgres refused a row for ${table} (SQLSTATE ${sqlState}); it is left out, the others are stored`,
				),
		});
		this.#filter = new DetailFilter((reason, count) => this.recorder.skip(reason, count));
		this.#share = new Share({
			keep: (records, urgent) => {
				for (let index = 0; index < records.length; index++) this.recorder.add(records[index], urgent);
			},
			skip: (count) => this.recorder.skip('share', count),
		});
	}

	get monitors(): readonly FoundMonitor[] {
		return this.#monitors;
	}

	set monitors(monitors: readonly FoundMonitor[]) {
		this.#monitors = monitors;
		this.events.watch(monitors);
	}

	/** The database that is open; null while none is. */
	get store(): Store | null {
		return this.#target?.store ?? null;
	}

	/** True where what is recorded goes to the database of this connection. */
	writesTo(connection: ConnectionSettings): boolean {
		return this.#target !== null && connectionKey(this.#target.settings) === connectionKey(connection);
	}

	/** What became of all that was captured for this database, what waits in the process included. */
	get report(): RecorderReport {
		const { report } = this.recorder;
		const held = this.#host.held() + this.#share.rows;
		return { ...report, captured: report.captured + held, held: report.held + held };
	}

	/** Opens what was found; nothing where it is open already. Without a usable connection it says why. */
	open({ connection, problem, credentialName }: Source, instance: OwnInstance): void {
		if (connection === null) {
			const reason = problem ?? 'The Monitor Trigger has no credential';
			this.standing.set('credential_unusable', reason, 'Mend the credential of the Monitor Trigger');
			this.#host.log.enter(this.#topic, `not recording: ${reason}`);
			void this.leave('paused');
			return;
		}
		const key = JSON.stringify([connection, instance]);
		if (key === this.#key) return;
		void this.leave('moved');
		this.#key = key;
		this.#credential = credentialName === null ? '' : ` (credential "${credentialName}")`;
		this.standing.set('connecting', 'The database is being opened');
		this.#target = new Target(
			connection,
			{ ...instance, packageVersion: PACKAGE_VERSION },
			this.recorder,
			{
				onReady: (place) => this.#ready(place),
				onProblem: (reason, nextStep) => this.#troubled('not recording, will try again', reason, nextStep),
				onUnusable: (reason) => {
					this.standing.set('schema_unusable', reason, 'Update n8n-nodes-monitor');
					this.#host.log.enter(this.#topic, `not recording: ${reason}`);
				},
			},
			{
				...this.#host,
				state: () => this.standing,
				report: () => this.report,
				tell: (told) => void this.#record(told),
				heard: () => this.events.soon(),
			},
		);
		this.#target.open();
	}

	/** Keeps what is told of an execution as far as it is watched. */
	take(told: Told): void {
		if (told.ended?.end.reason === 'process_lost' && this.#detail(told) !== null && this.#recovered.hold(told)) {
			if (this.standing.state === 'recording') void this.#takeRecovered();
			return;
		}
		this.#record(told);
	}

	/** Takes over what waited elsewhere. */
	adopt(records: readonly MonitorRecord[]): void {
		for (const record of records) this.recorder.add(record);
	}

	/** Gives up all that waits. */
	surrender(): MonitorRecord[] {
		this.#share.release();
		return this.recorder.handOver();
	}

	/** Leaves the database at once; what waits is held until there is another one. */
	async leave(reason: ProcessEnd | null): Promise<void> {
		const target = this.#forget();
		this.recorder.setWriter(null);
		await target?.stop(reason);
	}

	/** Writes what waits, and leaves then. */
	async leaveAfterFlush(reason: ProcessEnd): Promise<void> {
		const target = this.#forget();
		this.#share.release();
		for (const { records } of this.#recovered.drop()) this.recorder.skip('no_monitor', records.length);
		await this.recorder.flush();
		// Another one may have been opened meanwhile.
		if (this.#target === null) this.recorder.setWriter(null);
		await target?.stop(reason);
	}

	/** Writes what waits before the process ends, at most so many ms. */
	async close(ms: number): Promise<void> {
		this.#share.release();
		await this.recorder.close(ms);
	}

	#detail({ workflowId, mode }: Told): Detail | null {
		return this.watchList.detail(this.#host.workflow(workflowId), mode);
	}

	#record(told: Told): void {
		const detail = this.#detail(told);
		if (detail === null) {
			this.recorder.skip('not_watched', told.records.length);
			return;
		}
		const captured = this.#host.captured(told.workflowId, told.mode);
		const records = this.events.of(told, this.#filter.apply(told.records, detail, captured));
		const urgent = records.length > told.records.length || (told.ended !== null && told.ended.end.status !== 'success');
		this.#share.take(told, records, detail.share, urgent);
	}

	#ready(place: Place): void {
		this.place = place;
		this.standing.set('recording');
		this.#host.log.leave(this.#topic, 'recording again');
		this.#host.opened(this, place);
		// It may have turned out to be the same place as another one, and be closed by now.
		if (this.store !== null) this.events.open(this.store, place.instanceId);
		void this.#takeRecovered();
	}

	/** What n8n has told of lost processes and the database does not know yet. */
	async #takeRecovered(): Promise<void> {
		const { store, place } = this;
		if (store === null || place === null) return;
		try {
			for (const told of await this.#recovered.news(store, place.instanceId)) this.#record(told);
		} catch {
			// They are held until the database is there again.
		}
	}

	/** Writing has begun to fail. */
	#down(error: unknown): void {
		if (this.#target === null) return;
		const { reason, nextStep } = this.#target.explain(error);
		this.#troubled('writing fails, records wait in memory', reason, nextStep);
	}

	#up(lost: number): void {
		this.standing.set('recording');
		this.#host.log.leave(
			this.#topic,
			lost === 0 ? 'writing again, nothing was lost' : `writing again; ${lost} records were lost meanwhile`,
		);
		void this.#takeRecovered();
	}

	#troubled(what: string, reason: string, nextStep: string): void {
		this.standing.set('database_unreachable', `${reason}${this.#credential}`, nextStep);
		this.#host.log.enter(this.#topic, `${what}: ${reason}${this.#credential}. ${nextStep}`);
	}

	get #topic(): string {
		return `database ${this.key}`;
	}

	#forget(): Target | null {
		const target = this.#target;
		this.#target = null;
		this.#key = null;
		this.place = null;
		this.events.close();
		return target;
	}
}
