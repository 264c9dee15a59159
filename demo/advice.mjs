// What fails on other people's machines is mostly one of a few things: no network, no room, no right.

const NO_ROOM = /ENOSPC|no space left on device|EDQUOT|disk quota exceeded/i;
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network/i;
const NO_RIGHT = /EACCES|EPERM|EROFS|read-only file system|permission denied/i;

/**
 * What to do about a failed install, as far as npm's words tell.
 * @param {string} message
 * @returns {string}
 */
export function adviceFor(message) {
	if (NO_ROOM.test(message)) {
		return (
			"The disk is full. Make room where it says so (npm's own cache, `npm config get cache`, needs some, too) or " +
			'set MONITOR_CACHE to a folder elsewhere, then run the same command again.'
		);
	}
	if (NO_NETWORK.test(message)) {
		return 'The npm registry cannot be reached. Check the network (and `npm config get registry`), then run the same command again.';
	}
	if (NO_RIGHT.test(message)) {
		return 'A file may not be written. Set MONITOR_CACHE to a folder of yours, then run the same command again.';
	}
	if (/ETARGET|E404|notarget/i.test(message))
		return 'The registry does not have that version. Choose another by MONITOR_N8N_VERSION.';
	return 'Run the same command again; what was half installed has been removed.';
}

/**
 * A failure's words, with what to do where it is the disk that is full and the words do not say so already.
 * @param {string} message
 * @returns {string}
 */
export function withAdvice(message) {
	if (!NO_ROOM.test(message) || /The disk is full/.test(message)) return message;
	return `${message}\nThe disk is full. Make room there, or set MONITOR_CACHE (and TMPDIR) to folders on a larger disk, then run the same command again.`;
}
