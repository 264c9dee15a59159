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
		| 'capture_off'
		| 'uninstalled';
	reason: string | null;
	next_step: string | null;
	/** Since when this process records without a break, ISO 8601; null while it does not. */
	since: string | null;
	/** The published monitor that records, by its workflow. */
	monitor: { workflow_id: string; workflow_name: string } | null;
	/** Other published monitors; they start their workflows but do not record a second time. */
	other_monitors: Array<{ workflow_id: string; workflow_name: string }>;
}
