import { setTimeout as sleep } from 'node:timers/promises';
import { unflatten } from './flatted.mjs';

// What n8n's own editor says to its server, as far as we need it. These are n8n's internal addresses: they
// are the only ones that can do all this without an API key, and the ones that a user's clicks take.

const PAGE = 100; // executions per page
const PUBLISH_DEADLINE = 40_000; // ms; n8n tries a trigger that fails for about 26 s

/**
 * @typedef {object} ListedExecution one line of n8n's list of executions
 * @property {string} id
 * @property {string} workflowId
 * @property {string} mode
 * @property {string} status
 * @property {string} createdAt
 * @property {string | null} startedAt
 * @property {string | null} stoppedAt
 * @property {string | null} [retryOf]
 * @property {string | null} [retrySuccessId]
 * @property {string | null} [waitTill]
 */

/** @typedef {Awaited<ReturnType<typeof connectN8n>>} N8nClient */

/**
 * Signs in as the owner; on a fresh n8n, makes the owner.
 * @param {string} url
 * @param {{email: string, password: string}} owner
 */
export async function connectN8n(url, { email, password }) {
	let cookie = '';

	const call = (path, options) =>
		fetch(url + path, options).catch((error) => {
			throw new Error(`n8n does not answer at ${url}${path}: ${error.cause?.message ?? error.message}`);
		});

	/** One call; the answer's `data` where it has one. Throws with the server's own words. */
	const request = async (method, path, body) => {
		const response = await call(path, {
			method,
			headers: {
				'browser-id': 'n8n-nodes-monitor-demo',
				...(cookie ? { cookie } : {}),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length > 0) cookie = cookies.map((each) => each.split(';')[0]).join('; ');
		const text = await response.text();
		const answer = parsed(text);
		if (!response.ok) {
			const error = new Error(
				`n8n refused ${method} ${path}: ${response.status} ${answer?.message ?? text.slice(0, 300)}`,
			);
			throw Object.assign(error, { status: response.status, answer });
		}
		return answer?.data ?? answer;
	};

	try {
		await request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	} catch (error) {
		if (!(error.status >= 400 && error.status < 500)) throw error;
		await request('POST', '/rest/owner/setup', { email, password, firstName: 'Demo', lastName: 'Owner' }).catch(() => {
			throw new Error(`n8n at ${url} has an owner, but does not take the login of ${email}: ${error.message}`);
		});
	}

	const workflow = (id) => request('GET', `/rest/workflows/${id}`);

	/** Publishes a workflow's newest version and waits until n8n has done so. */
	const activate = async (id) => {
		const { versionId } = await workflow(id);
		try {
			await request('POST', `/rest/workflows/${id}/activate`, { versionId });
		} catch (error) {
			if (error.status !== 404) throw error;
			await request('PATCH', `/rest/workflows/${id}`, { active: true, versionId }); // n8n 1
		}
		await untilPublished(id);
	};

	/** Newer versions publish in the background and tell how far they are; older ones know no such address. */
	const untilPublished = async (id) => {
		for (const deadline = Date.now() + PUBLISH_DEADLINE; Date.now() < deadline; await sleep(100)) {
			const state = await request('GET', `/rest/workflows/${id}/publication-status`).catch((error) => {
				if (error.status === 404) return { status: 'published' };
				throw error;
			});
			if (state.status === 'published' || state.status === 'not_published') return; // The latter: no triggers of its own.
			if (state.status === 'in_progress') continue;
			const reasons = (state.triggers ?? []).map((trigger) => trigger.errorMessage).filter(Boolean);
			throw new Error(`n8n could not publish workflow ${id}: ${state.status} ${reasons.join('; ')}`);
		}
		throw new Error(`n8n did not publish workflow ${id} within ${PUBLISH_DEADLINE / 1000} s`);
	};

	/**
	 * Executions as n8n lists them, newest first, over all pages.
	 * @param {{workflowId?: string, limit?: number, status?: string[], [filter: string]: unknown}} [options]
	 * @returns {Promise<ListedExecution[]>}
	 */
	const executions = async ({ limit = Infinity, ...filter } = {}) => {
		/** @type {Map<string, ListedExecution>} one that ends while we turn the pages is on two of them */
		const found = new Map();
		/** @type {Record<string, string> | null} */
		let from = {};
		while (from !== null && found.size < limit) {
			const size = Math.min(PAGE, limit - found.size);
			const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: String(size), ...from });
			const { results, nextCursor } = await request('GET', `/rest/executions?${query}`);
			for (const each of results) found.set(each.id, each);
			if (nextCursor !== undefined) from = nextCursor === null ? null : { cursor: nextCursor };
			else from = results.length < size ? null : { lastId: results[results.length - 1].id }; // before n8n 2.41 or so
		}
		return [...found.values()].slice(0, limit);
	};

	/** One execution with its data: `data.resultData.runData` and so on are plain objects again. */
	const execution = async (id) => {
		const found = await request('GET', `/rest/executions/${id}`);
		return { ...found, data: typeof found.data === 'string' ? unflatten(found.data) : found.data };
	};

	/**
	 * Runs a workflow as the editor's button does; its draft, not what is published.
	 * @param {string} id
	 * @param {object} [how]
	 * @param {string} [how.triggerName] the trigger to start from
	 * @param {object[]} [how.triggerItems] what that trigger yields (its items' json), for one that would wait
	 * @param {string} [how.destinationNode] the node to stop after
	 * @param {Record<string, unknown>} [how.runData] of an earlier run, to start in the middle
	 * @param {string[]} [how.dirtyNodeNames] those of it that count no more
	 * @returns {Promise<string>} the execution's id
	 */
	const runManually = async (id, { triggerName, triggerItems, destinationNode, runData, dirtyNodeNames } = {}) => {
		const data = triggerItems && {
			startTime: Date.now(),
			executionTime: 0,
			executionIndex: 0,
			executionStatus: 'success',
			source: [],
			data: { main: [triggerItems.map((json) => ({ json }))] },
		};
		const draft = await workflow(id);
		const answer = await request('POST', `/rest/workflows/${id}/run`, {
			workflowData: draft, // Newer versions take what they have stored.
			...(triggerName ? { triggerToStartFrom: { name: triggerName, ...(data ? { data } : {}) } } : {}),
			...(destinationNode ? { destinationNode: { nodeName: destinationNode, mode: 'inclusive' } } : {}),
			...(runData ? { runData, startNodes: [], dirtyNodeNames: dirtyNodeNames ?? [] } : {}),
		});
		if (answer.executionId) return answer.executionId;
		throw new Error(`n8n did not run workflow ${id}: ${JSON.stringify(answer)}`);
	};

	/**
	 * Waits until an execution has ended (or waits, when `waiting` counts as an end) and returns it with its data.
	 * @param {string} id
	 * @param {{deadline?: number, ends?: string[]}} [options] deadline in ms
	 */
	const untilEnded = async (id, { deadline = 30_000, ends = ['success', 'error', 'canceled', 'crashed'] } = {}) => {
		for (const last = Date.now() + deadline; ; await sleep(100)) {
			const found = await request('GET', `/rest/executions/${id}`);
			if (ends.includes(found.status)) return execution(id);
			if (Date.now() > last) throw new Error(`execution ${id} is still ${found.status} after ${deadline / 1000} s`);
		}
	};

	/**
	 * Calls a production webhook, as anyone may.
	 * @param {string} path
	 * @param {{method?: string, query?: Record<string, string | number>, body?: unknown, headers?: Record<string, string>}} [options]
	 * @returns {Promise<{status: number, body: any, headers: Headers}>}
	 */
	const webhook = async (path, { method = 'GET', query = {}, body, headers = {} } = {}) => {
		const search = new URLSearchParams(
			Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])),
		);
		const response = await call(`/webhook/${path}?${search}`, {
			method,
			headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		return { status: response.status, body: parsed(await response.text()), headers: response.headers };
	};

	return {
		url,
		request,
		workflow,
		workflows: () => request('GET', '/rest/workflows'),
		/**
		 * With `pinData` as the editor does it: a partial run would stumble over its absence.
		 * @returns {Promise<{id: string, name: string, versionId: string}>} a draft; `activate` publishes it
		 */
		createWorkflow: (json) =>
			request('POST', '/rest/workflows', { settings: { executionOrder: 'v1' }, pinData: {}, active: false, ...json }),
		updateWorkflow: (id, changes) => request('PATCH', `/rest/workflows/${id}`, changes),
		deleteWorkflow: async (id) => {
			await request('POST', `/rest/workflows/${id}/archive`).catch(() => {});
			await request('DELETE', `/rest/workflows/${id}`);
		},
		activate,
		deactivate: (id) => request('POST', `/rest/workflows/${id}/deactivate`, {}),
		/** @returns {Promise<{id: string, name: string}>} */
		createCredential: (name, type, data) => request('POST', '/rest/credentials', { name, type, data }),
		updateCredential: (id, { name, type, data }) => request('PATCH', `/rest/credentials/${id}`, { name, type, data }),
		testCredential: (credentials) => request('POST', '/rest/credentials/test', { credentials }),
		executions,
		execution,
		untilEnded,
		runManually,
		/** @returns {Promise<any>} what n8n says of the new execution */
		retry: (id, { loadWorkflow = false } = {}) => request('POST', `/rest/executions/${id}/retry`, { loadWorkflow }),
		stop: (id) => request('POST', `/rest/executions/${id}/stop`, {}),
		webhook,
	};
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
