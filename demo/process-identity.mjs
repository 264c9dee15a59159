import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

// A process id alone does not name a process: ids are given out again. An id together with the time at which
// its process started does, so that is what we write down wherever a later run has to recognise a process.

/**
 * @typedef {object} ProcessIdentity
 * @property {number} pid
 * @property {string | null} start what `startOf` said of it
 */

/**
 * When the process with this id started, as an opaque text: equal texts mean the same process.
 * @param {number} pid
 * @returns {string | null} null when no such process runs (a zombie does not run)
 */
export function startOf(pid) {
	if (process.platform === 'linux') return startOnLinux(pid);
	if (process.platform === 'win32') {
		return printed('powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]);
	}
	const line = printed('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
	return line === null || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
}

/** @returns {ProcessIdentity} who we are */
export function ourselves() {
	return { pid: process.pid, start: startOf(process.pid) };
}

/**
 * @param {ProcessIdentity} identity
 * @returns {boolean} true while that very process runs
 */
export function isRunning({ pid, start }) {
	return start !== null && startOf(pid) === start;
}

/**
 * @param {number} pid
 * @returns {boolean} true when it leads a process group (asked on Linux only)
 */
export function leadsGroup(pid) {
	try {
		return Number(statFields(pid)[2]) === pid;
	} catch {
		return false;
	}
}

/**
 * Ids of all running descendants of a process, nearest first. Empty where the system has no list to offer.
 * @param {number} pid
 * @returns {number[]}
 */
export function descendantsOf(pid) {
	const children = new Map();
	for (const [child, parent] of parentage()) {
		children.set(parent, [...(children.get(parent) ?? []), child]);
	}
	const found = [];
	for (let queue = [pid]; queue.length > 0; ) {
		const next = children.get(queue.shift()) ?? [];
		found.push(...next);
		queue = queue.concat(next);
	}
	return found;
}

/** The boot id makes a start that is counted in ticks since the boot unique across boots. */
function startOnLinux(pid) {
	try {
		const fields = statFields(pid);
		if (fields[0] === 'Z' || fields[0] === 'X') return null;
		return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
	} catch {
		return null;
	}
}

/** What stands behind the name in /proc/<pid>/stat; the name itself may hold blanks and brackets. */
function statFields(pid) {
	const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
	return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** @returns {[number, number][]} pairs of process id and parent's id */
function parentage() {
	if (process.platform === 'linux') {
		return fs
			.readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.flatMap((name) => {
				try {
					return [[Number(name), Number(statFields(name)[1])]];
				} catch {
					return []; // It ended while we looked.
				}
			});
	}
	if (process.platform === 'win32') return [];
	const text = printed('ps', ['-axo', 'pid=,ppid=']) ?? '';
	return text.split('\n').map((line) => /** @type {[number, number]} */ (line.trim().split(/\s+/).map(Number)));
}

function printed(command, args) {
	const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', windowsHide: true });
	return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}
