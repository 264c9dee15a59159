import { createHash, hash, randomBytes } from 'node:crypto';

const VARIANTS = '89ab';

/** The first digits of the last id; many events share their millisecond. */
let head = { time: NaN, text: '' };

/** UUID version 7 (RFC 9562) from 48 bits of Unix milliseconds and 20 hexadecimal digits for all the rest. */
function uuidV7(time: number, rest: string): string {
	if (time !== head.time) {
		const ms = (Math.max(0, Math.floor(time)) % 2 ** 48).toString(16).padStart(12, '0');
		head = { time, text: `${ms.slice(0, 8)}-${ms.slice(8)}-7` };
	}
	const variant = VARIANTS[parseInt(rest[4], 16) & 3];
	return `${head.text}${rest.slice(1, 4)}-${variant}${rest.slice(5, 8)}-${rest.slice(8, 20)}`;
}

/**
 * The id of an automatic row: the event's own time and a hash of what the row is about. The same event gives
 * the same id in every process and at every repetition.
 *
 * @param time the event's time in ms since the epoch
 */
export function deterministicId(instanceId: string, key: string, time: number): string {
	return uuidV7(time, hash('sha256', `${instanceId}\0${key}`, 'hex'));
}

/** A new id for a row that a person or a node creates now. */
export function newId(now: number): string {
	return uuidV7(now, randomBytes(10).toString('hex'));
}

/** The id of an error group: the same workflow, node and fingerprint belong together, in every process. */
export function groupId(
	instanceId: string,
	workflowId: string,
	node: string | null,
	fingerprint: string,
): string {
	const hash = createHash('sha256')
		.update([instanceId, workflowId, node ?? '', fingerprint].join('\0'))
		.digest();
	// Version 8: made of a hash, in a layout of our own.
	hash[6] = 0x80 | (hash[6] & 0x0f);
	hash[8] = 0x80 | (hash[8] & 0x3f);
	const hex = hash.subarray(0, 16).toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
