import { currentInstanceId } from '../agent';
import type { ConnectionSettings } from '../model/connection';
import type { Sql, Store } from '../store/pool';
import { listInstances } from '../store/read/list-instances';
import { explainFailure } from './database-failure';
import { givenInstance, onlyInstance } from './instance';
import {
	MonitorConfigurationError,
	MonitorNotFoundError,
	MonitorSchemaError,
} from './monitor-error';
import type { DashboardQuestion } from './read-questions';
import { openConnection, type SharedConnection } from './shared-connection';

/** The connection of one user of the database, and whose rows are meant. What fails throws a MonitorError. */
export class DatabaseAccess {
	protected readonly connection: SharedConnection;

	readonly #instanceId: string | null;

	/** @param instanceId whose rows are meant; null leaves it to the environment, this n8n or the database */
	constructor(settings: ConnectionSettings, instanceId: string | null = null) {
		this.connection = openConnection(settings);
		this.#instanceId = instanceId;
	}

	/** Gives the connection back; `now` closes it after a last flush where nobody else uses it. */
	async release(now = false): Promise<void> {
		await this.connection.release(now);
	}

	/** Writes what waits; resolves when it is stored or one attempt has failed. */
	async flush(): Promise<void> {
		await this.connection.flush();
	}

	/** What this process knows of its own recording says nothing about another n8n. */
	protected asksItself({ instances }: Pick<DashboardQuestion, 'instances'>): boolean {
		return instances === null && (this.#instanceId ?? currentInstanceId()) === currentInstanceId();
	}

	protected async run<T>(work: (store: Store, instanceId: string) => Promise<T>): Promise<T> {
		return await this.explained(
			async (store) => await work(store, givenInstance(this.#instanceId) ?? (await onlyInstance(store))),
		);
	}

	/** Runs a read over the instances that were chosen; over its own one where none was. */
	protected async read<T>(
		{ instances }: Pick<DashboardQuestion, 'instances'>,
		work: (sql: Sql, instanceId: string | readonly string[]) => Promise<T>,
	): Promise<T> {
		if (instances === null) return await this.run(work);
		return await this.explained(
			async (store) => await work(store, instances === '*' ? await listInstances(store) : instances),
		);
	}

	protected async explained<T>(work: (store: Store) => Promise<T>): Promise<T> {
		const { store, settings } = this.connection;
		try {
			return await work(store);
		} catch (error) {
			throw explainFailure(error, settings);
		}
	}

	/** Null where only the database knows it and is away: the row waits until it says. */
	protected async instanceForWriting(): Promise<string | null> {
		const given = givenInstance(this.#instanceId);
		if (given !== null) return given;
		const { store, settings } = this.connection;
		if (this.connection.recorder(null).down) return null;
		try {
			return await onlyInstance(store);
		} catch (error) {
			const explained = explainFailure(error, settings);
			if (
				explained instanceof MonitorConfigurationError ||
				explained instanceof MonitorSchemaError
			) {
				throw explained;
			}
			return null;
		}
	}
}

/** @throws MonitorNotFoundError always */
export function notFound(field: string, id: string, what: string): never {
	throw new MonitorNotFoundError(field, id, `the id of a recorded ${what} of this instance`);
}
