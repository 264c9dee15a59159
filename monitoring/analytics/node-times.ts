import type { RunOfExecution } from '../store/read/list-runs-of-executions';
import { quantileOfSorted, sorted } from './quantiles';
import { calledDuration, ownDuration, type RunSpan } from './run-spans';

/** Where the time of a node's runs lies: in itself, in nodes within it, or in sub-workflows that it called. */
export type TimeLiesIn = 'node' | 'nested_nodes' | 'sub_workflow';

/** What the runs of a node took over a period; ms and percent. */
export interface NodeTime {
	node_id: string | null;
	node_name: string;
	runs: number;
	executions: number;
	failures: number;
	/** The whole of its runs, */
	total_duration: number;
	/** without what ran within them, */
	self_duration: number;
	/** what of them sub-workflows took, */
	sub_workflow_duration: number;
	/** and what nodes within them took. */
	nested_duration: number;
	time_lies_in: TimeLiesIn;
	/** Of one run, without what ran within it. */
	self_median: number;
	self_p95: number;
	/** Ids of the workflows that it called. */
	sub_workflows: string[];
}

type Span = RunSpan<RunOfExecution>;

interface Sum {
	nodeId: string | null;
	name: string;
	executions: number;
	lastExecution: string;
	failures: number;
	total: number;
	called: number;
	selves: number[];
	subWorkflows: Set<string>;
}

/** Adds up the runs of a workflow's nodes, execution by execution. */
export class NodeTimes {
	readonly #sums = new Map<string, Sum>();

	/** @param callers which run called which workflow */
	add(executionId: string, spans: Iterable<Span>, callers: ReadonlyArray<[caller: Span, workflowId: string]>): void {
		for (const span of spans) {
			const sum = this.#sumOf(span.row);
			if (sum.lastExecution !== executionId) {
				sum.lastExecution = executionId;
				sum.executions += 1;
			}
			sum.name = span.row.node_name;
			sum.total += span.end - span.start;
			sum.called += calledDuration(span);
			sum.selves.push(ownDuration(span));
			if (hasFailed(span.row)) sum.failures += 1;
		}
		for (const [{ row }, workflowId] of callers) this.#sumOf(row).subWorkflows.add(workflowId);
	}

	/** @param scale how many executions each one that was added stands for */
	list(scale: number): NodeTime[] {
		return [...this.#sums.values()].map((sum) => nodeTime(sum, scale));
	}

	#sumOf(row: RunOfExecution): Sum {
		const key = nodeKey(row);
		const known = this.#sums.get(key);
		if (known !== undefined) return known;
		const sum: Sum = {
			nodeId: row.node_id,
			name: row.node_name,
			executions: 0,
			lastExecution: '',
			failures: 0,
			total: 0,
			called: 0,
			selves: [],
			subWorkflows: new Set(),
		};
		this.#sums.set(key, sum);
		return sum;
	}
}

/** A node that is renamed keeps its id. */
export function nodeKey({ node_id, node_name }: Pick<RunOfExecution, 'node_id' | 'node_name'>): string {
	return node_id ?? node_name;
}

export function hasFailed({ log_level }: Pick<RunOfExecution, 'log_level'>): boolean {
	return log_level === 'error' || log_level === 'fatal';
}

function nodeTime(sum: Sum, scale: number): NodeTime {
	const selves = sorted(sum.selves);
	const self = selves.reduce((total, each) => total + each, 0);
	const nested = sum.total - self - sum.called;
	const scaled = (value: number) => Math.round(value * scale);
	return {
		node_id: sum.nodeId,
		node_name: sum.name,
		runs: scaled(selves.length),
		executions: scaled(sum.executions),
		failures: scaled(sum.failures),
		total_duration: scaled(sum.total),
		self_duration: scaled(self),
		sub_workflow_duration: scaled(sum.called),
		nested_duration: scaled(nested),
		time_lies_in: self >= Math.max(nested, sum.called) ? 'node' : nested > sum.called ? 'nested_nodes' : 'sub_workflow',
		self_median: Math.round(quantileOfSorted(selves, 0.5)),
		self_p95: Math.round(quantileOfSorted(selves, 0.95)),
		sub_workflows: [...sum.subWorkflows],
	};
}
