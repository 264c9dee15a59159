import fs from 'node:fs';
import path from 'node:path';
import { holderOf, inWords } from './demo-lock.mjs';
import { inWords as sizeInWords, sizeOf } from './disk-space.mjs';
import { allKeptFolders, keptFolder } from './kept-data.mjs';
import { postmasterOf } from './postgres-data.mjs';

const LOCK = '.lock';

/**
 * Removes the data that live demos have kept, of all versions of n8n. What is installed stays.
 * @param {import('./cache.mjs').Progress} say
 * @throws when a demo runs; nothing is removed then
 */
export async function removeKeptData(say) {
	const folders = allKeptFolders();
	const entries = folders.flatMap((base) => fs.readdirSync(base).map((name) => path.join(base, name)));
	for (const file of entries.filter((each) => each.endsWith(LOCK))) {
		const holder = holderOf(file);
		if (holder === null) continue;
		throw new Error(
			`The demo is running: ${inWords(holder)}. End it by Ctrl-C where it was started (or by ` +
				`\`kill ${holder.pid}\`), then run the same command again. Nothing is removed.`,
		);
	}
	for (const data of entries.flatMap(clustersIn)) {
		const pid = postmasterOf(data);
		if (pid !== null)
			throw new Error(`A PostgreSQL server (process ${pid}) still runs on ${data}. Nothing is removed.`);
	}

	for (const entry of entries.filter((each) => !each.endsWith(LOCK))) {
		const size = sizeOf(entry);
		fs.rmSync(entry, { recursive: true, force: true });
		say(`removed ${entry}, ${sizeInWords(size)}`);
	}
	for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
	const nothing = entries.every((each) => each.endsWith(LOCK));
	say(
		nothing
			? `there is no data of the demo in ${keptFolder()}`
			: 'the next `npm run demo` starts afresh; what is installed stays',
	);
}

function clustersIn(folder) {
	return ['postgres-n8n', 'postgres-monitor'].map((name) => path.join(folder, name, 'pgdata'));
}
