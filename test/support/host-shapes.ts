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
	return replayByProcess(calls, workflow).map(({ seen }) => seen);
}

/**
 * A recording of one process as queue mode would tell it: `main` knows starts and ends only, after a wait another
 * worker goes on. The end of a canceled execution is not told to the process that enqueued it.
 */
export function asQueue(calls: RecordedHook[]): RecordedHook[] {
	const resumed = new Set<string>();
	const begun = new Set<string>();
	return calls.flatMap((call) => {
		const { executionId, hook } = call;
		const enqueuer = { ...call, process: 'main' };
		const told: RecordedHook[] = [];
		if (!begun.has(executionId) || hook === 'workflowExecuteResume') {
			told.push({ ...enqueuer, hook: 'workflowExecuteBefore' });
		}
		begun.add(executionId);
		if (hook === 'workflowExecuteResume') resumed.add(executionId);
		told.push({ ...call, process: resumed.has(executionId) ? 'worker 2' : 'worker' });
		const run = call.args[0] as { status?: string; data?: object };
		if (hook === 'workflowExecuteAfter' && run.status !== 'canceled') {
			const data = { ...run.data, resultData: { runData: {} } };
			told.push({ ...enqueuer, args: [{ ...run, jobId: '1', data }] });
		}
		return told;
	});
}

/** The same, each with the process that saw it. */
export function replayByProcess(
	calls: RecordedHook[],
	workflow: Partial<IWorkflowBase> = {},
): Array<{ process: string; seen: Observation }> {
	const runData = new Map<string, Record<string, ITaskData[]>>();
	const started = new Set<string>();
	const observations: Array<{ process: string; seen: Observation }> = [];
	let clock = Date.parse('2026-11-25T01:00:00Z');
	const see = (call: RecordedHook, parameters: unknown[]) => {
		const hooks: HooksOfExecution = {
			executionId: call.executionId,
			mode: call.mode,
			retryOf: call.retryOf,
			workflowData: { id: 'wf', name: 'Workflow', nodes: [], ...workflow } as unknown as IWorkflowBase,
		};
		const seen = observe(call.hook, hooks, parameters, clock);
		if (seen !== null) observations.push({ process: call.process, seen });
	};
	for (const call of calls) {
		const key = `${call.process} ${call.executionId}`;
		const runs = runData.get(call.executionId) ?? {};
		runData.set(call.executionId, runs);
		clock = Math.max(clock, timeOf(call));
		const executes = call.process !== 'main' || !calls.some(({ process }) => process === 'worker');
		const goesOn = started.has(key) && call.hook === 'workflowExecuteBefore';
		if (goesOn || (!started.has(key) && call.hook !== 'workflowExecuteResume')) {
			const runData = goesOn ? structuredClone(runs) : {};
			see({ ...call, hook: 'workflowExecuteBefore' }, [executes ? {} : undefined, { resultData: { runData } }]);
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
