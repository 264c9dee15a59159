import type { Told } from '../../monitoring/capture/telling';
import type { HostExecution } from '../../monitoring/model/host-execution';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import type { Store } from '../../monitoring/store/pool';
import { ensurePartitionsAhead } from '../../monitoring/store/write/ensure-log-partitions';
import { renewProcess } from '../../monitoring/store/write/renew-process';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import type { TestDatabase } from '../support/database';
import { monitoredDatabase } from '../workflow-monitor/monitored';

export const INSTANCE = 'this-n8n';
/** The process that looks, and one that is gone. */
export const OWN = '00000000-0000-4000-8000-000000000001';
export const DEAD = '00000000-0000-4000-8000-000000000002';

/** A database in which processes of n8n record and are lost. */
export interface LostStage {
	database: TestDatabase;
	store: Store;
	/** Registers a process, or renews its lease. */
	renew(processId: string, given?: object, leaseMs?: number): Promise<void>;
	/** What is told goes the way of all records. */
	write(told: readonly Told[]): Promise<void>;
	executions(): Promise<Array<Record<string, unknown>>>;
}

export async function setLostStage(): Promise<LostStage> {
	const database = await monitoredDatabase(INSTANCE);
	const store = database.store();
	await ensurePartitionsAhead(store, Date.now());
	return {
		database,
		store,
		renew: async (processId, given = {}, leaseMs = 60_000) => {
			await renewProcess(
				store,
				INSTANCE,
				{
					processId, processType: 'worker', host: 'elsewhere', pid: 7, start: 'boot:1', n8nVersion: null,
					packageVersion: '0.1.0', state: 'recording', stateReason: null, memoryShare: 0.875,
					counters: { queued: 3, held: 1 }, ...given,
				},
				leaseMs,
			);
		},
		write: async (told) => {
			const entries = told.flatMap(({ records }) => records.map((record) => ({ record, bytes: 1, since: 0 })));
			await writeBatch(store, INSTANCE, prepareBatch(entries, INSTANCE, Date.now()));
		},
		executions: async () => await database.sql('select * from monitoring.workflow_executions order by execution_id'),
	};
}

/** A row of n8n's own table. */
export function hostRow(given: Partial<HostExecution> = {}): HostExecution {
	return {
		executionId: '1', workflowId: 'wf', mode: 'webhook', status: 'running', retryOf: null, createdAt: Date.now() - 9_000,
		startedAt: Date.now() - 9_000, stoppedAt: null, waitTill: null, workflowVersion: null, ...given,
	};
}
