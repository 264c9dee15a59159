/** What a monitor is doing, for the nodes and for people; `reason` and `next_step` are sentences or null. */
export interface MonitoringState {
	state:
		| 'outside_n8n'
		| 'starting'
		| 'not_published'
		| 'paused'
		| 'connecting'
		| 'recording'
		| 'database_unreachable'
		| 'schema_unusable'
		| 'credential_unusable'
		| 'not_allowed'
		| 'capture_off'
		| 'uninstalled';
	reason: string | null;
	next_step: string | null;
	/** Since when this process records without a break, ISO 8601; null while it does not. */
	since: string | null;
	/** The oldest published monitor, by its workflow. */
	monitor: { workflow_id: string; workflow_name: string } | null;
	/** The other published monitors. */
	other_monitors: Array<{ workflow_id: string; workflow_name: string }>;
}
