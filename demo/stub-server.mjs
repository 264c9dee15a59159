import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.mjs';

/**
 * A small web service on loopback that the samples call: one that works, one that is slow, and two that fail.
 * @param {number} [preferredPort] taken if it is free
 * @returns {Promise<{url: string, port: number, calls: Record<string, number>, stop: () => Promise<void>}>}
 */
export async function startStub(preferredPort) {
	/** @type {Record<string, number>} */
	const calls = {};
	/** @type {Record<string, () => Promise<[number, unknown]> | [number, unknown]>} */
	const routes = {
		'/ok': () => [
			200,
			{
				orders: [
					{ id: 1, total: 12.5 },
					{ id: 2, total: 40 },
				],
			},
		],
		'/missing': () => [404, { message: 'There is no such order' }],
		'/broken': () => [500, { message: 'The warehouse does not answer' }],
		'/slow': async () => {
			await sleep(1_200);
			return [200, { orders: [] }];
		},
	};

	const server = http.createServer(async (request, response) => {
		request.resume();
		const path = new URL(request.url ?? '/', 'http://stub').pathname;
		calls[path] = (calls[path] ?? 0) + 1;
		const [status, body] = await (routes[path] ?? (() => [404, { message: `nothing at ${path}` }]))();
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	const wanted = preferredPort === undefined ? 0 : await freePort(preferredPort);
	await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(wanted, '127.0.0.1', () => resolve(undefined));
	});
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		calls,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
