import net, { type AddressInfo, type Socket } from 'node:net';

export interface Mail {
	from: string;
	to: string[];
	/** Headers and body as they came. */
	text: string;
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** A mail server on loopback (SMTP, RFC 5321) that takes whatever it is sent and keeps it. */
export async function startMailServer() {
	const mails: Mail[] = [];
	const sockets = new Set<Socket>();
	const server = net.createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
		converse(socket, (mail) => mails.push(mail));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		host: '127.0.0.1',
		port: (server.address() as AddressInfo).port,
		mails,
		stop: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

function converse(socket: Socket, take: (mail: Mail) => void): void {
	let mail: Mail = { from: '', to: [], text: '' };
	let body: string[] | null = null;
	let rest = '';
	const say = (line: string) => socket.write(`${line}\r\n`);

	const hear = (line: string) => {
		if (body !== null) {
			if (line !== '.') return void body.push(line.replace(/^\.\./, '.'));
			take({ ...mail, text: body.join('\n') });
			body = null;
			return say('250 Kept');
		}
		const [, command, address] = /^(\S+)(?:[^<]*<([^>]*)>)?/.exec(line) ?? [];
		switch (command?.toUpperCase()) {
			case 'EHLO':
			case 'HELO':
			case 'NOOP':
				return say('250 localhost');
			case 'MAIL':
				mail = { from: address ?? '', to: [], text: '' };
				return say('250 OK');
			case 'RCPT':
				mail.to.push(address ?? '');
				return say('250 OK');
			case 'DATA':
				body = [];
				return say('354 Go on');
			case 'RSET':
				return say('250 OK');
			case 'QUIT':
				say('221 Bye');
				return socket.end();
			default:
				return say('502 Not known');
		}
	};

	say('220 localhost');
	socket.on('data', (chunk: Buffer) => {
		const lines = (rest + chunk.toString()).split('\r\n');
		rest = lines.pop() ?? '';
		for (const line of lines) hear(line);
	});
}
