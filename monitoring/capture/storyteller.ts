import type { LogLevel } from '../model/enums';
import { INTEGER_MAX } from '../model/limits';
import {
	SOURCES,
	START_INFERRED,
	stateKey,
	type ErrorRecord,
	type ExecutionRecord,
	type LogRecord,
	type MonitorRecord,
} from '../model/records';
import { capturedId, capturedName } from './captured-text';
import { isStalled, readEnd, type ReportedEnd } from './end-of-execution';
import { errorRecord } from './error-record';
import { follow, itemsAtEnds } from './item-flow';
import { holdsMonitorTrigger, unknownNode, type NodeFacts } from './node-facts';
import {
	outputCounts,
	type EndObserved,
	type NodeEndObserved,
	type NodeStartObserved,
	type Observation,
	type StartObserved,
} from './observation';
import { RecentSet } from './recent-set';
import { beginStory, joinStory, type OutputsOf, type Story } from './story';

/** An execution that has just ended, as events need it. */
export interface EndedExecution {
	story: Story;
	end: ReportedEnd;
	/** When it began by what this process knows, ms since the epoch. */
	startedAt: number;
	lastNode: string | null;
	error: ErrorRecord | null;
}

/** What became of one observation. */
export interface Told {
	records: MonitorRecord[];
	workflowId: string;
	mode: string;
	ended: EndedExecution | null;
}

export interface StorytellerOptions {
	/** Rows below this level are not made. */
	level: () => LogLevel;
	/** How many main outputs a node type declares; null where unknown. */
	declaredOutputs: (type: string, version: number) => number | null;
	/** The host's own word why an execution was canceled, where it was heard. */
	cancelReason: (executionId: string) => string | null;
	/** The instance's time limit in s for workflows without one of their own; null where there is none. */
	defaultTimeout?: () => number | null;
}

const MAX_UNDECIDED = 100;
const ENDED_KEPT = 500;

/**
 * Turns what the host says into records. It keeps, for each execution that runs in this process, a small plain
 * story; references to the host's objects end with the call.
 */
export class Storyteller {
	readonly stories: Map<string, Story>;

	/** Executions that start no Monitor Trigger, nor do their children, retries and error workflows. */
	readonly silent: RecentSet;

	readonly #options: StorytellerOptions;

	constructor(options: StorytellerOptions, inherited?: Pick<Storyteller, 'stories' | 'silent'>) {
		this.#options = options;
		this.stories = inherited?.stories ?? new Map();
		this.silent = inherited?.silent ?? new RecentSet(10_000);
	}

	tell(seen: Observation): Told {
		switch (seen.kind) {
			case 'start':
				return this.#start(seen);
			case 'node_start':
				return this.#nodeStart(seen);
			case 'node_end':
				return this.#nodeEnd(seen);
			case 'end':
				return this.#end(seen);
		}
	}

	#start(seen: StartObserved): Told {
		const silent =
			holdsMonitorTrigger(seen.workflow) ||
			(seen.parent !== null && this.silent.has(seen.parent.executionId)) ||
			(seen.retryOf !== null && this.silent.has(seen.retryOf));
		if (silent) this.silent.add(seen.executionId);
		const story = beginStory(seen, silent, this.#outputsOf);
		this.stories.set(seen.executionId, story);
		const records: MonitorRecord[] = [];
		// A sub-workflow given as JSON carries its parent's id: its name is not that workflow's.
		if (story.parentWorkflowId !== story.workflowId) {
			const { active, activeVersionId } = seen.workflow;
			records.push({
				table: 'workflows',
				row: {
					workflow_id: story.workflowId,
					name: story.workflowName,
					active: activeVersionId !== undefined ? activeVersionId !== null : (active ?? null),
				},
			});
		}
		records.push({
			table: 'workflow_executions',
			row: openRow(story, story.executes ? 'running' : 'queued', seen),
		});
		this.#log(records, story, 'debug', seen.at, 'start', {
			message: seen.resumed ? 'Execution resumed' : 'Execution started',
		});
		return { records, workflowId: story.workflowId, mode: story.mode, ended: null };
	}

	#nodeStart(seen: NodeStartObserved): Told {
		const story = this.#story(seen);
		const facts = story.facts.get(seen.node) ?? unknownNode(seen.node);
		story.step += 1;
		const open = story.open.get(seen.node) ?? [];
		open.push({ step: story.step, startedAt: seen.at });
		story.open.set(seen.node, open);
		const records: MonitorRecord[] = [];
		if (story.endedAt === null) {
			records.push({
				table: 'workflow_executions',
				row: {
					...openRow(story, 'running', seen),
					last_node: facts.name,
					current_step: story.step,
					step_started_at: seen.at,
				},
			});
		}
		this.#log(records, story, 'debug', seen.at, `node_start\0${story.step}`, {
			message: `Node "${facts.name}" started`,
			facts,
			step: story.step,
		});
		return { records, workflowId: story.workflowId, mode: story.mode, ended: null };
	}

	#nodeEnd(seen: NodeEndObserved): Told {
		const story = this.#story(seen);
		const facts = story.facts.get(seen.node) ?? unknownNode(seen.node);
		const open = story.open.get(seen.node)?.pop();
		const step = open?.step ?? (story.step += 1);
		const { duration, endedAt } = timesOf(seen, open?.startedAt);
		const records: MonitorRecord[] = [];
		if (seen.task.executionStatus === 'waiting') {
			this.#log(records, story, 'info', endedAt, `node_wait\0${seen.node}\0${seen.runIndex}`, {
				message: `Node "${facts.name}" waits`,
				facts,
				step,
			});
			return { records, workflowId: story.workflowId, mode: story.mode, ended: null };
		}
		const { error } = seen.task;
		const failed = error !== undefined || seen.task.executionStatus === 'error';
		const handled = failed && facts.continues;
		const outputs = outputCounts(seen.task);
		const items = follow(
			story.flow,
			seen.node,
			seen.runIndex,
			outputs,
			seen.task.source ?? [],
			this.#outputsOf(facts),
		);
		const runs = (story.nodes.get(seen.node)?.runs ?? 0) + 1;
		story.nodes.set(seen.node, { runs, failed: failed && !handled });
		if (failed) {
			const row = errorRecord(error, {
				workflowId: story.workflowId,
				executionId: story.executionId,
				at: endedAt,
				node: facts,
				runIndex: seen.runIndex,
				segment: story.segment,
				handled,
			});
			if (!handled) {
				story.failedNode = true;
				records.push({ table: 'workflow_errors', row });
			} else if (story.undecided.length < MAX_UNDECIDED && story.endedAt === null) {
				story.undecided.push({ error: row, node: seen.node });
			} else {
				story.handledErrors += 1;
				records.push({ table: 'workflow_errors', row });
			}
			this.#log(records, story, 'error', endedAt, `node\0${seen.node}\0${seen.runIndex}`, {
				message: `Node "${facts.name}" failed: ${row.error_message}`,
				facts,
				step,
				duration,
				items: seen.task.data?.main === undefined ? { ...items, itemsOut: null } : items,
				metadata: { run_index: seen.runIndex, error_type: row.error_type, handled },
			});
		} else {
			this.#log(records, story, 'info', endedAt, `node\0${seen.node}\0${seen.runIndex}`, {
				message: `Node "${facts.name}" finished`,
				facts,
				step,
				duration,
				items: seen.task.data?.main === undefined ? { ...items, itemsOut: null } : items,
				metadata: { run_index: seen.runIndex, ...(outputs.length > 1 ? { outputs } : {}) },
			});
		}
		if (story.endedAt !== null) records.push(this.#lateCounts(story));
		return { records, workflowId: story.workflowId, mode: story.mode, ended: null };
	}

	#end(seen: EndObserved): Told {
		const before = this.stories.get(seen.executionId);
		const known = before !== undefined && before.endedAt === null;
		const story = known ? before : joinStory(seen, this.#joinsSilently(seen));
		const end = readEnd(seen.run, seen.at, known, {
			reason: this.#options.cancelReason(seen.executionId),
			timeoutSeconds: story.timeoutSeconds ?? this.#options.defaultTimeout?.() ?? null,
			elapsed: seen.at - story.segmentStartedAt,
		});
		// n8n's recovery reports each waiting execution as crashed at each start, and each crash again.
		const repeated = !known && (end.status === 'waiting' || before !== undefined);
		const records: MonitorRecord[] = [];
		const told: Told = { records, workflowId: story.workflowId, mode: story.mode, ended: null };
		if (repeated) return told;
		const lastNode = lastNodeOf(seen, story);
		const error = this.#decideErrors(records, story, seen, end, lastNode);
		const startedAt = known && story.fromStart ? story.segmentStartedAt : startOf(seen);
		records.push({
			table: 'workflow_executions',
			row: this.#endRow(story, seen, end, { known, lastNode, startedAt }),
		});
		if (end.status !== 'waiting' && story.executes && end.source !== 'enqueuer') {
			this.#log(records, story, levelOfEnd(end), end.finishedAt ?? seen.at, 'end', {
				message: messageOfEnd(end, (end.finishedAt ?? seen.at) - startedAt),
				metadata: { status: end.status, end_reason: end.reason },
			});
		}
		this.#close(story, seen, end);
		if (end.status !== 'waiting') told.ended = { story, end, startedAt, lastNode, error };
		return told;
	}

	/** Now that the outcome is known: which swallowed errors were handled, and whose error ended the execution. */
	#decideErrors(
		records: MonitorRecord[],
		story: Story,
		seen: EndObserved,
		end: ReportedEnd,
		lastNode: string | null,
	): ErrorRecord | null {
		const ended = end.status === 'error' || end.status === 'crashed';
		const error = seen.run.data?.resultData?.error;
		// A node that "continues" but is the last one lets the execution end as failed all the same.
		const last = story.undecided[story.undecided.length - 1];
		const uncaught = ended && !story.failedNode && last?.error.node_name === lastNode ? last : undefined;
		for (const each of story.undecided) {
			if (each === uncaught) {
				story.nodes.set(each.node, { runs: story.nodes.get(each.node)?.runs ?? 1, failed: true });
				each.error = { ...each.error, handled: false, severity: raised(each.error.severity) };
			} else story.handledErrors += 1;
			records.push({ table: 'workflow_errors', row: each.error });
		}
		story.undecided = [];
		if (!ended) return null;
		const node = error === undefined ? null : nodeOfError(error, lastNode);
		const row = errorRecord(error ?? { message: `Execution ${end.status}`, name: 'WorkflowCrashedError' }, {
			workflowId: story.workflowId,
			executionId: story.executionId,
			at: end.finishedAt ?? seen.at,
			node: node === null ? null : (story.facts.get(node) ?? unknownNode(node)),
			runIndex: null,
			segment: story.segment,
			handled: false,
		});
		// What a node's own error has told, and what the executing process tells, is not told again.
		const told = story.failedNode || uncaught !== undefined;
		const elsewhere = end.source === 'enqueuer' && !isStalled(seen.run);
		if (!told && !elsewhere) records.push({ table: 'workflow_errors', row });
		return row;
	}

	#endRow(
		story: Story,
		seen: EndObserved,
		end: ReportedEnd,
		facts: { known: boolean; lastNode: string | null; startedAt: number },
	): ExecutionRecord {
		const executor = end.source === 'executor';
		const row = openRow(story, end.status, seen);
		const counts = executor || story.nodes.size > 0 ? countsOf(story) : noCounts();
		const parent = seen.run.data?.parentExecution;
		return {
			...row,
			...counts,
			status: end.status,
			end_reason: end.reason,
			finished_at: end.finishedAt,
			wait_till: end.waitTill,
			started_at: facts.startedAt,
			started_source: facts.known
				? row.started_source
				: Math.min(SOURCES[end.source], SOURCES.host_table) - START_INFERRED,
			parent_execution_id:
				story.parentExecutionId ?? (parent ? capturedId(parent.executionId) : null),
			parent_workflow_id: story.parentWorkflowId ?? (parent ? capturedId(parent.workflowId) : null),
			last_node: facts.lastNode,
			current_step: facts.lastNode === null ? null : story.step,
			state_key: stateKey(story.segment, end.status, end.source),
			segment_times: executor
				? { [story.segment]: Math.max(0, Math.round(seen.at - story.segmentStartedAt)) }
				: {},
		};
	}

	#lateCounts(story: Story): MonitorRecord {
		const row: ExecutionRecord = {
			...openRow(story, 'running', { at: story.segmentStartedAt }),
			...countsOf(story),
		};
		return { table: 'workflow_executions', row };
	}

	/** Keeps the story of a canceled execution, whose last node may still tell of its end. */
	#close(story: Story, seen: EndObserved, end: ReportedEnd): void {
		story.endedAt = seen.at;
		if (end.status !== 'canceled') {
			this.stories.delete(seen.executionId);
			return;
		}
		this.stories.delete(seen.executionId);
		this.stories.set(seen.executionId, story);
		let ended = 0;
		for (const each of this.stories.values()) if (each.endedAt !== null) ended += 1;
		for (const [id, each] of this.stories) {
			if (ended <= ENDED_KEPT) break;
			if (each.endedAt === null) continue;
			this.stories.delete(id);
			ended -= 1;
		}
	}

	/** The story of a node event; one whose start was not seen is joined in the middle. */
	#story(seen: NodeStartObserved | NodeEndObserved): Story {
		const known = this.stories.get(seen.executionId);
		if (known !== undefined) return known;
		const story = joinStory(seen, this.#joinsSilently(seen));
		this.stories.set(seen.executionId, story);
		return story;
	}

	#joinsSilently(seen: Observation): boolean {
		return (
			holdsMonitorTrigger(seen.workflow) ||
			this.silent.has(seen.executionId) ||
			(seen.retryOf !== null && this.silent.has(seen.retryOf))
		);
	}

	#outputsOf: OutputsOf = (facts) => {
		if (facts === undefined || facts.type === '') return null;
		const declared = this.#options.declaredOutputs(facts.type, facts.typeVersion);
		return declared === null ? null : declared + (facts.errorOutput ? 1 : 0);
	};

	#log(
		records: MonitorRecord[],
		story: Story,
		level: LogLevel,
		at: number,
		key: string,
		row: {
			message: string;
			facts?: NodeFacts;
			step?: number;
			duration?: number;
			items?: { itemsIn: number | null; itemsOut: number | null };
			metadata?: LogRecord['metadata'];
		},
	): void {
		if (LEVELS[level] < LEVELS[this.#options.level()]) return;
		records.push({
			table: 'workflow_execution_logs',
			row: {
				id_key: ['log', story.executionId, key, story.segment].join('\0'),
				workflow_id: story.workflowId,
				execution_id: story.executionId,
				log_level: level,
				message: row.message,
				timestamp: at,
				node_id: row.facts?.id ?? null,
				node_name: row.facts?.name ?? null,
				step_number: row.step ?? null,
				duration: row.duration ?? null,
				items_in: row.items?.itemsIn ?? null,
				items_out: row.items?.itemsOut ?? null,
				metadata: row.metadata ?? {},
			},
		});
	}
}

const LEVELS: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, fatal: 4 };

/** What is known of an execution that goes on. */
function openRow(
	story: Story,
	status: 'running' | 'queued' | ReportedEnd['status'],
	{ at }: { at: number },
): ExecutionRecord {
	// After a resume this process does not know when the execution began; a better source has told it.
	const knowsStart = story.fromStart && story.segment === 0;
	const source = story.executes ? 'executor' : 'enqueuer';
	return {
		execution_id: story.executionId,
		workflow_id: story.workflowId,
		status,
		end_reason: null,
		mode: story.mode,
		started_at: knowsStart ? story.segmentStartedAt : at,
		finished_at: null,
		wait_till: null,
		retry_of: story.retryOf,
		parent_execution_id: story.parentExecutionId,
		parent_workflow_id: story.parentWorkflowId,
		last_node: null,
		current_step: null,
		step_started_at: null,
		...noCounts(),
		segment: story.segment,
		state_key: stateKey(story.segment, status, source),
		started_source: knowsStart ? SOURCES[source] : START_INFERRED,
		segment_times: {},
	};
}

function noCounts() {
	return {
		node_count: null,
		node_runs: null,
		successful_nodes: null,
		failed_nodes: null,
		handled_errors: null,
		items_in: null,
		items_out: null,
	};
}

function countsOf(story: Story) {
	let runs = 0;
	let failed = 0;
	for (const node of story.nodes.values()) {
		runs += node.runs;
		if (node.failed) failed += 1;
	}
	return {
		node_count: story.nodes.size,
		node_runs: runs,
		successful_nodes: story.nodes.size - failed,
		failed_nodes: failed,
		handled_errors: story.handledErrors,
		items_in: story.flow.lost ? null : story.flow.itemsIn,
		items_out: itemsAtEnds(story.flow),
	};
}

/** The host's own start and duration of a run where they are sane, else ours. */
function timesOf(
	{ task, at }: NodeEndObserved,
	startedAt: number | undefined,
): { duration: number; endedAt: number } {
	const { startTime, executionTime } = task;
	// A recovered run has its start in seconds and a duration of −1.
	if (startTime > 1e12 && executionTime >= 0 && startTime + executionTime <= at + 1_000) {
		return {
			duration: Math.min(INTEGER_MAX, Math.round(executionTime)),
			endedAt: startTime + executionTime,
		};
	}
	const duration = startedAt === undefined ? 0 : at - startedAt;
	return { duration: Math.min(INTEGER_MAX, Math.max(0, Math.round(duration))), endedAt: at };
}

function lastNodeOf(seen: EndObserved, story: Story): string | null {
	const last = seen.run.data?.resultData?.lastNodeExecuted;
	if (typeof last !== 'string' || last === '') return null;
	return story.facts.get(last)?.name ?? capturedName(last, 'last_node');
}

function startOf(seen: EndObserved): number {
	const time = new Date(seen.run.startedAt).getTime();
	return Number.isFinite(time) && time > 0 && time <= seen.at ? time : seen.at;
}

function nodeOfError(error: object, lastNode: string | null): string | null {
	const { node } = error as { node?: { name?: unknown } };
	return typeof node?.name === 'string' ? node.name : lastNode;
}

function raised(severity: ErrorRecord['severity']): ErrorRecord['severity'] {
	const above = { low: 'medium', medium: 'high', high: 'critical', critical: 'critical' } as const;
	return above[severity];
}

function levelOfEnd({ status, reason }: ReportedEnd): LogLevel {
	if (status === 'success') return 'info';
	if (status === 'canceled') return reason === 'stopped' ? 'warn' : 'error';
	return status === 'crashed' ? 'fatal' : 'error';
}

function messageOfEnd({ status, reason }: ReportedEnd, duration: number): string {
	const after = `after ${Math.max(0, Math.round(duration))} ms`;
	if (status === 'success') return `Execution finished ${after}`;
	if (status === 'crashed') return 'Execution crashed';
	if (status === 'canceled') {
		return reason === 'timeout' ? `Execution timed out ${after}` : `Execution canceled ${after}`;
	}
	return `Execution failed ${after}`;
}
