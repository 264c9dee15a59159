import type {
	AlertSeverity,
	AlertType,
	DeliveredEvent,
	EndReason,
	ErrorSeverity,
	ErrorType,
	ExecutionKind,
	ExecutionStatus,
	LogLevel,
} from './enums';
import type { SegmentUsage } from './usage';
import type { SeenShape, ShapeMode } from './known-shape';

/** A plain JSON object; what metadata columns hold. */
export type Metadata = Record<string, unknown>;

/**
 * How an automatic row gets its id: the same words give the same id in every process and at every
 * repetition, so that a row told twice meets itself. Rows that a person or a node creates carry `id` instead.
 */
export interface RowIdentity {
	id?: string;
	id_key?: string;
}

/** A row of `workflow_execution_logs`. `timestamp` is ms since the epoch, `duration` ms. */
export interface LogRecord extends RowIdentity {
	workflow_id: string;
	execution_id: string | null;
	log_level: LogLevel;
	message: string;
	timestamp: number;
	node_id: string | null;
	node_name: string | null;
	step_number: number | null;
	duration: number | null;
	items_in: number | null;
	items_out: number | null;
	metadata: Metadata;
}

/** A row of `workflow_errors`. `timestamp` is ms since the epoch. */
export interface ErrorRecord extends RowIdentity {
	workflow_id: string;
	execution_id: string | null;
	error_type: ErrorType;
	error_code: string | null;
	error_message: string;
	error_stack: string | null;
	severity: ErrorSeverity;
	timestamp: number;
	node_id: string | null;
	node_name: string | null;
	run_index: number | null;
	handled: boolean;
	retryable: boolean | null;
	fingerprint: string | null;
	/** The version of the workflow that ran; null or absent where unknown. */
	workflow_version?: string | null;
	metadata: Metadata;
	/** No column. */
	watchers?: GroupWatcher[];
}

/** A row of `monitoring_alerts`. `timestamp` is ms since the epoch. */
export interface AlertRecord extends RowIdentity {
	workflow_id: string;
	execution_id: string | null;
	alert_type: AlertType;
	severity: AlertSeverity;
	title: string;
	description: string | null;
	timestamp: number;
	metadata: Metadata;
}

/** The measured columns of `workflow_performance_metrics`; ms, bytes, percent, items per second. */
export interface PerformanceFields {
	total_duration: number | null;
	node_count: number | null;
	successful_nodes: number | null;
	failed_nodes: number | null;
	memory_peak: number | null;
	memory_average: number | null;
	cpu_peak: number | null;
	cpu_average: number | null;
	network_requests: number | null;
	network_data_transferred: number | null;
	throughput: number | null;
	bottleneck_nodes: string[] | null;
	/** How far the memory rose above an earlier reading of the same execution. */
	memory_growth: number | null;
	event_loop_delay_peak: number | null;
	event_loop_delay_average: number | null;
	network_bytes_sent: number | null;
	network_bytes_received: number | null;
	queue_wait: number | null;
}

/** What a person or a node says of one execution's performance; it wins over what we measured. */
export interface PerformanceRecord extends RowIdentity, Partial<PerformanceFields> {
	workflow_id: string;
	execution_id: string;
	timestamp: number;
	metadata: Metadata;
}

/** A row of `model_usage`: one run of a language model, `timestamp` its end in ms since the epoch, `latency` ms. */
export interface ModelUsageRecord extends RowIdentity {
	workflow_id: string;
	execution_id: string;
	timestamp: number;
	node_id: string | null;
	node_name: string;
	/** The node that asked: an agent, a chain; null where the node asks a model itself. */
	parent_node: string | null;
	run_index: number;
	provider: string | null;
	/** As it was requested. */
	model: string | null;
	input_tokens: number | null;
	output_tokens: number | null;
	/** The tokens were counted by n8n, since the model did not tell them. */
	estimated: boolean;
	failed: boolean;
	error_type: ErrorType | null;
	latency: number;
}

/** A value of a metric that somebody has defined; `timestamp` is ms since the epoch. */
export interface MetricRecord extends RowIdentity {
	name: string;
	value: number;
	/** In the order of their names; those without a value are not here. */
	labels: Array<[name: string, value: string]>;
	timestamp: number;
}

/** Who tells of an execution; the higher one is believed. Spaced, so that a new one finds a place. */
export const SOURCES = { reaper: 10, enqueuer: 20, host_table: 30, executor: 40 } as const;
export type Source = keyof typeof SOURCES;

/** Where only an event in the middle of an execution was seen, its start is no more than that. */
export const START_INFERRED = 5;

/** The order of states within one segment: a later one replaces an earlier one. */
const STATE_ORDER: Record<ExecutionStatus, number> = {
	queued: 0,
	running: 1,
	waiting: 2,
	success: 3,
	error: 3,
	canceled: 3,
	crashed: 3,
};

/** State keys from here on are those of reported ends. */
export const REPORTED_END = 2 ** 50;

/**
 * The rank of a story's state among all stories of its execution. A reported end is beyond any open state,
 * since an execution that has ended never goes on, and of two ends the better source's counts. All else, an end
 * that the reaper presumes included, is ordered by segment, then state, then source.
 */
export function stateKey(segment: number, status: ExecutionStatus, source: Source): number {
	const order = STATE_ORDER[status];
	if (order === STATE_ORDER.success && source !== 'reaper') {
		return REPORTED_END + SOURCES[source] * 2 ** 32 + segment;
	}
	return segment * 2 ** 16 + order * 2 ** 8 + SOURCES[source];
}

/**
 * What one process knows of an execution at one moment. Unknown is null and overwrites nothing.
 * Times are ms since the epoch. `merge-executions.ts` says how two of them become one.
 */
export interface ExecutionRecord {
	execution_id: string;
	workflow_id: string;
	status: ExecutionStatus;
	end_reason: EndReason | null;
	mode: string | null;
	kind: ExecutionKind | null;
	/** The node that started it, and its type. */
	trigger_node: string | null;
	trigger_type: string | null;
	workflow_version: string | null;
	n8n_version: string | null;
	package_version: string | null;
	/** The process that executes it, and since when it does; the later one has it now. */
	process_id: string | null;
	process_since: number | null;
	/** The last sign of life that anybody saw. */
	last_seen_at: number | null;
	/** Share of the memory in use (0 to 1) when its process was lost. */
	memory_share: number | null;
	started_at: number;
	finished_at: number | null;
	wait_till: number | null;
	retry_of: string | null;
	parent_execution_id: string | null;
	parent_workflow_id: string | null;
	last_node: string | null;
	current_step: number | null;
	step_started_at: number | null;
	node_count: number | null;
	node_runs: number | null;
	successful_nodes: number | null;
	failed_nodes: number | null;
	handled_errors: number | null;
	items_in: number | null;
	items_out: number | null;
	/** Rows of node runs beyond the monitor's limit, counted instead of written. */
	rows_left_out: number | null;
	segment: number;
	/** See `stateKey`. */
	state_key: number;
	started_source: number;
	/** Active ms of each segment that this process has seen end, keyed by its number. */
	segment_times: Record<string, number>;
	/** Handled errors of each segment that this process has seen end: a resumed execution counts them all. */
	segment_handled: Record<string, number>;
	/** What each segment used that this process has seen end; kept with the execution while more may follow. */
	segment_usage: Record<string, SegmentUsage>;
}

/** Name and state of a workflow as an execution showed them. */
export interface WorkflowRecord {
	workflow_id: string;
	name: string | null;
	active: boolean | null;
}

/** What was seen of the fields of a node's output; `node_shapes` keeps what all of these come to. */
export interface ShapeRecord extends RowIdentity, SeenShape {
	workflow_id: string;
	/** The last execution of which it is told. */
	execution_id: string;
	node_id: string | null;
	node_name: string;
	output_index: number;
	mode: ShapeMode;
	/** So many runs were looked at since it was told last. */
	runs: number;
	/** ms since the epoch */
	timestamp: number;
	workflow_version: string | null;
}

/** A row of `event_deliveries`: one Monitor Trigger is to hear of what happened. `timestamp` is ms since the epoch. */
export interface DeliveryRecord {
	/** What the id is made of: the same happening for the same trigger is one delivery, whoever tells of it. */
	id_key: string;
	timestamp: number;
	/** Whose trigger it is. */
	monitor_workflow_id: string;
	monitor_node_id: string;
	event: DeliveredEvent;
	/** What it is about. */
	workflow_id: string;
	execution_id: string | null;
	/** What counts as the same again and again where a circle is looked for. */
	circuit: string;
	/** What only who tells of it knows. */
	details: Metadata;
	/** So many ms later at the earliest: somebody who knows more may tell of it till then. */
	delay: number;
}

/** A Monitor Trigger that is to hear where an error makes a group, or brings one back. */
export interface GroupWatcher {
	monitor_workflow_id: string;
	monitor_node_id: string;
	event: 'error_group_new' | 'error_group_regressed';
}

/** One thing to be stored, by the table it goes to. */
export type MonitorRecord =
	| { table: 'workflow_execution_logs'; row: LogRecord }
	| { table: 'workflow_errors'; row: ErrorRecord }
	| { table: 'workflow_executions'; row: ExecutionRecord }
	| { table: 'workflow_performance_metrics'; row: PerformanceRecord }
	| { table: 'monitoring_alerts'; row: AlertRecord }
	| { table: 'node_shapes'; row: ShapeRecord }
	| { table: 'model_usage'; row: ModelUsageRecord }
	| { table: 'event_deliveries'; row: DeliveryRecord }
	| { table: 'metric_points'; row: MetricRecord }
	| { table: 'workflows'; row: WorkflowRecord };
