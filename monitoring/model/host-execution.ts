/** What n8n's own table of executions says of one; times are ms since the epoch. */
export interface HostExecution {
	executionId: string;
	workflowId: string;
	/** n8n's own words. */
	mode: string;
	status: string;
	retryOf: string | null;
	createdAt: number;
	/** Null where it has not begun, or never did. */
	startedAt: number | null;
	stoppedAt: number | null;
	waitTill: number | null;
	workflowVersion: string | null;
}
