/** Whose runs these are: a workflow's, or a node's of it. */
export interface TrendSubject {
	instance_id: string;
	workflow_id: string;
	workflow_name: string | null;
	node_id: string | null;
	node_name: string | null;
}

/** One execution, as a series sees it. */
export interface TrendRun {
	/** ms since the epoch */
	at: number;
	executionId: string;
	/** ms; of a failure rate 1 where it failed, else 0. */
	value: number;
	/** Items that went in. */
	items: number | null;
	version: string | null;
}

export type TrendMetric = 'duration' | 'failure_rate';

/** Runs in order of time. */
export interface TrendSeries {
	subject: TrendSubject;
	metric: TrendMetric;
	runs: readonly TrendRun[];
}
