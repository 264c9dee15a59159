import { NodeTimes, type NodeTime } from '../analytics/node-times';
import type { Sql } from '../store/pool';
import { listBusyWorkflows, type BusyWorkflow } from '../store/read/list-busy-workflows';
import { sampleExecutions } from '../store/read/sample-executions';
import type { BottlenecksQuestion } from './performance-questions';
import { NO_NODE_ROWS, NOTHING_ENDED, type PerformanceAnswer } from './read-percentiles';
import { runsOfExecutions } from './runs-of-executions';

/** A node with its part in the time that a workflow takes; percent. */
export interface Bottleneck extends NodeTime {
	instance_id: string;
	workflow_id: string;
	workflow_name: string | null;
	/** Of the own time of all nodes that were looked at. */
	share: number;
	/** Of the active time of its workflow. */
	share_of_workflow: number | null;
	/** Percentage of its runs. */
	failure_rate: number;
	/** Of how many executions of the workflow the runs were read; with fewer than all sums are estimates. */
	executions_read: number;
	executions_in_period: number;
}

export type Bottlenecks = PerformanceAnswer<Bottleneck>;

/** Of all workflows those that took most time are looked into. */
const WORKFLOWS_MOST = 20;
/** Node runs that are read for one answer, about so many. */
const RUNS_MOST = 40_000;
const EXECUTIONS_MOST = 2_000;

/** Where the time went: nodes by their own time, the greatest first. */
export async function readBottlenecks(
	sql: Sql,
	instanceId: string | readonly string[],
	{ limit, instances: _, ...question }: BottlenecksQuestion,
): Promise<Bottlenecks> {
	const busy = await listBusyWorkflows(sql, { ...question, instanceId }, WORKFLOWS_MOST);
	const rows: Array<Omit<Bottleneck, 'share'>> = [];
	for (const workflow of busy) rows.push(...(await nodesOf(sql, workflow, question, busy.length)));
	const whole = rows.reduce((sum, { self_duration }) => sum + self_duration, 0);
	return {
		period: { start: question.start, end: question.end },
		rows: rows
			.map((row) => ({ ...row, share: percent(row.self_duration, whole) ?? 0 }))
			.sort((a, b) => b.self_duration - a.self_duration)
			.slice(0, limit),
		reason: rows.length > 0 ? null : reasonForNone(busy),
	};
}

async function nodesOf(
	sql: Sql,
	workflow: BusyWorkflow,
	question: Omit<BottlenecksQuestion, 'limit' | 'instances'>,
	among: number,
): Promise<Array<Omit<Bottleneck, 'share'>>> {
	const { instance_id, workflow_id, workflow_name, executions, active_duration } = workflow;
	const of = { ...question, instanceId: instance_id, workflowId: workflow_id };
	const sample = await sampleExecutions(sql, of, executions, executionsToRead(workflow, RUNS_MOST / among, EXECUTIONS_MOST));
	const times = new NodeTimes();
	let read = 0;
	for await (const { execution, spans, callers } of runsOfExecutions(sql, instance_id, sample)) {
		times.add(execution.execution_id, spans, callers);
		read += 1;
	}
	return times.list(executions / Math.max(1, read)).map((node) => ({
		instance_id,
		workflow_id,
		workflow_name,
		...node,
		share_of_workflow: percent(node.self_duration, active_duration),
		failure_rate: percent(node.failures, node.runs) ?? 0,
		executions_read: read,
		executions_in_period: executions,
	}));
}

/** How many executions of a workflow have about so many node runs. */
export function executionsToRead({ executions, node_runs }: BusyWorkflow, runs: number, most: number): number {
	const each = Math.max(1, node_runs / executions);
	return Math.min(most, Math.max(1, Math.floor(runs / each)));
}

function reasonForNone(busy: readonly BusyWorkflow[]): string {
	if (busy.length === 0) return NOTHING_ENDED;
	const executions = busy.reduce((sum, each) => sum + each.executions, 0);
	return `There are ${executions} executions, but ${NO_NODE_ROWS}`;
}

/** With one decimal; null where the whole is 0. */
function percent(part: number, whole: number): number | null {
	return whole === 0 ? null : Math.round((1_000 * part) / whole) / 10;
}
