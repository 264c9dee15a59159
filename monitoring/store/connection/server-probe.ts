import net from 'node:net';

/**
 * What answers at an address: `ssl` and `plain` is Postgres, which offers SSL or does not; `silence` takes the
 * connection and says nothing; `hung_up` takes it and closes it; `nobody` takes none.
 */
export type Answer = 'ssl' | 'plain' | 'web' | 'other' | 'silence' | 'hung_up' | 'nobody';

/** The question of Postgres' protocol whether SSL is offered; the answer comes before any login. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Asks without logging in, so that nothing of the credential goes to a stranger. */
export async function probeServer(
	{ host, port }: { host: string; port: number },
	within: number,
): Promise<Answer> {
	return await new Promise((resolve) => {
		const socket = host.startsWith('/')
			? net.connect({ path: `${host}/.s.PGSQL.${port}` })
			: net.connect({ host, port });
		let connected = false;
		const settle = (answer: Answer) => {
			clearTimeout(timer);
			socket.destroy();
			resolve(answer);
		};
		const timer = setTimeout(() => settle(connected ? 'silence' : 'nobody'), within);
		socket.once('connect', () => {
			connected = true;
			socket.write(SSL_REQUEST);
		});
		socket.once('data', (bytes) => settle(readAnswer(bytes)));
		socket.once('end', () => settle('hung_up'));
		socket.once('error', () => settle(connected ? 'hung_up' : 'nobody'));
	});
}

function readAnswer(bytes: Buffer): Answer {
	const text = bytes.toString('latin1');
	if (text === 'S') return 'ssl';
	if (text === 'N' || /^E\0\0/.test(text)) return 'plain';
	return /^HTTP\/|^\s*<(!doctype|html)/i.test(text) ? 'web' : 'other';
}
