import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * Unpacks an npm tarball: its `package/` folder becomes `folder`. Only plain files and folders are taken, and
 * only those that lie inside; a tar program is not needed.
 * @param {string} tarball a .tgz file
 * @param {string} folder
 */
export function unpack(tarball, folder) {
	for (const { name, content } of filesIn(gunzipSync(fs.readFileSync(tarball)))) {
		const inside = name.split('/').slice(1).join('/');
		const target = path.resolve(folder, inside);
		if (!target.startsWith(path.resolve(folder) + path.sep)) {
			throw new Error(`${tarball} holds "${name}", which would lie outside its folder`);
		}
		fs.mkdirSync(path.dirname(target), { recursive: true });
		fs.writeFileSync(target, content);
	}
}

/**
 * The files of a tar archive (ustar, with the pax headers that npm writes for long names).
 * @param {Buffer} archive
 * @returns {Generator<{name: string, content: Buffer}>}
 */
function* filesIn(archive) {
	let longName = null;
	for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
		const header = archive.subarray(at, at + BLOCK);
		const size = parseInt(textAt(header, 124, 12), 8) || 0;
		const content = archive.subarray(at + BLOCK, at + BLOCK + size);
		if (content.length < size) throw new Error('the archive ends in the middle of a file');
		const kind = String.fromCharCode(header[156]);
		if (kind === 'x') {
			longName = paxPath(content);
		} else {
			const prefix = textAt(header, 345, 155);
			const name = longName ?? (prefix ? `${prefix}/` : '') + textAt(header, 0, 100);
			longName = null;
			if (kind === '0' || kind === '\0') yield { name, content };
		}
		at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
	}
}

function textAt(header, start, length) {
	return header
		.subarray(start, start + length)
		.toString('utf8')
		.replace(/\0.*$/s, '')
		.trim();
}

/** A pax header holds records `<length> <key>=<value>\n`, the length counting the whole record in bytes. */
function paxPath(content) {
	for (let rest = content; rest.length > 0; ) {
		const length = parseInt(rest.toString('latin1'), 10);
		if (!(length > 0)) return null;
		const record = rest.subarray(0, length).toString('utf8');
		const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(record) ?? [];
		if (key === 'path') return value;
		rest = rest.subarray(length);
	}
	return null;
}
