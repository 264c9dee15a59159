import { setTimeout as sleep } from 'node:timers/promises';
import { PATHS } from './samples.mjs';

// One round of what customers do. `run` counts over all rounds, so that each third order is refused.
const ROUND = /** @type {const} */ ([
	{ path: PATHS.failing },
	{ path: PATHS.http, call: 'ok' },
	{ path: PATHS.loop },
	{ path: PATHS.failing },
	{ path: PATHS.parent },
	{ path: PATHS.slow },
	{ path: PATHS.swallowed },
	{ path: PATHS.failing },
	{ path: PATHS.http, call: 'slow' },
	{ path: PATHS.http, call: 'missing' },
	{ path: PATHS.parent },
	{ path: PATHS.http, call: 'broken' },
]);

/**
 * @typedef {object} Traffic
 * @property {number} calls answered by n8n
 * @property {number} unanswered calls that n8n refused or did not answer
 */

/**
 * Calls the samples' webhooks one after the other.
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {object} options
 * @param {number} [options.rounds] of twelve calls; without end unless told
 * @param {number} [options.pause] ms between two calls
 * @param {AbortSignal} [options.signal] ends it
 * @param {Traffic} [options.traffic] counts along
 * @returns {Promise<Traffic>}
 */
export async function makeTraffic(
	client,
	{ rounds = Infinity, pause = 700, signal, traffic = { calls: 0, unanswered: 0 } },
) {
	let order = 0;
	for (let round = 0; round < rounds; round++) {
		for (const step of ROUND) {
			if (signal?.aborted) return traffic;
			const query = {
				run: step.path === PATHS.failing ? ++order : round + 1,
				...('call' in step ? { call: step.call } : {}),
			};
			const answered = await client.webhook(step.path, { query }).then(
				({ status }) => status < 400,
				() => false,
			);
			if (answered) traffic.calls++;
			else traffic.unanswered++;
			await sleep(pause, undefined, { signal }).catch(() => {});
		}
	}
	return traffic;
}

/**
 * Many calls of the samples at once, as on the first day of a sale.
 * @param {import('./n8n-client.mjs').N8nClient} client
 * @param {number} count
 * @returns {Promise<number[]>} the status of each answer
 */
export async function rush(client, count) {
	const steps = Array.from({ length: count }, (_, index) => ({ ...ROUND[index % ROUND.length], run: index + 1 }));
	return Promise.all(steps.map(async ({ path, ...query }) => (await client.webhook(path, { query })).status));
}
