import fs from 'node:fs';

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes that are free for us on its disk
 */
export async function freeBytes(folder) {
	const { bavail, bsize } = await fs.promises.statfs(folder);
	return bavail * bsize;
}

/**
 * @param {string} folder
 * @param {number} needed bytes
 * @param {string} what the sentence's beginning: who needs how much
 * @throws when less is free
 */
export async function requireSpace(folder, needed, what) {
	const free = await freeBytes(folder);
	if (free >= needed) return;
	throw new Error(
		`${what}, but only ${inWords(free)} are free at ${folder}. Make room there, or set MONITOR_CACHE (for temporary ` +
			'folders: TMPDIR) to a folder on a larger disk.',
	);
}

/**
 * What a folder's files take on disk. Files that go while we look are no matter.
 * @param {string} folder
 * @returns {number} bytes
 */
export function sizeOf(folder) {
	let total = 0;
	for (const entry of entriesOf(folder)) {
		const { blocks = 0 } = fs.lstatSync(`${folder}/${entry.name}`, { throwIfNoEntry: false }) ?? {};
		total += blocks * 512;
		if (entry.isDirectory()) total += sizeOf(`${folder}/${entry.name}`);
	}
	return total;
}

/** @param {number} bytes */
export function inWords(bytes) {
	return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}

function entriesOf(folder) {
	try {
		return fs.readdirSync(folder, { withFileTypes: true });
	} catch {
		return [];
	}
}
