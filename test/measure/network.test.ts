import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Meters } from '../../monitoring/measure/meters';
import { makeCertificate } from '../support/certificates';

/** What the server saw of the wire, by the first part of the path. */
const seen = new Map<string, { requests: number; sent: number; received: number }>();
const servers: http.Server[] = [];
const errors: unknown[] = [];
const meters = new Meters((error) => errors.push(error));
let plain = '';
let secure = '';

/** Counts the bytes of each exchange at the server's end. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
	const socket = request.socket as Socket & { counted?: { read: number; written: number } };
	const before = (socket.counted ??= { read: 0, written: 0 });
	const [, whose, what] = (request.url ?? '').split('/');
	let body = 0;
	request.on('data', (chunk: Buffer) => (body += chunk.length));
	request.on('end', () => {
		if (what === 'redirect') response.writeHead(302, { location: `/${whose}/large` });
		response.end(what === 'large' ? Buffer.alloc(100_000, 65) : `${body}`);
	});
	response.on('finish', () => {
		const use = seen.get(whose) ?? { requests: 0, sent: 0, received: 0 };
		use.requests += 1;
		use.sent += socket.bytesRead - before.read;
		use.received += socket.bytesWritten - before.written;
		seen.set(whose, use);
		socket.counted = { read: socket.bytesRead, written: socket.bytesWritten };
	});
}

beforeAll(async () => {
	const listen = async (server: http.Server) => {
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return (server.address() as AddressInfo).port;
	};
	plain = `http://127.0.0.1:${await listen(http.createServer(answer))}`;
	const { key, certificate: cert } = makeCertificate({ commonName: 'localhost' });
	secure = `https://127.0.0.1:${await listen(https.createServer({ key, cert }, answer) as http.Server)}`;
	meters.start();
});

afterAll(() => {
	meters.stop();
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
	expect(errors).toEqual([]);
});

const agents = { plain: new http.Agent({ keepAlive: true }), secure: new https.Agent({ keepAlive: true, rejectUnauthorized: false }) };

async function call(url: string, body?: Buffer): Promise<void> {
	const [lib, agent] = url.startsWith('https') ? [https, agents.secure] : [http, agents.plain];
	await new Promise<void>((resolve, reject) => {
		const request = lib.request(url, { agent, method: body === undefined ? 'GET' : 'POST' }, (response) => {
			response.resume().on('end', resolve);
		});
		request.on('error', reject).end(body);
	});
}

/** Runs `work` as the node of an execution does, and gives what was counted for both. */
async function execution(id: string, work: () => Promise<unknown>) {
	return await meters.enter(id).run(async () => {
		meters.nodeStarts(id, 'Work');
		await work();
		const node = meters.nodeEnds(id, 'Work');
		return { node: node?.network, total: meters.end(id)?.network };
	});
}

const CLIENTS: Array<[string, (whose: string) => Promise<unknown>]> = [
	['node:http, a connection for all', async (whose) => { for (let n = 0; n < 5; n += 1) await call(`${plain}/${whose}/large`); }],
	['node:http with a body', async (whose) => await call(`${plain}/${whose}/take`, Buffer.alloc(50_000, 66))],
	['node:https', async (whose) => { for (let n = 0; n < 3; n += 1) await call(`${secure}/${whose}/large`); }],
	['fetch', async (whose) => { for (let n = 0; n < 5; n += 1) await (await fetch(`${plain}/${whose}/large`)).arrayBuffer(); }],
	['fetch with a body', async (whose) => await (await fetch(`${plain}/${whose}/take`, { method: 'POST', body: 'x'.repeat(70_000) })).text()],
	['fetch that is sent elsewhere', async (whose) => await (await fetch(`${plain}/${whose}/redirect`)).text()],
	['many at once', async (whose) => await Promise.all([1, 2, 3, 4].flatMap(() => [call(`${plain}/${whose}/large`), fetch(`${plain}/${whose}/large`).then(async (each) => await each.text())]))],
];

describe('requests of executions', () => {
	it.each(CLIENTS)('are counted to the byte as the server sees them: %s', async (name, work) => {
		const whose = encodeURIComponent(name);
		const { node, total } = await execution('1', async () => await work(whose));
		const { requests, sent, received } = seen.get(whose)!;
		expect(total).toEqual({ requests, bytes_sent: sent, bytes_received: received });
		expect(node).toEqual(total);
	});

	it('are told apart while they share connections with one another and with what is nobody\'s', async () => {
		const ids = ['a', 'b', 'c', 'd'];
		const counted = await Promise.all(
			ids.map(async (id, index) => await execution(id, async () => {
				for (let n = 0; n <= index; n += 1) {
					await call(`${plain}/${id}/large`);
					await fetch(`${plain}/${id}/large`).then(async (each) => await each.text());
				}
			})).concat(ids.map(async () => await call(`${plain}/nobody/large`).then(() => ({ node: undefined, total: undefined })))),
		);
		ids.forEach((id, index) => {
			const { requests, sent, received } = seen.get(id)!;
			expect(counted[index].total).toEqual({ requests, bytes_sent: sent, bytes_received: received });
			expect(requests).toBe(2 * (index + 1));
		});
	});

	it('are those of the node that runs; a sub-workflow counts for itself', async () => {
		const { total } = await meters.enter('parent').run(async () => {
			meters.nodeStarts('parent', 'First');
			await call(`${plain}/first/large`);
			expect(meters.nodeEnds('parent', 'First')?.network?.requests).toBe(1);
			meters.nodeStarts('parent', 'Agent');
			meters.nodeStarts('parent', 'Model');
			await call(`${plain}/model/take`, Buffer.alloc(10));
			expect(meters.nodeEnds('parent', 'Model')?.network?.requests).toBe(1);
			const child = await execution('child', async () => await call(`${plain}/child/large`));
			expect(child.total?.requests).toBe(1);
			await call(`${plain}/agent/take`, Buffer.alloc(10));
			expect(meters.nodeEnds('parent', 'Agent')?.network?.requests).toBe(1);
			meters.nodeStarts('parent', 'Last');
			expect(meters.nodeEnds('parent', 'Last')).toBeNull();
			return { total: meters.end('parent')?.network };
		});
		expect(total?.requests).toBe(3);
	});

	it('that fail are requests too, and what is under way at the end counts as far as it got', async () => {
		const failed = await execution('1', async () => await expect(call('http://127.0.0.1:1/x')).rejects.toThrow('ECONNREFUSED'));
		expect(failed.total).toEqual({ requests: 1, bytes_sent: 0, bytes_received: 0 });
		const left = await execution('2', async () => {
			const { body } = await fetch(`${plain}/left/large`);
			await body!.getReader().read();
		});
		expect(left.total?.requests).toBe(1);
		expect(left.total?.bytes_received).toBeGreaterThan(1_000);
	});

	it('of a node whose work a task runner does are unknown', async () => {
		const reading = await meters.enter('1').run(async () => {
			meters.nodeStarts('1', 'Code');
			meters.goesOutside('1');
			expect(meters.nodeEnds('1', 'Code')).toEqual({ network: null, outside: true });
			await Promise.resolve();
			return meters.end('1');
		});
		expect(reading?.outside).toEqual(['Code']);
	});
});
