import type { IRun } from 'n8n-workflow';
import type { EndReason, ExecutionStatus } from '../model/enums';
import type { Source } from '../model/records';

const FAR_FUTURE = 50 * 365 * 86_400_000;

/** How an execution, or one segment of it, ended, by the host's own report. */
export interface ReportedEnd {
	status: ExecutionStatus;
	reason: EndReason | null;
	source: Source;
	/** ms since the epoch; null while it waits. */
	finishedAt: number | null;
	waitTill: number | null;
}

/** What happens in other places of the host and tells why an execution was canceled. */
export interface CancelFacts {
	/** The host's own word, where it was heard. */
	reason: string | null;
	/** The workflow's time limit in s, where it has one. */
	timeoutSeconds: number | null;
	/** ms that this segment ran. */
	elapsed: number;
}

/**
 * Reads the end from n8n's report. The report is given before n8n itself has settled the status: an execution
 * that has a time to wait for is waiting, whatever the status says (at each start n8n reports the waiting ones
 * as crashed).
 *
 * @param known whether this process saw the execution start; an end told by one that did not is n8n's own
 * recovery after a crash
 */
export function readEnd(run: IRun, at: number, known: boolean, cancel: CancelFacts): ReportedEnd {
	const enqueued = 'jobId' in run && run.jobId !== undefined;
	const recovered = run.status === 'crashed' && !known;
	const source: Source = enqueued ? 'enqueuer' : recovered ? 'host_table' : 'executor';
	const waitTill = run.waitTill ?? run.data?.waitTill ?? null;
	if (waitTill !== null) {
		const till = new Date(waitTill).getTime();
		return {
			status: 'waiting',
			reason: null,
			source,
			finishedAt: null,
			waitTill: timeOfWait(till, at),
		};
	}
	const status = finalStatus(run);
	return {
		status,
		reason: endReason(status, run, cancel),
		source,
		// After a crash the report comes long after the end; n8n's own time is then the better one.
		finishedAt: recovered ? saneTime(run.stoppedAt, at) : at,
		waitTill: null,
	};
}

function finalStatus(run: IRun): ExecutionStatus {
	switch (run.status) {
		case 'success':
		case 'error':
		case 'canceled':
		case 'crashed':
			return run.status;
		case 'waiting':
			return 'waiting';
		case 'new':
		case 'running':
		case 'unknown':
			break;
	}
	return run.data?.resultData?.error !== undefined ? 'error' : 'success';
}

function endReason(status: ExecutionStatus, run: IRun, cancel: CancelFacts): EndReason | null {
	switch (status) {
		case 'success':
			return 'finished';
		case 'crashed':
			return 'process_lost';
		case 'error':
			if (isStalled(run)) return 'process_lost';
			return isOutOfMemory(run) ? 'out_of_memory' : 'failed';
		case 'canceled':
			return cancelReason(cancel);
		case 'queued':
		case 'running':
		case 'waiting':
			return null;
	}
}

/** Why an execution was canceled. */
export function cancelReason({ reason, timeoutSeconds, elapsed }: CancelFacts): EndReason {
	if (reason === 'timeout') return 'timeout';
	if (reason === 'shutdown') return 'shutdown';
	if (reason !== null) return 'stopped';
	const ranOut = timeoutSeconds !== null && timeoutSeconds > 0 && elapsed >= timeoutSeconds * 1_000;
	return ranOut ? 'timeout' : 'stopped';
}

/** The queue gave the execution up because its worker died. */
export function isStalled(run: IRun): boolean {
	return isOfClass(run, /^MaxStalledCountError\b/);
}

/** A task runner that ran out of memory; the process itself would be lost. */
function isOutOfMemory(run: IRun): boolean {
	return isOfClass(run, /^TaskRunnerOom\w*Error\b/) || messageOf(run) === 'Node ran out of memory';
}

/** Errors come as plain objects: the class is in their name or is the first word of their stack. */
function isOfClass(run: IRun, pattern: RegExp): boolean {
	const error = run.data?.resultData?.error as { name?: unknown; stack?: unknown } | undefined;
	return [error?.name, error?.stack].some((text) => typeof text === 'string' && pattern.test(text));
}

function messageOf(run: IRun): unknown {
	return (run.data?.resultData?.error as { message?: unknown } | undefined)?.message;
}

function saneTime(value: unknown, fallback: number): number {
	const time = value instanceof Date || typeof value === 'string' ? new Date(value).getTime() : NaN;
	return time > 0 && time <= fallback ? time : fallback;
}

/** Until when an execution waits, ms; null where n8n means "until somebody calls": it writes a date in the far future. */
export function timeOfWait(till: number, now: number): number | null {
	return till > 0 && till - now < FAR_FUTURE ? till : null;
}
