import type { N8nClient, Read } from './stage';

/** n8n's own record of an execution, as far as we compare it. */
interface HostExecution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	retryOf?: string | null;
	startedAt: string | null;
	stoppedAt: string | null;
	data?: {
		parentExecution?: { executionId: string };
		resultData?: { runData?: Record<string, Array<{ startTime: number; executionTime: number; executionStatus?: string }>> };
	};
}

interface OurExecution {
	execution_id: string;
	status: string;
	mode: string;
	retry_of: string | null;
	parent_execution_id: string | null;
	started_at: Date;
	finished_at: Date | null;
	node_count: number;
	node_runs: number;
}

interface OurRun {
	execution_id: string;
	node_name: string;
	duration: number;
	step_number: number;
}

const NEAR = 50; // ms
const NEAR_CANCELED = 1_000;
const NEAR_DURATION = 20;

/**
 * What differs between n8n's own record of executions and ours: status, mode, retry, parent, the runs of each
 * node with their durations, steps without gaps, start and end within the tolerances of our decisions.
 */
export async function differences(client: N8nClient, read: Read, ids: string[]): Promise<string[]> {
	const executions = await read<OurExecution>('select * from workflow_executions where execution_id = any ($1)', [ids]);
	const runs = await read<OurRun>(
		`select execution_id, node_name, duration, step_number from workflow_execution_logs
		where execution_id = any ($1) and node_name is not null and step_number is not null and duration is not null
		order by step_number`,
		[ids],
	);
	const found: string[] = [];
	for (const id of ids) {
		const host = (await client.execution(id)) as HostExecution;
		const ours = executions.find(({ execution_id }) => execution_id === id);
		if (ours === undefined) {
			found.push(`${id}: not recorded (${host.status})`);
			continue;
		}
		const ourRuns = runs.filter(({ execution_id }) => execution_id === id);
		for (const what of compare(host, ours, ourRuns)) found.push(`${id}: ${what}`);
	}
	return found;
}

function compare(host: HostExecution, ours: OurExecution, ourRuns: OurRun[]): string[] {
	const found: string[] = [];
	const same = (what: string, theirs: unknown, mine: unknown) => {
		if (JSON.stringify(theirs ?? null) !== JSON.stringify(mine ?? null)) {
			found.push(`${what} is ${JSON.stringify(theirs)} in n8n and ${JSON.stringify(mine)} in ours`);
		}
	};
	same('status', host.status, ours.status);
	same('mode', host.mode, ours.mode);
	same('retry', host.retryOf, ours.retry_of);
	same('parent', host.data?.parentExecution?.executionId, ours.parent_execution_id);
	const canceled = host.status === 'canceled';
	const hostRuns = runsOf(host);
	// A canceled execution's last node ends after n8n has stored it: ours may have it, n8n's never has.
	const ourNames = ourRuns.map(({ node_name }) => node_name).sort();
	const hostNames = hostRuns.map(({ node }) => node).sort();
	if (canceled) same('node runs', hostNames, ourNames.filter((name) => hostNames.includes(name)));
	else {
		same('node runs', hostNames, ourNames);
		same('count of node runs', hostRuns.length, ours.node_runs);
		same('count of nodes', new Set(hostNames).size, ours.node_count);
		same('steps', ourRuns.map((_, index) => index + ourRuns[0].step_number), ourRuns.map(({ step_number }) => step_number));
	}
	found.push(...durationsOff(hostRuns, ourRuns), ...timesOff(host, ours, hostRuns));
	return found;
}

/** Runs of this execution: those taken over from a retried or earlier one began before it. */
function runsOf(host: HostExecution) {
	const start = host.startedAt === null ? 0 : Date.parse(host.startedAt) - NEAR;
	return Object.entries(host.data?.resultData?.runData ?? {}).flatMap(([node, runs]) =>
		runs
			.filter(({ startTime, executionStatus }) => startTime >= start && executionStatus !== 'waiting')
			.map((run) => ({ node, ...run })),
	);
}

function durationsOff(hostRuns: ReturnType<typeof runsOf>, ourRuns: OurRun[]): string[] {
	const nodes = [...new Set(hostRuns.map(({ node }) => node))];
	return nodes.flatMap((node) => {
		const theirs = hostRuns.filter((run) => run.node === node).map(({ executionTime }) => executionTime).sort((a, b) => a - b);
		const mine = ourRuns.filter(({ node_name }) => node_name === node).map(({ duration }) => duration).sort((a, b) => a - b);
		return theirs.some((time, index) => Math.abs(time - (mine[index] ?? Infinity)) > NEAR_DURATION)
			? [`durations of ${node} are ${theirs.join()} in n8n and ${mine.join()} in ours`]
			: [];
	});
}

function timesOff(host: HostExecution, ours: OurExecution, hostRuns: ReturnType<typeof runsOf>): string[] {
	const found: string[] = [];
	const started = ours.started_at.getTime();
	const hostStart = host.startedAt === null ? started : Date.parse(host.startedAt);
	const firstRun = Math.min(...hostRuns.map(({ startTime }) => startTime));
	if (started < hostStart - NEAR || (Number.isFinite(firstRun) && started > firstRun + NEAR)) {
		found.push(`start lies ${started - hostStart} ms after n8n's and ${started - firstRun} ms after the first run`);
	}
	if (host.stoppedAt !== null && ours.finished_at !== null) {
		const off = ours.finished_at.getTime() - Date.parse(host.stoppedAt);
		if (Math.abs(off) > (host.status === 'canceled' ? NEAR_CANCELED : NEAR)) found.push(`end lies ${off} ms after n8n's`);
	}
	return found;
}
