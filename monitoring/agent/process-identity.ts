import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process among all that ever ran on a machine. */
export interface ProcessIdentity {
	host: string;
	pid: number;
	/** The boot and the tick in it at which the process started; null where the system does not tell. */
	start: string | null;
}

/** Who this process is. */
export function ownIdentity(): ProcessIdentity {
	return { host: hostname(), pid: process.pid, start: startOf(process.pid) };
}

/**
 * True where that very process runs on this machine, however slow, stopped or blocked. False says nothing:
 * it may run on another machine, or out of sight in another container.
 */
export function runsHere({ host, pid, start }: ProcessIdentity): boolean {
	return start !== null && host === hostname() && startOf(pid) === start;
}

function startOf(pid: number): string | null {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// Behind the name, which may hold blanks and brackets: first the state, the start as the twentieth.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		if (fields[0] === 'Z' || fields[0] === 'X') return null;
		return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
	} catch {
		return null;
	}
}
