import type { ErrorRecord } from '../../monitoring/model/records';
import { newId } from '../../monitoring/recorder/row-id';
import type { Store } from '../../monitoring/store/pool';
import type { Stored } from '../../monitoring/store/write/rows';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import { EMPTY_BATCH } from './empty-batch';
import { executionRecord } from './execution-records';

export const HOUR = 3_600_000;

export type StoredError = Stored<ErrorRecord & { group_id?: string | null }>;

/** An error of an hour ago in the group. */
export function errorRow(group: string, given: Partial<StoredError> = {}): StoredError {
	const timestamp = given.timestamp ?? Date.now() - HOUR;
	return {
		id: newId(timestamp), workflow_id: 'wf', execution_id: '1', error_type: 'network', error_code: '503',
		error_message: 'Service unavailable', error_stack: null, severity: 'medium', timestamp, node_id: 'n',
		node_name: 'Call', run_index: 0, handled: false, retryable: true, fingerprint: 'f', group_id: group,
		workflow_version: 'v1', metadata: {}, ...given,
	};
}

/** Writes errors with their executions, as one flush does. */
export async function writeErrors(store: Store, instanceId: string, errors: StoredError[], mode = 'webhook'): Promise<void> {
	const ids = [...new Set(errors.map(({ execution_id }) => execution_id))];
	await writeBatch(store, instanceId, {
		...EMPTY_BATCH, errors,
		executions: ids.flatMap((execution_id) => (execution_id === null ? [] : [executionRecord({ execution_id, mode })])),
	});
}
