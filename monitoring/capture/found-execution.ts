import type { CapturePolicy } from '../model/monitor-settings';
import type { NodeRunCounts, OpenExecution } from '../model/open-execution';
import { START_INFERRED, stateKey, type ExecutionRecord } from '../model/records';
import type { ReportedEnd } from './end-of-execution';
import { executionKind } from './execution-kind';
import { openRow } from './execution-row';
import { endWords } from './log-row';
import { unknownNode } from './node-facts';
import { joinStory, type ProcessFacts, type Story } from './story';
import { Telling, type Told } from './telling';

/** What a lost process leaves as the error of what ran in it; named as n8n names it. */
const LOST = {
	name: 'WorkflowCrashedError',
	message: 'The process of n8n that ran this execution ended before the execution did',
};

/** What is said of an execution by somebody who did not run it. */
export interface FoundDetails {
	policy: CapturePolicy;
	error?: unknown;
	counts?: NodeRunCounts;
	presumed?: boolean;
	startedSource?: number;
}

/** The records of an execution whose end, or whose state, was found and not told by the process that ran it. */
export function found(open: OpenExecution, end: ReportedEnd, details: FoundDetails): Told {
	const story = storyOf(open);
	const told = new Telling(story, details.policy);
	told.execution(rowOf(story, open, end, details));
	const { finishedAt } = end;
	if (finishedAt === null) return told;
	const presumed = details.presumed ? { presumed: true } : {};
	const cause = details.error ?? (end.reason === 'process_lost' ? LOST : undefined);
	const error =
		cause === undefined
			? null
			: told.makeError(cause, {
					at: finishedAt,
					node: open.last_node === null ? null : unknownNode(open.last_node),
					runIndex: null,
					handled: false,
					metadata: presumed,
				});
	if (error !== null) told.error(error);
	const words = endWords(end, finishedAt, open.started_at);
	told.log({ ...words, metadata: { ...words.metadata, ...presumed } });
	told.ended = { story, end, startedAt: open.started_at, lastNode: open.last_node, error };
	return told;
}

/** No process of ours tells this: what only an executing one knows stays unknown. */
const NOBODY: ProcessFacts = { id: '', n8nVersion: null, packageVersion: '' };

function storyOf(open: OpenExecution): Story {
	const story = joinStory(
		{
			at: open.started_at,
			executionId: open.execution_id,
			mode: open.mode ?? '',
			retryOf: open.retry_of,
			workflow: {
				id: open.workflow_id,
				name: open.workflow_name ?? open.workflow_id,
				nodes: [],
				connections: {},
				active: true,
				activeVersionId: open.workflow_version,
				isArchived: false,
				createdAt: new Date(0),
				updatedAt: new Date(0),
			},
		},
		false,
		NOBODY,
	);
	return {
		...story,
		executes: false,
		segment: open.segment,
		kind: executionKind(open.mode ?? '', null, false),
		workflowVersion: open.workflow_version,
		parentExecutionId: open.parent_execution_id,
		parentWorkflowId: open.parent_workflow_id,
	};
}

function rowOf(
	story: Story,
	open: OpenExecution,
	end: ReportedEnd,
	{ counts, startedSource = START_INFERRED }: FoundDetails,
): ExecutionRecord {
	return {
		...openRow(story, end.status, open.started_at),
		mode: open.mode,
		end_reason: end.reason,
		finished_at: end.finishedAt,
		wait_till: end.waitTill,
		started_source: startedSource,
		last_seen_at: open.last_seen_at,
		memory_share: end.reason === 'process_lost' ? open.memory_share : null,
		last_node: open.last_node,
		current_step: open.current_step,
		step_started_at: open.step_started_at,
		...(counts === undefined
			? {}
			: { ...counts, successful_nodes: counts.node_count - counts.failed_nodes }),
		state_key: stateKey(open.segment, end.status, end.source),
	};
}
