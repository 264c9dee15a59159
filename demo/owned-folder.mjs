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
		if (!name.startsWith(`${prefix}-`)) continue;
		const folder = path.join(base, name);
		const owner = ownerOf(folder);
		if (owner !== null && !isRunning(owner) && !isInUse(folder)) fs.rmSync(folder, { recursive: true, force: true });
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
