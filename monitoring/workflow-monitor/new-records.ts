import { classifyError } from '../capture/classify-error';
import { maskText } from '../masking/mask-secrets';
import {
	ALERT_SEVERITIES,
	ALERT_TYPES,
	ERROR_SEVERITIES,
	ERROR_TYPES,
	LOG_LEVELS,
	type AlertSeverity,
	type AlertType,
	type ErrorSeverity,
	type ErrorType,
	type LogLevel,
} from '../model/enums';
import { INTEGER_MAX, TEXT_LIMITS } from '../model/limits';
import type { AlertRecord, ErrorRecord, LogRecord, PerformanceFields, PerformanceRecord } from '../model/records';
import { newId } from '../recorder/row-id';
import { Figures } from './figures';
import { Input } from './input';
import { masked, maskedMetadata, maskedRequired } from './masked-input';
import { MonitorInputError } from './monitor-error';

/** A log row; `duration` in ms, capped at 24.8 days with a mark in metadata. */
export interface LogInput {
	/** Default: info */
	level?: LogLevel;
	message: string;
	nodeId?: string;
	nodeName?: string;
	stepNumber?: number;
	duration?: number;
	metadata?: object;
}

export interface ErrorInput {
	message: string;
	/** Where left out, read from message and code. */
	type?: ErrorType;
	code?: string;
	/** Where left out, by its type. */
	severity?: ErrorSeverity;
	stack?: string;
	nodeId?: string;
	nodeName?: string;
	/** Errors of a workflow and node with the same one are a group; where left out, made from the error. */
	fingerprint?: string;
	metadata?: object;
}

/** ms, bytes, percent, items per second; what is beyond a column is capped, with a mark in metadata. */
export interface PerformanceInput {
	totalDuration?: number;
	nodeCount?: number;
	successfulNodes?: number;
	failedNodes?: number;
	memoryPeak?: number;
	memoryAverage?: number;
	cpuPeak?: number;
	cpuAverage?: number;
	networkRequests?: number;
	networkDataTransferred?: number;
	throughput?: number;
	bottleneckNodes?: string[];
	memoryGrowth?: number;
	eventLoopDelayPeak?: number;
	eventLoopDelayAverage?: number;
	networkBytesSent?: number;
	networkBytesReceived?: number;
	queueWait?: number;
	metadata?: object;
}

export interface AlertInput {
	type: AlertType;
	/** Default: warning */
	severity?: AlertSeverity;
	title: string;
	description?: string;
	executionId?: string;
	metadata?: object;
}

/** A record that a person or a node makes: it has its id from the start. */
export type New<T> = T & { id: string };

const CPU_MAX = 999.99;
const THROUGHPUT_MAX = 99_999_999.99;
const DELAY_MAX = 9_999_999_999.99;

/** @throws MonitorInputError, as all of these do */
export function newLog(
	workflowId: unknown,
	executionId: unknown,
	given: unknown,
	now: number,
): New<LogRecord> {
	const input = new Input(given);
	const figures = new Figures(input);
	return {
		...place(workflowId, executionId),
		id: newId(now),
		timestamp: now,
		log_level: input.oneOf('level', LOG_LEVELS) ?? 'info',
		message: maskedRequired(input, 'message', TEXT_LIMITS.message),
		...nodeOf(input),
		step_number: input.integer('stepNumber', 0, INTEGER_MAX),
		duration: figures.integer('duration', INTEGER_MAX),
		items_in: null,
		items_out: null,
		metadata: { ...maskedMetadata(input), ...figures.mark },
	};
}

export function newError(
	workflowId: unknown,
	executionId: unknown,
	given: unknown,
	now: number,
): New<ErrorRecord> {
	const input = new Input(given);
	const message = maskedRequired(input, 'message', TEXT_LIMITS.error_message);
	const code = masked(input, 'code', TEXT_LIMITS.error_code);
	const stack = masked(input, 'stack', TEXT_LIMITS.error_stack);
	const node = nodeOf(input);
	const kind = classifyError({ message, ...(code === null ? {} : { code }) }, null, {
		nodeName: node.node_name ?? undefined,
		nodeId: node.node_id ?? undefined,
	});
	return {
		...place(workflowId, executionId),
		id: newId(now),
		timestamp: now,
		error_type: input.oneOf('type', ERROR_TYPES) ?? kind.error_type,
		error_code: code,
		error_message: message,
		error_stack: stack,
		severity: input.oneOf('severity', ERROR_SEVERITIES) ?? kind.severity,
		...node,
		run_index: null,
		handled: false,
		retryable: kind.retryable,
		fingerprint: masked(input, 'fingerprint', TEXT_LIMITS.fingerprint) ?? kind.fingerprint,
		metadata: maskedMetadata(input),
	};
}

export function newPerformance(
	workflowId: unknown,
	executionId: unknown,
	given: unknown,
	now: number,
): New<PerformanceRecord> {
	const input = new Input(given);
	const figures = new Figures(input);
	const count = (field: string) => figures.integer(field, INTEGER_MAX);
	const bytes = (field: string) => figures.integer(field, Number.MAX_SAFE_INTEGER);
	const fields: PerformanceFields = {
		total_duration: count('totalDuration'),
		node_count: count('nodeCount'),
		successful_nodes: count('successfulNodes'),
		failed_nodes: count('failedNodes'),
		memory_peak: bytes('memoryPeak'),
		memory_average: bytes('memoryAverage'),
		cpu_peak: figures.decimal('cpuPeak', CPU_MAX),
		cpu_average: figures.decimal('cpuAverage', CPU_MAX),
		network_requests: count('networkRequests'),
		network_data_transferred: bytes('networkDataTransferred'),
		throughput: figures.decimal('throughput', THROUGHPUT_MAX),
		bottleneck_nodes:
			input.texts('bottleneckNodes', TEXT_LIMITS.node_name)?.map((name) => maskText(name)) ?? null,
		memory_growth: bytes('memoryGrowth'),
		event_loop_delay_peak: figures.decimal('eventLoopDelayPeak', DELAY_MAX),
		event_loop_delay_average: figures.decimal('eventLoopDelayAverage', DELAY_MAX),
		network_bytes_sent: bytes('networkBytesSent'),
		network_bytes_received: bytes('networkBytesReceived'),
		queue_wait: count('queueWait'),
	};
	const metadata = { ...maskedMetadata(input), ...figures.mark };
	if (
		Object.values(fields).every((value) => value === null) &&
		Object.keys(metadata).length === 0
	) {
		throw new MonitorInputError(
			'totalDuration',
			undefined,
			'at least one figure, such as totalDuration',
		);
	}
	return { ...place(workflowId, executionId), id: newId(now), timestamp: now, ...fields, metadata };
}

export function newAlert(workflowId: unknown, given: unknown, now: number): New<AlertRecord> {
	const input = new Input(given);
	const where = new Input({ workflowId });
	return {
		workflow_id: where.requiredText('workflowId', TEXT_LIMITS.workflow_id),
		execution_id: input.text('executionId', TEXT_LIMITS.execution_id),
		id: newId(now),
		timestamp: now,
		alert_type: input.requiredOneOf('type', ALERT_TYPES),
		severity: input.oneOf('severity', ALERT_SEVERITIES) ?? 'warning',
		title: maskedRequired(input, 'title', TEXT_LIMITS.title),
		description: masked(input, 'description', TEXT_LIMITS.description),
		metadata: maskedMetadata(input),
	};
}

function place(
	workflowId: unknown,
	executionId: unknown,
): { workflow_id: string; execution_id: string } {
	const input = new Input({ workflowId, executionId });
	return {
		workflow_id: input.requiredText('workflowId', TEXT_LIMITS.workflow_id),
		execution_id: input.requiredText('executionId', TEXT_LIMITS.execution_id),
	};
}

function nodeOf(input: Input): { node_id: string | null; node_name: string | null } {
	return {
		node_id: input.text('nodeId', TEXT_LIMITS.node_id),
		node_name: masked(input, 'nodeName', TEXT_LIMITS.node_name),
	};
}
