import type { CapturePolicy } from '../model/monitor-settings';
import type { ErrorRecord, MonitorRecord, WorkflowRecord } from '../model/records';
import { capturedName } from './captured-text';
import { readEnd, type ReportedEnd } from './end-of-execution';
import { errorRecord } from './error-record';
import { decideErrors } from './execution-errors';
import { endRow, lateCountsRow, openRow, stepRow } from './execution-row';
import { follow } from './item-flow';
import { endWords, LEVELS, logRow, type LogWords } from './log-row';
import { holdsMonitorTrigger, unknownNode } from './node-facts';
import { timesOfRun } from './node-run';
import {
	outputCounts,
	type EndObserved,
	type NodeEndObserved,
	type NodeStartObserved,
	type Observation,
	type StartObserved,
} from './observation';
import { RecentSet } from './recent-set';
import { beginStory, joinStory, type OutputsOf, type ProcessFacts, type Story } from './story';
import { StoryBook } from './story-book';

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
	/** What is captured of a workflow just now. */
	policy: (workflowId: string) => CapturePolicy;
	/** The process that executes what is told here. */
	process: ProcessFacts;
	/** How many main outputs a node type declares; null where unknown. */
	declaredOutputs: (type: string, version: number) => number | null;
	/** The host's own word why an execution was canceled, where it was heard. */
	cancelReason: (executionId: string) => string | null;
	/** The instance's time limit in s for workflows without one of their own; null where there is none. */
	defaultTimeout?: () => number | null;
}

const MAX_UNDECIDED = 100;

/**
 * Turns what the host says into records. It keeps, for each execution that runs in this process, a small plain
 * story; references to the host's objects end with the call.
 */
export class Storyteller {
	readonly book: StoryBook;

	/** Executions that start no Monitor Trigger, nor do their children, retries and error workflows. */
	readonly silent: RecentSet;

	readonly #options: StorytellerOptions;

	constructor(
		options: StorytellerOptions,
		inherited?: { stories: Map<string, Story>; silent: readonly string[] },
	) {
		this.#options = options;
		this.book = new StoryBook(inherited?.stories);
		this.silent = new RecentSet(10_000, inherited?.silent);
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
			this.#isSilent(seen) || (seen.parent !== null && this.silent.has(seen.parent.executionId));
		if (silent) this.silent.add(seen.executionId);
		const story = beginStory(seen, silent, this.#outputsOf, this.#options.process);
		this.book.put(seen.executionId, story);
		const told = toldOf(story);
		const workflow = workflowOf(story, seen);
		if (workflow !== null) told.records.push({ table: 'workflows', row: workflow });
		told.records.push({
			table: 'workflow_executions',
			row: openRow(story, story.executes ? 'running' : 'queued', seen.at),
		});
		if (story.executes) {
			this.#log(told, story, {
				level: 'debug',
				at: seen.at,
				key: 'start',
				message: seen.resumed ? 'Execution resumed' : 'Execution started',
			});
		}
		return told;
	}

	#nodeStart(seen: NodeStartObserved): Told {
		const story = this.#storyOf(seen);
		const node = story.facts.get(seen.node) ?? unknownNode(seen.node);
		story.step += 1;
		const open = story.open.get(seen.node) ?? [];
		open.push({ step: story.step, startedAt: seen.at });
		story.open.set(seen.node, open);
		const told = toldOf(story);
		if (story.endedAt === null) {
			told.records.push({
				table: 'workflow_executions',
				row: stepRow(story, node.name, story.step, seen.at),
			});
		}
		this.#log(told, story, {
			level: 'debug',
			at: seen.at,
			key: `node_start\0${story.step}`,
			message: `Node "${node.name}" started`,
			node,
			step: story.step,
		});
		return told;
	}

	#nodeEnd(seen: NodeEndObserved): Told {
		const story = this.#storyOf(seen);
		const node = story.facts.get(seen.node) ?? unknownNode(seen.node);
		const open = story.open.get(seen.node)?.pop();
		const step = open?.step ?? (story.step += 1);
		const { duration, endedAt } = timesOfRun(seen, open?.startedAt);
		const told = toldOf(story);
		if (seen.task.executionStatus === 'waiting') {
			const key = `node_wait\0${seen.node}\0${seen.runIndex}`;
			const message = `Node "${node.name}" waits`;
			this.#log(told, story, { level: 'info', at: endedAt, key, message, node, step });
			return told;
		}
		const failed = seen.task.error !== undefined || seen.task.executionStatus === 'error';
		const handled = failed && node.continues;
		const outputs = outputCounts(seen.task);
		const declared = this.#outputsOf(node);
		const source = seen.task.source ?? [];
		const { itemsIn, itemsOut } = follow(story.flow, seen.node, seen.runIndex, outputs, source, declared);
		const runs = (story.nodes.get(seen.node)?.runs ?? 0) + 1;
		story.nodes.set(seen.node, { runs, failed: failed && !handled });
		const error = failed ? this.#nodeError(told, story, seen, endedAt, handled) : null;
		this.#log(told, story, {
			level: error === null ? 'info' : 'error',
			at: endedAt,
			key: `node\0${seen.node}\0${seen.runIndex}`,
			message:
				error === null
					? `Node "${node.name}" finished`
					: `Node "${node.name}" failed: ${error.error_message}`,
			node,
			step,
			duration,
			itemsIn,
			itemsOut: seen.task.data?.main === undefined ? null : itemsOut,
			metadata: {
				run_index: seen.runIndex,
				...(outputs.length > 1 ? { outputs } : {}),
				...(error === null ? {} : { error_type: error.error_type, handled }),
			},
		});
		if (story.endedAt !== null) {
			told.records.push({ table: 'workflow_executions', row: lateCountsRow(story) });
		}
		return told;
	}

	/** The error row of a failed run. Where the workflow seems to go on, the execution's end decides. */
	#nodeError(
		told: Told,
		story: Story,
		seen: NodeEndObserved,
		at: number,
		handled: boolean,
	): ErrorRecord {
		const row = errorRecord(seen.task.error, {
			workflowId: story.workflowId,
			executionId: story.executionId,
			at,
			node: story.facts.get(seen.node) ?? unknownNode(seen.node),
			runIndex: seen.runIndex,
			segment: story.segment,
			handled,
		});
		if (handled && story.undecided.length < MAX_UNDECIDED && story.endedAt === null) {
			story.undecided.push({ error: row, node: seen.node });
			return row;
		}
		if (handled) story.handledErrors += 1;
		else story.failedNode = true;
		told.records.push({ table: 'workflow_errors', row });
		return row;
	}

	#end(seen: EndObserved): Told {
		const { run, at } = seen;
		const before = this.book.get(seen.executionId);
		const known = before !== undefined && before.endedAt === null;
		const story = known ? before : joinStory(seen, this.#isSilent(seen), this.#options.process);
		const told = toldOf(story);
		const end = readEnd(run, at, known, {
			reason: this.#options.cancelReason(seen.executionId),
			timeoutSeconds: story.timeoutSeconds ?? this.#options.defaultTimeout?.() ?? null,
			elapsed: at - story.segmentStartedAt,
		});
		// At each start n8n reports those that wait as crashed, and what has crashed before once more.
		if (!known && (end.status === 'waiting' || before !== undefined)) return told;
		const lastNode = lastNodeOf(seen, story);
		const { rows, fatal } = decideErrors(story, end, { run, at, lastNode });
		for (const row of rows) told.records.push({ table: 'workflow_errors', row });
		const startedAt = known && story.fromStart ? story.segmentStartedAt : startOf(seen);
		told.records.push({
			table: 'workflow_executions',
			row: endRow(story, end, { run, at, known, startedAt, lastNode }),
		});
		if (end.status !== 'waiting') {
			if (end.source !== 'enqueuer') this.#log(told, story, endWords(end, end.finishedAt ?? at, startedAt));
			told.ended = { story, end, startedAt, lastNode, error: fatal };
		}
		this.book.close(seen.executionId, story, at, end.status === 'canceled');
		return told;
	}

	/** The story of a node event; one whose start was not seen is joined in the middle. */
	#storyOf(seen: NodeStartObserved | NodeEndObserved): Story {
		const known = this.book.get(seen.executionId);
		if (known !== undefined) return known;
		const story = joinStory(seen, this.#isSilent(seen), this.#options.process);
		this.book.put(seen.executionId, story);
		return story;
	}

	#isSilent({ workflow, executionId, retryOf }: Observation): boolean {
		return (
			holdsMonitorTrigger(workflow) ||
			this.silent.has(executionId) ||
			(retryOf !== null && this.silent.has(retryOf))
		);
	}

	#outputsOf: OutputsOf = (node) => {
		if (node === undefined || node.type === '') return null;
		const declared = this.#options.declaredOutputs(node.type, node.typeVersion);
		return declared === null ? null : declared + (node.errorOutput ? 1 : 0);
	};

	#log(told: Told, story: Story, words: LogWords): void {
		if (LEVELS[words.level] < LEVELS[this.#options.policy(story.workflowId).level]) return;
		told.records.push({ table: 'workflow_execution_logs', row: logRow(story, words) });
	}
}

function toldOf(story: Story): Told {
	return { records: [], workflowId: story.workflowId, mode: story.mode, ended: null };
}

/** The workflow's name; null for a sub-workflow given as JSON, which carries its parent's id under another name. */
function workflowOf(story: Story, { workflow }: StartObserved): WorkflowRecord | null {
	if (story.parentWorkflowId === story.workflowId) return null;
	const { active, activeVersionId } = workflow;
	return {
		workflow_id: story.workflowId,
		name: story.workflowName,
		active: activeVersionId !== undefined ? activeVersionId !== null : (active ?? null),
	};
}

function lastNodeOf({ run }: EndObserved, story: Story): string | null {
	const last = run.data?.resultData?.lastNodeExecuted;
	if (typeof last !== 'string' || last === '') return null;
	return story.facts.get(last)?.name ?? capturedName(last, 'last_node');
}

function startOf({ run, at }: EndObserved): number {
	const time = new Date(run.startedAt).getTime();
	return Number.isFinite(time) && time > 0 && time <= at ? time : at;
}
