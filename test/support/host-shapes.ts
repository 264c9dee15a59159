import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ITaskData, IWorkflowBase } from 'n8n-workflow';
import { observe, type HooksOfExecution, type Observation } from '../../monitoring/capture/observation';

export interface RecordedHook {
	hook: string;
	process: string;
	executionId: string;
	mode: string;
	retryOf?: string;
	args: unknown[];
}

const FOLDER = path.join(__dirname, '..', 'corpora', 'host-shapes');

/** What n8n handed to its hooks while one workflow ran, as it was recorded. */
export function recordedHooks(name: string): RecordedHook[] {
	return JSON.parse(readFileSync(path.join(FOLDER, `seq.${name}.json`), 'utf8')) as RecordedHook[];
}

/**
 * The recorded calls as observations. Start hooks were recorded without their data; what matters of it is
 * rebuilt: runs so far, and whether this process executes. Time goes on by the recorded times.
 */
export function replay(calls: RecordedHook[], workflow: Partial<IWorkflowBase> = {}): Observation[] {
	const runData = new Map<string, Record<string, ITaskData[]>>();
	const started = new Set<string>();
	const observations: Observation[] = [];
	let clock = Date.parse('2026-11-25T01:00:00Z');
	const see = (call: RecordedHook, parameters: unknown[]) => {
		const hooks: HooksOfExecution = {
			executionId: call.executionId,
			mode: call.mode,
			retryOf: call.retryOf,
			workflowData: { id: 'wf', name: 'Workflow', nodes: [], ...workflow } as unknown as IWorkflowBase,
		};
		const seen = observe(call.hook, hooks, parameters, clock);
		if (seen !== null) observations.push(seen);
	};
	for (const call of calls) {
		const key = `${call.process} ${call.executionId}`;
		const runs = runData.get(call.executionId) ?? {};
		runData.set(call.executionId, runs);
		clock = Math.max(clock, timeOf(call));
		const executes = call.process !== 'main' || !calls.some(({ process }) => process === 'worker');
		if (!started.has(key) && call.hook !== 'workflowExecuteResume') {
			see({ ...call, hook: 'workflowExecuteBefore' }, [executes ? {} : undefined, { resultData: { runData: {} } }]);
		}
		started.add(key);
		if (call.hook === 'workflowExecuteBefore') continue;
		if (call.hook === 'workflowExecuteResume') {
			// The engine takes the waiting run back before it says that it goes on.
			for (const [node, all] of Object.entries(runs)) {
				runs[node] = all.filter(({ executionStatus }) => executionStatus !== 'waiting');
			}
			see(call, [{}, { resultData: { runData: structuredClone(runs) } }]);
			continue;
		}
		if (call.hook === 'nodeExecuteAfter') {
			const [node, task] = call.args as [string, ITaskData];
			(runs[node] ??= []).push(task);
			see(call, [node, task, { resultData: { runData: runs } }]);
			continue;
		}
		see(call, call.args);
	}
	return observations;
}

function timeOf(call: RecordedHook): number {
	const [first, second] = call.args as [{ stoppedAt?: string }?, Partial<ITaskData>?];
	if (call.hook.startsWith('node') && second?.startTime !== undefined && second.startTime > 1e12) {
		return second.startTime + (second.executionTime ?? 0);
	}
	return first?.stoppedAt === undefined ? 0 : Date.parse(first.stoppedAt);
}
