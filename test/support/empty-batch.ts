import type { Batch } from '../../monitoring/store/write/rows';

/** A batch in which a test puts what it is about. */
export const EMPTY_BATCH: Batch = {
	workflows: [],
	executions: [],
	ended: [],
	logs: [],
	errors: [],
	performance: [],
	alerts: [],
	shapes: [],
	deliveries: [],
	modelUsage: [],
	metrics: [],
};
