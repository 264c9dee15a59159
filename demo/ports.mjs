import net from 'node:net';

const given = new Set();

/**
 * A port on 127.0.0.1 on which nobody listens, tried by listening on it. It is not given out a second time by
 * this process; another process may still be quicker, so whoever uses it must bear "address in use".
 * @param {number} [preferred] taken if it is free
 * @returns {Promise<number>}
 */
export async function freePort(preferred) {
	if (preferred !== undefined && !given.has(preferred) && (await isFree(preferred))) {
		given.add(preferred);
		return preferred;
	}
	for (;;) {
		const port = await listenOnce(0);
		if (port !== null && !given.has(port)) {
			given.add(port);
			return port;
		}
	}
}

/**
 * Some systems let us listen on 127.0.0.1 although another listens on all addresses, hence the second question.
 * @param {number} port
 */
async function isFree(port) {
	return (await listenOnce(port)) !== null && !(await accepts(port));
}

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>} true when something accepts connections there
 */
export function accepts(port, host = '127.0.0.1') {
	return new Promise((resolve) => {
		const socket = net.connect({ port, host, timeout: 1_000 });
		const say = (answer) => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('connect', () => say(true));
		socket.once('timeout', () => say(false));
		socket.once('error', () => say(false));
	});
}

/** @returns {Promise<number | null>} the port, or null when it is taken */
function listenOnce(port) {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.once('error', () => resolve(null));
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
			const address = /** @type {net.AddressInfo} */ (server.address());
			server.close(() => resolve(address.port));
		});
	});
}
