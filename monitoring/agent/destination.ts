import type { StateLog } from '../log/state-log';
import { connectionKey, type ConnectionSettings } from '../model/connection';
import { PACKAGE_VERSION } from '../model/package-version';
import type { Recorder } from '../recorder/recorder';
import type { Store } from '../store/pool';
import type { ProcessEnd } from '../store/write/end-process';
import type { Found } from './discovery';
import type { StateBoard } from './state-board';
import { Target, type TargetHost } from './target';

/**
 * Where this process writes to just now: opens the database that was found, changes to another one, and says on
 * the board and in n8n's log how it stands, each state once.
 */
export class Destination {
	readonly #recorder: Recorder;

	readonly #board: StateBoard;

	readonly #log: StateLog;

	readonly #onOpen: (store: Store) => void;

	readonly #host: Omit<TargetHost, 'state'>;

	#target: Target | null = null;

	/** Connection and instance of the target, to know whether it is the same. */
	#key: string | null = null;

	#credential = '';

	/** @param onOpen called each time a database is ready to be written to */
	constructor(
		recorder: Recorder,
		board: StateBoard,
		log: StateLog,
		onOpen: (store: Store) => void,
		host: Omit<TargetHost, 'state'>,
	) {
		this.#recorder = recorder;
		this.#board = board;
		this.#log = log;
		this.#onOpen = onOpen;
		this.#host = host;
	}

	/** The database that is open; null while none is. */
	get store(): Store | null {
		return this.#target?.store ?? null;
	}

	/** True where what is recorded goes to the database of this connection. */
	writesTo(connection: ConnectionSettings): boolean {
		return this.#target !== null && connectionKey(this.#target.settings) === connectionKey(connection);
	}

	/** Opens what was found; nothing where it is open already. Without a usable connection it says why. */
	open(found: Found): void {
		const { connection, instance } = found;
		if (connection === null) {
			const problem = found.problem ?? 'The Monitor Trigger has no credential';
			this.#board.set('credential_unusable', problem, 'Mend the credential of the Monitor Trigger');
			this.#log.enter('database', `not recording: ${problem}`);
			void this.leave('paused');
			return;
		}
		const key = JSON.stringify([connection, instance]);
		if (key === this.#key) return;
		void this.leave('moved');
		this.#key = key;
		this.#credential = found.credentialName === null ? '' : ` (credential "${found.credentialName}")`;
		this.#board.set('connecting', 'The database is being opened');
		this.#target = new Target(
			connection,
			{ ...instance, packageVersion: PACKAGE_VERSION },
			this.#recorder,
			{
				onReady: () => {
					this.#board.set('recording');
					this.#log.leave('database', 'recording again');
					if (this.#target !== null) this.#onOpen(this.#target.store);
				},
				onProblem: (reason, nextStep) => this.#troubled('not recording, will try again', reason, nextStep),
				onUnusable: (reason) => {
					this.#board.set('schema_unusable', reason, 'Update n8n-nodes-monitor');
					this.#log.enter('database', `not recording: ${reason}`);
				},
			},
			{ ...this.#host, state: () => this.#board.get() },
		);
		this.#target.open();
	}

	/** Leaves the database at once; what waits is held until there is another one. */
	async leave(reason: ProcessEnd | null): Promise<void> {
		const target = this.#forget();
		this.#recorder.setWriter(null);
		await target?.stop(reason);
	}

	/** Writes what waits, and leaves then. */
	async leaveAfterFlush(reason: ProcessEnd): Promise<void> {
		const target = this.#forget();
		await this.#recorder.flush();
		// Another one may have been opened meanwhile.
		if (this.#target === null) this.#recorder.setWriter(null);
		await target?.stop(reason);
	}

	/** Writing has begun to fail. */
	down(error: unknown): void {
		if (this.#target === null) return;
		const { reason, nextStep } = this.#target.explain(error);
		this.#troubled('writing fails, records wait in memory', reason, nextStep);
	}

	/** Writing works again. */
	up(lost: number): void {
		this.#board.set('recording');
		this.#log.leave(
			'database',
			lost === 0 ? 'writing again, nothing was lost' : `writing again; ${lost} records were lost meanwhile`,
		);
	}

	#troubled(what: string, reason: string, nextStep: string): void {
		this.#board.set('database_unreachable', `${reason}${this.#credential}`, nextStep);
		this.#log.enter('database', `${what}: ${reason}${this.#credential}. ${nextStep}`);
	}

	#forget(): Target | null {
		const target = this.#target;
		this.#target = null;
		this.#key = null;
		return target;
	}
}
