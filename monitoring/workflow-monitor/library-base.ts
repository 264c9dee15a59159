import { setAddedMasks } from '../masking/added-masks';
import { checkMasks } from '../model/mask-rules';
import { MonitorDatabase } from './monitor-database';
import { MonitorConfigurationError } from './monitor-error';
import { connectionFromOptions, type WorkflowMonitorOptions } from './options';

let count = 0;

/** The library's connection: opened on first use, closed by whoever is done. */
export class LibraryBase {
	#options: WorkflowMonitorOptions;

	readonly #number = (count += 1);

	#database: MonitorDatabase | null = null;

	/** Without options: MONITOR_DATABASE_URL and MONITOR_DATABASE_SCHEMA, looked at on first use. */
	constructor(options: WorkflowMonitorOptions = {}) {
		this.#options = options;
		this.#mask(options);
	}

	/** Says where to write to from now on, and for which instance. */
	configure(options: WorkflowMonitorOptions): this {
		const before = this.#database;
		this.#database = null;
		this.#options = options;
		this.#mask(options);
		void before?.release();
		return this;
	}

	/** Writes what waits; resolves when it is stored or one attempt has failed. */
	async flush(): Promise<void> {
		await this.#database?.flush();
	}

	/** Last flush, within five seconds, and gives the connections back. Used again, it opens anew. */
	async close(): Promise<void> {
		const database = this.#database;
		this.#database = null;
		await database?.release(true);
	}

	/** Before anything is written: rows are masked when they are made. */
	#mask({ maskKeys = [], maskPatterns = [] }: WorkflowMonitorOptions): void {
		const masks = { keys: maskKeys, patterns: maskPatterns };
		try {
			checkMasks(masks);
		} catch (error) {
			throw new MonitorConfigurationError((error as Error).message);
		}
		setAddedMasks(`library ${this.#number}`, masks);
	}

	protected open(): MonitorDatabase {
		if (this.#database !== null) return this.#database;
		const { settings, instanceId } = connectionFromOptions(this.#options);
		if (settings === null) {
			throw new MonitorConfigurationError(
				'It is not said which database to use',
				'Set MONITOR_DATABASE_URL, or call configure({ connectionString })',
			);
		}
		this.#database = new MonitorDatabase(settings, instanceId);
		return this.#database;
	}
}
