import { createHash, hash, randomBytes } from 'node:crypto';

const DIGITS = Buffer.from('0123456789abcdef');
/** Where the digits of the ten bytes behind the time begin in a UUID's text. */
const PLACES = [14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** The last id; many events share their millisecond, and so the text's first half. */
const text = Buffer.alloc(36, '-');
let timeInText = NaN;

/**
 * UUID version 7 (RFC 9562) from 48 bits of Unix milliseconds and ten bytes, as characters below 256, for the rest.
 * Written into one buffer: cutting and joining texts would take five times its length.
 */
function uuidV7(time: number, rest: string): string {
	if (time !== timeInText) {
		const ms = (Math.max(0, Math.floor(time)) % 2 ** 48).toString(16).padStart(12, '0');
		text.write(`${ms.slice(0, 8)}-${ms.slice(8)}`, 'latin1');
		timeInText = time;
	}
	for (let index = 0; index < PLACES.length; index++) {
		const byte = rest.charCodeAt(index);
		text[PLACES[index]] = DIGITS[byte >> 4];
		text[PLACES[index] + 1] = DIGITS[byte & 15];
	}
	text[14] = DIGITS[7];
	text[19] = DIGITS[8 | ((rest.charCodeAt(2) >> 4) & 3)];
	return text.toString('latin1');
}

/**
 * The id of an automatic row: the event's own time and a hash of what the row is about. The same event gives
 * the same id in every process and at every repetition.
 *
 * @param time the event's time in ms since the epoch
 */
export function deterministicId(instanceId: string, key: string, time: number): string {
	return uuidV7(time, hash('sha256', `${instanceId}\0${key}`, 'binary'));
}

/** A new id for a row that a person or a node creates now. */
export function newId(now: number): string {
	return uuidV7(now, randomBytes(10).toString('latin1'));
}

/** The id of an error group: the same workflow, node and fingerprint belong together, in every process. */
export function groupId(
	instanceId: string,
	workflowId: string,
	node: string | null,
	fingerprint: string,
): string {
	return hashId([instanceId, workflowId, node ?? '', fingerprint].join('\0'));
}

/** The id of a delivery: of what happened and for whom, not when, since two processes date it by their own clocks. */
export function deliveryId(instanceId: string, key: string): string {
	return hashId(`delivery\0${instanceId}\0${key}`);
}

/** A UUID of version 8, made of a hash, in a layout of our own. */
function hashId(key: string): string {
	const hash = createHash('sha256').update(key).digest();
	hash[6] = 0x80 | (hash[6] & 0x0f);
	hash[8] = 0x80 | (hash[8] & 0x3f);
	const hex = hash.subarray(0, 16).toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of a set of labels of a metric, given as text: the same in every process. */
export function labelSetId(instanceId: string, metric: string, labels: string): string {
	return groupId(instanceId, metric, 'labels', labels);
}
