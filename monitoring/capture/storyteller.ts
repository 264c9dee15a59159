import type { CapturePolicy } from '../model/monitor-settings';
import type { WorkflowRecord } from '../model/records';
import { capturedName } from './captured-text';
import { readEnd } from './end-of-execution';
import { decideErrors } from './execution-errors';
import { endRow, openRow, stepRow } from './execution-row';
import { endWords } from './log-row';
import { holdsMonitorTrigger } from './node-facts';
import { openRun, tellNodeEnd, tellNodeStart, tellTry, tellUntoldRuns } from './node-teller';
import type {
	EndObserved,
	NodeEndObserved,
	NodeStartObserved,
	Observation,
	StartObserved,
	TryObserved,
} from './observation';
import { noteChild } from './performance-notes';
import { RecentSet } from './recent-set';
import { ShapeBook } from './shape-book';
import { beginStory, joinStory, type OutputsOf, type ProcessFacts, type Story } from './story';
import { StoryBook } from './story-book';
import { Telling, type Told } from './telling';

export type { EndedExecution, Told } from './telling';

export interface StorytellerOptions {
	/** What is captured of a workflow's runs in this mode just now. */
	policy: (workflowId: string, mode: string) => CapturePolicy;
	/** The process that executes what is told here. */
	process: ProcessFacts;
	/** How many main outputs a node type declares; null where unknown. */
	declaredOutputs: (type: string, version: number) => number | null;
	/** The host's own word why an execution was canceled, where it was heard. */
	cancelReason: (executionId: string) => string | null;
	/** The instance's time limit in s for workflows without one of their own; null where there is none. */
	defaultTimeout?: () => number | null;
}

/** Where there is nothing to record. */
const NOTHING: Told = { records: [], workflowId: '', mode: '', ended: null };

/**
 * Turns what the host says into records. It keeps, for each execution that runs in this process, a small plain
 * story; references to the host's objects end with the call.
 */
export class Storyteller {
	readonly book: StoryBook;

	/** Executions that start no Monitor Trigger, nor do their children, retries and error workflows. */
	readonly silent: RecentSet;

	readonly #options: StorytellerOptions;

	readonly #shapes = new ShapeBook();

	/** Stories whose newest step is not told yet. */
	readonly #moving = new Set<Story>();

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
			case 'node_start': {
				const story = this.#storyOf(seen);
				const run = openRun(story, seen);
				this.#moving.add(story);
				if (this.#options.policy(story.workflowId, story.mode).level !== 'debug') return NOTHING;
				const telling = this.#telling(story);
				tellNodeStart(telling, run, seen.node);
				return telling;
			}
			case 'node_end': {
				const telling = this.#telling(this.#storyOf(seen));
				tellNodeEnd(telling, seen, this.#outputsOf);
				this.#shapes.look(telling, seen);
				return telling;
			}
			case 'try':
				return this.#try(seen);
			case 'end':
				return this.#end(seen);
		}
	}

	/** Where executions have got to since this was asked last: one row each, however many steps they took. */
	steps(): Told[] {
		const told: Told[] = [];
		for (const story of this.#moving) {
			const { newStep } = story;
			story.newStep = null;
			if (newStep === null || story.endedAt !== null) continue;
			const telling = this.#telling(story);
			telling.execution(stepRow(story, newStep));
			told.push(telling);
		}
		this.#moving.clear();
		return told;
	}

	#start(seen: StartObserved): Told {
		const silent =
			this.#isSilent(seen) || (seen.parent !== null && this.silent.has(seen.parent.executionId));
		if (silent) this.silent.add(seen.executionId);
		const story = beginStory(seen, silent, this.#outputsOf, this.#options.process);
		this.book.put(seen.executionId, story);
		const telling = this.#telling(story);
		if (seen.mode !== 'manual') story.workflowVersion ??= telling.policy.workflowVersion;
		if (seen.delivery !== undefined) telling.began = { delivery: seen.delivery, executionId: story.executionId };
		const workflow = workflowOf(story, seen);
		if (workflow !== null) telling.add({ table: 'workflows', row: workflow });
		telling.execution(openRow(story, story.executes ? 'running' : 'queued', seen.at));
		if (story.executes) {
			telling.log({
				level: 'debug',
				at: seen.at,
				key: 'start',
				message: seen.resumed ? 'Execution resumed' : 'Execution started',
			});
		}
		return telling;
	}

	#try(seen: TryObserved): Told {
		const story = this.book.get(seen.executionId);
		if (story === undefined) return NOTHING;
		const telling = this.#telling(story);
		tellTry(telling, seen);
		return telling;
	}

	#end(seen: EndObserved): Told {
		const { run, at } = seen;
		const before = this.book.get(seen.executionId);
		const known = before !== undefined && before.endedAt === null;
		const story = known ? before : joinStory(seen, this.#isSilent(seen), this.#options.process);
		const telling = this.#telling(story);
		const end = readEnd(run, at, known, {
			reason: this.#options.cancelReason(seen.executionId),
			timeoutSeconds: story.timeoutSeconds ?? this.#options.defaultTimeout?.() ?? null,
			elapsed: at - story.segmentStartedAt,
		});
		// At each start n8n reports those that wait as crashed, and what has crashed before once more.
		if (!known && (end.status === 'waiting' || before !== undefined)) return telling;
		// A canceled execution's node is told of when it ends, after this.
		if (end.status !== 'canceled') tellUntoldRuns(telling, seen, this.#outputsOf);
		const lastNode = lastNodeOf(seen, story);
		const { rows, fatal } = decideErrors(telling, end, { run, at, lastNode });
		for (const row of rows) telling.error(row);
		const startedAt = known && story.fromStart ? story.segmentStartedAt : startOf(seen);
		telling.execution(endRow(story, end, { run, at, known, startedAt, lastNode, reading: seen.reading ?? null }));
		if (end.status !== 'waiting') {
			noteChild(this.book.get(story.parentExecutionId ?? ''), story, at);
			if (end.source !== 'enqueuer') telling.log(endWords(end, end.finishedAt ?? at, startedAt));
			telling.ended = { story, end, startedAt, lastNode, error: fatal };
		}
		this.book.close(seen.executionId, story, at, end.status === 'canceled');
		return telling;
	}

	#telling(story: Story): Telling {
		return new Telling(story, this.#options.policy(story.workflowId, story.mode));
	}

	/** The story of a node event; one whose start was not seen is joined in the middle. */
	#storyOf({ hooks, at }: NodeStartObserved | NodeEndObserved): Story {
		const { executionId, mode, workflowData: workflow, retryOf = null } = hooks;
		const known = this.book.get(executionId);
		if (known !== undefined) return known;
		const joined = { at, executionId, mode, retryOf, workflow };
		const story = joinStory(joined, this.#isSilent(joined), this.#options.process);
		this.book.put(executionId, story);
		return story;
	}

	#isSilent({ workflow, executionId, retryOf }: Pick<EndObserved, 'workflow' | 'executionId' | 'retryOf'>): boolean {
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
