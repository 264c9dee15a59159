import { setTimeout as sleep } from 'node:timers/promises';

const ENDED = new Set(['success', 'error', 'canceled', 'crashed']);

/**
 * Waits until the monitor's tables tell of these workflows' executions what n8n's own list tells, and all of
 * them have ended.
 * @param {object} options
 * @param {import('./n8n-client.mjs').N8nClient} options.client
 * @param {Awaited<ReturnType<typeof import('./summary.mjs').openSummary>>} options.summary
 * @param {string[]} options.workflowIds
 * @param {number} [options.deadline] ms
 * @returns {Promise<import('./n8n-client.mjs').ListedExecution[]>} n8n's list
 * @throws an error that says what differs when the time is over
 */
export async function untilTheyAgree({ client, summary, workflowIds, deadline = 60_000 }) {
	const wanted = new Set(workflowIds);
	for (const last = Date.now() + deadline; ; await sleep(300)) {
		const listed = (await client.executions()).filter(({ workflowId }) => wanted.has(workflowId));
		const differences = differencesBetween(listed, await summary.told());
		if (differences.length === 0) return listed;
		if (Date.now() > last) {
			throw new Error(
				`After ${deadline / 1000} s the monitor's tables and n8n's own list still differ in ${differences.length} of ` +
					`${listed.length} executions: ${differences.slice(0, 5).join('; ')}${differences.length > 5 ? '; …' : ''}`,
			);
		}
	}
}

/**
 * @param {import('./n8n-client.mjs').ListedExecution[]} listed by n8n
 * @param {Map<string, {status: string, measured: boolean, explained: boolean}>} told by the monitor
 * @returns {string[]} a phrase for each execution that differs
 */
export function differencesBetween(listed, told) {
	return listed.flatMap(({ id, status }) => {
		const ours = told.get(id);
		if (!ENDED.has(status)) return [`execution ${id} is ${status}`];
		if (ours === undefined) return [`execution ${id} (${status}) is not recorded`];
		if (ours.status !== status) return [`execution ${id} is ${status} in n8n and ${ours.status} in our table`];
		if (!ours.measured) return [`execution ${id} has no performance row`];
		if (status === 'error' && !ours.explained) return [`execution ${id} failed and has no error row`];
		return [];
	});
}
