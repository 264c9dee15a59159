import type { ModelUsageRecord } from '../../monitoring/model/records';
import { newId } from '../../monitoring/recorder/row-id';
import type { Stored } from '../../monitoring/store/write/rows';

/** A run of gpt-4o in workflow "wf" just now. */
export function usageRow(given: Partial<ModelUsageRecord> = {}): Stored<ModelUsageRecord> {
	const timestamp = given.timestamp ?? Date.now() - 1_000;
	return {
		id: newId(timestamp), workflow_id: 'wf', execution_id: '1', timestamp, node_id: 'n', node_name: 'Model', parent_node: 'Agent', run_index: 0,
		provider: 'openai', model: 'gpt-4o', input_tokens: 1_000, output_tokens: 10, estimated: false, failed: false, error_type: null, latency: 500, ...given,
	};
}
