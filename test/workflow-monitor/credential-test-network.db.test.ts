import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { testConnection } from '../../monitoring/workflow-monitor';
import { serverUrl } from '../support/database';

const HOST = '127.0.0.1';
const PASSWORD = 'pass-that-nobody-shows';
const WITHIN = 700;

describe('testConnection where it meets no Postgres', () => {
	const open: net.Server[] = [];
	const sockets = new Set<net.Socket>();
	let child: ChildProcess | null = null;

	const message = async (given: object, container: 'docker' | 'podman' | 'kubernetes' | 'other' | null = null) => {
		const fields = { connectionType: 'fields', host: HOST, user: 'ann', password: PASSWORD, database: 'n8n' };
		const result = await testConnection({ ...fields, ...given }, { within: WITHIN, container });
		expect(result.status).toBe('Error');
		expect(result.message).not.toContain(PASSWORD);
		return result.message;
	};

	const listen = async (server: net.Server) => {
		open.push(server);
		server.on('connection', (socket: net.Socket) => {
			sockets.add(socket.on('error', () => {}));
		});
		server.listen(0, HOST);
		await once(server, 'listening');
		return (server.address() as net.AddressInfo).port;
	};

	afterEach(() => {
		for (const each of sockets) each.destroy();
		for (const each of open.splice(0)) each.close();
		sockets.clear();
		child?.kill('SIGKILL');
		child = null;
	});

	it('tells a host that does not take the connection in time', async () => {
		// A listener that takes nobody, with a full queue: what a firewall that drops everything looks like.
		const script = `const server = require('net').createServer();
			server.listen({ port: 0, host: '${HOST}', backlog: 1 }, () => {
				require('fs').writeSync(1, server.address().port + '\\n');
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
			});`;
		child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
		const port = Number((await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data'))[0]);
		for (let each = 0; each < 8; each++) {
			sockets.add(net.connect({ host: HOST, port }).on('error', () => {}));
		}
		expect(await message({ port })).toBe(
			`127.0.0.1:${port} did not answer in time. Check the address, and that no firewall stands between n8n and Postgres`,
		);
	});

	it.each(['disable', 'require'])('tells a listener that never answers (SSL: %s)', async (ssl) => {
		const port = await listen(net.createServer());
		expect(await message({ port, ssl })).toBe(
			`Something takes connections on 127.0.0.1:${port}, but it did not answer in time. Check that it is Postgres that listens there; where a proxy, a tunnel or a load balancer stands in between, check that it reaches Postgres`,
		);
	});

	it('tells a proxy that swallows what is said after the first word', async () => {
		const target = new URL(serverUrl());
		const port = await listen(
			net.createServer((socket) => {
				const upstream = net.connect({ host: target.hostname, port: Number(target.port || 5432) });
				sockets.add(upstream.on('error', () => {}));
				// Eight bytes are the question for SSL, which is let through; nothing else is.
				socket.on('data', (bytes) => bytes.length === 8 && upstream.write(bytes));
				upstream.on('data', (bytes) => socket.write(bytes));
			}),
		);
		expect(await message({ port })).toBe(
			`There is a Postgres on 127.0.0.1:${port}, but it did not answer in time. It may be overloaded, or something in between (proxy, pooler, VPN) loses what is said: test again, then look into its log`,
		);
	});

	it('tells a proxy that swallows everything after the login', async () => {
		const target = new URL(serverUrl());
		const port = await listen(
			net.createServer((socket) => {
				const upstream = net.connect({ host: target.hostname, port: Number(target.port || 5432) });
				sockets.add(upstream.on('error', () => {}));
				let swallow = false;
				socket.on('data', (bytes) => swallow || upstream.write(bytes));
				upstream.on('data', (bytes) => {
					socket.write(bytes);
					// "Ready for query" ends the login.
					swallow ||= bytes.subarray(-6, -1).equals(Buffer.from('Z\0\0\0\x05', 'latin1'));
				});
			}),
		);
		const login = {
			user: decodeURIComponent(target.username),
			password: decodeURIComponent(target.password),
			database: 'postgres',
		};
		expect(await message({ port, ...login })).toMatch(
			new RegExp(`^There is a Postgres on 127\\.0\\.0\\.1:${port}, but it did not answer in time\\. It may be overloaded`),
		);
	});

	it.each(['disable', 'require'])('tells a web server (SSL: %s)', async (ssl) => {
		const port = await listen(http.createServer((_, response) => response.end('hello')));
		expect(await message({ port, ssl })).toBe(
			`A web server listens on 127.0.0.1:${port}. Check host and port; Postgres itself is on 5432 unless somebody has moved it, a PgBouncer on 6432`,
		);
	});

	it('tells a program that speaks first, and another language', async () => {
		const port = await listen(net.createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
		expect(await message({ port })).toMatch(/^Another program than Postgres listens on 127\.0\.0\.1:\d+\. Check host and port/);
		const mysql = Buffer.from([0x4a, 0, 0, 0, 0x0a, ...Buffer.from('8.0.36\0'), 1, 2, 3, 4]);
		const other = await listen(net.createServer((socket) => socket.write(mysql)));
		expect(await message({ port: other })).toMatch(/^Another program than Postgres listens on/);
	});

	it.each(['disable', 'require'])('tells a port that closes at once, as one with no Postgres behind it (SSL: %s)', async (ssl) => {
		const port = await listen(net.createServer((socket) => socket.end()));
		expect(await message({ port, ssl })).toBe(
			`Something takes connections on 127.0.0.1:${port} and closes them at once. Check that it is Postgres that listens there and that it has started; a proxy or a published port with no Postgres behind it does the same`,
		);
	});

	it.each([
		[null, 'Start Postgres or check the port; where n8n runs in a container, "localhost" is the container itself: use host.docker.internal or the name of the Postgres service'],
		['docker', 'n8n runs in a container, and there "127.0.0.1" is the container itself: use host.docker.internal for a Postgres on the host, or the name of the Postgres service. Start Postgres or check the port where it runs in this very container'],
		['podman', 'n8n runs in a container, and there "127.0.0.1" is the container itself: use host.containers.internal or host.docker.internal for a Postgres on the host, or the name of the Postgres service. Start Postgres or check the port where it runs in this very container'],
		['kubernetes', 'n8n runs in a pod, and there "127.0.0.1" is the pod itself: use the name of the Postgres service (service.namespace). Start Postgres or check the port where it runs in this very pod'],
	] as const)('says of loopback where nothing listens what it means there: %s', async (container, words) => {
		expect(await message({ port: 1 }, container)).toBe(`Nothing listens on 127.0.0.1:1. ${words}`);
	});

	it.each([
		[null, 'Check the host for typing errors; in Docker, use the name of the Postgres service'],
		['docker', 'Check the host for typing errors; a Postgres service has its name only in the networks that its container shares with the one of n8n'],
		['kubernetes', 'Check the host for typing errors; a service of another namespace is named service.namespace'],
	] as const)('says of a name that is not known what it may be instead: %s', async (container, words) => {
		expect(await message({ host: 'no-such-host.invalid' }, container)).toBe(
			`The host name "no-such-host.invalid" is not known. ${words}`,
		);
	});

	it('tells a socket that is not there', async () => {
		expect(await message({ host: '/no/such/folder' })).toBe(
			'There is not the socket of Postgres in /no/such/folder (port 5432). Start Postgres, check the folder and the port, or give a host name instead of a folder',
		);
	});
});
