import { TEXT_LIMITS } from '../../monitoring/model/limits';
import type { N8nClient, Read } from './stage';

/** How far our times may lie from n8n's, in ms. */
const TOLERANCE = { start: 50, end: 50, canceledEnd: 1_000, duration: 20 } as const;

interface HostRun {
	startTime: number;
	executionTime: number;
	executionIndex: number;
	executionStatus?: string;
	error?: { message?: string };
	data?: { main?: Array<unknown[] | null> };
}

/** n8n's own record of an execution, as far as we compare it. */
interface HostExecution {
	id: string;
	workflowId: string;
	workflowVersionId?: string | null;
	status: string;
	mode: string;
	retryOf?: string | null;
	startedAt: string | null;
	stoppedAt: string | null;
	workflowData?: { name?: string };
	data?: {
		parentExecution?: { executionId: string };
		startData?: { runNodeFilter?: string[] };
		resultData?: { error?: { message?: string }; runData?: Record<string, HostRun[]> };
	};
}

interface OurExecution {
	execution_id: string;
	status: string;
	mode: string;
	retry_of: string | null;
	parent_execution_id: string | null;
	workflow_version: string | null;
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
	items_out: number | null;
	metadata: { run_index: number; outputs?: number[] };
}

interface OurError {
	execution_id: string;
	node_name: string | null;
	run_index: number | null;
	error_message: string;
	handled: boolean;
	metadata: { try?: number; item_count?: number };
}

interface Run extends HostRun {
	node: string;
	runIndex: number;
}

/**
 * What differs between n8n's own record of executions and ours, a sentence each: status, mode, retry, parent,
 * version of the workflow; the runs of each node in their order, with items by output, errors and durations; start
 * and end. Times may differ by `TOLERANCE`.
 */
export async function differences(client: N8nClient, read: Read, ids: string[]): Promise<string[]> {
	const executions = await read<OurExecution>('select * from workflow_executions where execution_id = any ($1)', [ids]);
	const runs = await read<OurRun>(
		`select execution_id, node_name, duration, step_number, items_out, metadata from workflow_execution_logs
		where execution_id = any ($1) and node_name is not null and step_number is not null and duration is not null
		order by step_number`,
		[ids],
	);
	const errors = await read<OurError>(
		`select execution_id, node_name, run_index, error_message, handled, metadata from workflow_errors
		where execution_id = any ($1)`,
		[ids],
	);
	const found: string[] = [];
	for (const id of ids) {
		const host = (await client.execution(id)) as HostExecution;
		const about = `execution ${id} of ${JSON.stringify(host.workflowData?.name?.slice(0, 40))} (${host.mode}, ${host.status})`;
		const ours = executions.find(({ execution_id }) => execution_id === id);
		if (ours === undefined) {
			found.push(`${about}: not recorded`);
			continue;
		}
		const hostRuns = runsOf(host);
		const ourRuns = runs.filter(({ execution_id }) => execution_id === id);
		const ourErrors = errors.filter(({ execution_id }) => execution_id === id);
		const all = [
			...factsOff(host, ours),
			...runsOff(host, hostRuns, ours, ourRuns),
			...errorsOff(host, hostRuns, ourErrors),
			...durationsOff(hostRuns, ourRuns),
			...timesOff(host, ours, hostRuns),
		];
		found.push(...all.map((what) => `${about}: ${what}`));
	}
	return found;
}

function differ(what: string, theirs: unknown, mine: unknown): string[] {
	const [host, ours] = [theirs, mine].map((value) => JSON.stringify(value ?? null));
	return host === ours ? [] : [`${what}: n8n has ${host}, we have ${ours}`];
}

function factsOff(host: HostExecution, ours: OurExecution): string[] {
	return [
		...differ('status', host.status, ours.status),
		...differ('mode', host.mode, ours.mode),
		...differ('retry of', host.retryOf, ours.retry_of),
		...differ('parent', host.data?.parentExecution?.executionId, ours.parent_execution_id),
		...(host.workflowVersionId ? differ('version of the workflow', host.workflowVersionId, ours.workflow_version) : []),
	];
}

/** Runs of this execution: those taken over from a retried or earlier one began before it. */
function runsOf(host: HostExecution): Run[] {
	const start = host.startedAt === null ? 0 : Date.parse(host.startedAt) - TOLERANCE.start;
	return Object.entries(host.data?.resultData?.runData ?? {})
		.filter(([name, [first]]) => !isMadeUp(host, name, first))
		.flatMap(([name, runs]) => runs.map((run, runIndex) => ({ node: shown(name), runIndex, ...run })))
		.filter(({ startTime, executionStatus }) => startTime >= start && executionStatus !== 'waiting')
		.sort((a, b) => a.startTime - b.startTime || a.executionIndex - b.executionIndex);
}

/** Where an execution cannot even start, n8n puts its error into a run that never was. */
function isMadeUp({ data }: HostExecution, name: string, run: HostRun | undefined): boolean {
	const filter = data?.startData?.runNodeFilter;
	return filter?.length === 1 && filter[0] === name && run?.error !== undefined && run.data === undefined;
}

/** A name as our columns hold it. */
function shown(name: string): string {
	return name.length <= TEXT_LIMITS.node_name ? name : `${name.slice(0, TEXT_LIMITS.node_name - 1)}…`;
}

function runsOff(host: HostExecution, hostRuns: Run[], ours: OurExecution, ourRuns: OurRun[]): string[] {
	// n8n has stored a canceled execution before its last node ends: ours may have that run, n8n's never has.
	const mine = host.status === 'canceled' ? ourRuns.filter((run) => hostRuns.some((theirs) => sameRun(theirs, run))) : ourRuns;
	// A node that waits for its sub-nodes starts before them and is listed after them.
	const nested = hostRuns.some(({ data }) => data !== undefined && data.main === undefined);
	const names = (list: string[]) => (nested ? [...list].sort() : list);
	const found = differ('node runs', names(hostRuns.map(({ node }) => node)), names(mine.map(({ node_name }) => node_name)));
	if (found.length > 0) return found;
	for (const theirs of hostRuns) {
		const main = theirs.data?.main;
		const run = mine.find((each) => sameRun(theirs, each));
		if (run === undefined) found.push(`run ${theirs.runIndex} of ${theirs.node} is not recorded`);
		else if (main !== undefined) {
			const counts = run.metadata.outputs ?? (run.items_out === null ? [] : [run.items_out]);
			found.push(...differ(`items of run ${theirs.runIndex} of ${theirs.node}`, main.map((items) => items?.length ?? 0), counts));
		}
	}
	if (host.status === 'canceled') return found;
	return [
		...found,
		...differ('count of node runs', hostRuns.length, ours.node_runs),
		...differ('count of nodes', new Set(hostRuns.map(({ node }) => node)).size, ours.node_count),
		...differ('steps', ourRuns.map((_, index) => index + ourRuns[0].step_number), ourRuns.map(({ step_number }) => step_number)),
	];
}

function sameRun({ node, runIndex }: Run, { node_name, metadata }: OurRun): boolean {
	return node === node_name && runIndex === metadata.run_index;
}

/** n8n keeps the error of a failed run and the one that ended the execution; failed tries and error items are ours alone. */
function errorsOff(host: HostExecution, hostRuns: Run[], ourErrors: OurError[]): string[] {
	const ofRuns = ourErrors.filter(({ metadata }) => metadata.try === undefined && metadata.item_count === undefined);
	const theirs = hostRuns.filter(({ error }) => error !== undefined).map(({ node, runIndex, error }) => `${node} ${runIndex}: ${cut(error?.message)}`);
	const mine = ofRuns.filter(({ run_index }) => run_index !== null).map((row) => `${row.node_name} ${row.run_index}: ${cut(row.error_message)}`);
	const found = host.status === 'canceled' ? [] : differ('errors of node runs', theirs.sort(), mine.sort());
	const fatal = ofRuns.filter(({ handled }) => !handled).map(({ error_message }) => cut(error_message));
	const ended = host.data?.resultData?.error;
	return [...found, ...differ('what ended it', host.status === 'error' && ended !== undefined ? [cut(ended.message)] : [], fatal)];
}

/** Enough of a message to tell it from others; NUL and lone surrogates cannot be stored as they are. */
function cut(message = ''): string {
	return message.slice(0, 200).replace(/\p{Cs}|\0|\uFFFD/gu, '?');
}

function durationsOff(hostRuns: Run[], ourRuns: OurRun[]): string[] {
	return hostRuns.flatMap((theirs) => {
		const mine = ourRuns.find((run) => sameRun(theirs, run));
		return mine === undefined || Math.abs(theirs.executionTime - mine.duration) <= TOLERANCE.duration
			? []
			: [`run ${theirs.runIndex} of ${theirs.node} took ${theirs.executionTime} ms in n8n, ${mine.duration} ms in ours (± ${TOLERANCE.duration} ms)`];
	});
}

function timesOff(host: HostExecution, ours: OurExecution, hostRuns: Run[]): string[] {
	const found: string[] = [];
	const started = ours.started_at.getTime();
	const hostStart = host.startedAt === null ? started : Date.parse(host.startedAt);
	const firstRun = Math.min(...hostRuns.map(({ startTime }) => startTime));
	if (started < hostStart - TOLERANCE.start || started > firstRun + TOLERANCE.start) {
		found.push(
			`start lies ${started - hostStart} ms after n8n's and ${started - firstRun} ms after the first node's (between them ± ${TOLERANCE.start} ms)`,
		);
	}
	if (host.stoppedAt !== null && ours.finished_at !== null) {
		const off = ours.finished_at.getTime() - Date.parse(host.stoppedAt);
		const allowed = host.status === 'canceled' ? TOLERANCE.canceledEnd : TOLERANCE.end;
		if (Math.abs(off) > allowed) found.push(`end lies ${off} ms after n8n's (± ${allowed} ms)`);
	}
	return found;
}
