import fs from 'node:fs';
import path from 'node:path';
import { isRunning, ourselves } from './process-identity.mjs';

const OWNER = 'owner.json';
let counter = 0;

/**
 * Makes a folder for the time that this process lives; who made it stands in it.
 * @param {string} base
 * @param {string} prefix of its name, by which `removeOrphans` finds it later
 * @returns {string}
 */
export function makeOwnedFolder(base, prefix) {
	const folder = path.join(base, `${prefix}-${process.pid}-${Date.now().toString(36)}-${++counter}`);
	fs.mkdirSync(folder, { recursive: true });
	fs.writeFileSync(path.join(folder, OWNER), JSON.stringify(ourselves()));
	return folder;
}

/**
 * Removes such folders whose makers are gone; nothing else.
 * @param {string} base
 * @param {string} prefix
 * @param {(folder: string) => boolean} [isInUse] asked of a folder that is about to go
 */
export function removeOrphans(base, prefix, isInUse = () => false) {
	if (!fs.existsSync(base)) return;
	for (const name of fs.readdirSync(base)) {
		const folder = path.join(base, name);
		if (name.startsWith(`gone-${prefix}-`)) remove(folder);
		if (!name.startsWith(`${prefix}-`)) continue;
		const owner = ownerOf(folder);
		if (owner !== null && !isRunning(owner) && !isInUse(folder)) remove(folder, path.join(base, `gone-${name}`));
	}
}

/** Renamed first: what we do not get done, the next one does. Another process may do the same just now. */
function remove(folder, gone = folder) {
	try {
		if (gone !== folder) fs.renameSync(folder, gone);
		fs.rmSync(gone, { recursive: true, force: true });
	} catch {
		// The next run tries again.
	}
}

/** @returns {import('./process-identity.mjs').ProcessIdentity | null} */
function ownerOf(folder) {
	try {
		return JSON.parse(fs.readFileSync(path.join(folder, OWNER), 'utf8'));
	} catch {
		return null;
	}
}
