import { inLine, node, workflow } from './workflow-json.mjs';

// The workflows of the demo: what a small shop might run. Most start by webhook, so that whoever makes the
// traffic (traffic.mjs, a test) decides when; `?run=…` counts the calls, and each third run of one fails.

/** The production paths of those that start by webhook. */
export const PATHS = /** @type {const} */ ({
	failing: 'demo/fails-now-and-then',
	slow: 'demo/slow',
	http: 'demo/http-calls',
	loop: 'demo/loop-over-items',
	parent: 'demo/parent',
	swallowed: 'demo/swallowed-error',
	delivery: 'demo/delivery',
	dashboard: 'demo/dashboard',
});

/** @param {{everySeconds?: number}} [options] */
export function healthy({ everySeconds = 3 } = {}) {
	return workflow(
		'Healthy on a schedule',
		[
			node('Every few seconds', 'scheduleTrigger', 1.2, {
				rule: { interval: [{ field: 'seconds', secondsInterval: everySeconds }] },
			}),
			fields('Count the stock', { stock: '={{ 40 + ($now.second % 10) }}', unit: 'boxes' }),
			fields('Rate it', { level: '={{ $json.stock > 45 ? "plenty" : "enough" }}' }),
			node('Done', 'noOp', 1),
		],
		inLine('Every few seconds', 'Count the stock', 'Rate it', 'Done'),
	);
}

/** Fails when `?run=` is a multiple of three. */
export function failing() {
	return workflow(
		'Fails now and then',
		[
			webhook(PATHS.failing),
			fields('Order', { number: '={{ Number($json.query.run ?? 1) }}' }),
			node('Is the card refused?', 'if', 2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
					conditions: [
						{
							id: 'third',
							leftValue: '={{ $json.number % 3 }}',
							rightValue: 0,
							operator: { type: 'number', operation: 'equals' },
						},
					],
					combinator: 'and',
				},
			}),
			node('Refuse', 'stopAndError', 1, { errorMessage: '=Card refused for order {{ $json.number }}' }),
			node('Book', 'noOp', 1),
		],
		{
			...inLine('Webhook', 'Order', 'Is the card refused?'),
			'Is the card refused?': [['Refuse'], ['Book']],
		},
	);
}

/** Waits inside the process, so it stays `running`. */
export function slow({ seconds = 2 } = {}) {
	return workflow(
		'Slow',
		[
			webhook(PATHS.slow),
			node('Wait for the printer', 'wait', 1.1, { amount: seconds, unit: 'seconds' }),
			node('Printed', 'noOp', 1),
		],
		inLine('Webhook', 'Wait for the printer', 'Printed'),
	);
}

/**
 * Calls the stub at the path that `?call=` names: ok, slow, missing (404) or broken (500); the last two fail.
 * @param {string} stubUrl
 */
export function httpCalls(stubUrl) {
	return workflow(
		'HTTP calls',
		[
			webhook(PATHS.http),
			node('Ask the warehouse', 'httpRequest', 4.2, {
				url: `=${stubUrl}/{{ $json.query.call ?? "ok" }}`,
				options: { timeout: 10_000 },
			}),
			node('Got an answer', 'noOp', 1),
		],
		inLine('Webhook', 'Ask the warehouse', 'Got an answer'),
	);
}

/** Five items in batches of two: three rounds. */
export function loop() {
	return workflow(
		'Loop over items',
		[
			webhook(PATHS.loop),
			fields('List', { lines: '={{ [1, 2, 3, 4, 5] }}' }, 'array'),
			node('One item each', 'splitOut', 1, { fieldToSplitOut: 'lines', options: {} }),
			node('Loop', 'splitInBatches', 3, { batchSize: 2, options: {} }),
			fields('Pick', { picked: '={{ $json.lines }}' }),
			node('All picked', 'noOp', 1),
		],
		{
			...inLine('Webhook', 'List', 'One item each', 'Loop'),
			Loop: [['All picked'], ['Pick']],
			Pick: [['Loop']],
		},
	);
}

/**
 * Branches and loops, a few seconds long, no two runs alike: an express order (`?express=1`) goes to a courier at once; of
 * any other one each of `?parcels=` is loaded, then all are driven. Only what measures estimates calls it.
 */
export function delivery() {
	const about = (seconds) => `={{ ${seconds} * (0.9 + 0.2 * Math.random()) }}`;
	const wait = (name, seconds) => node(name, 'wait', 1.1, { amount: about(seconds), unit: 'seconds' });
	return workflow(
		'Delivery',
		[
			webhook(PATHS.delivery),
			fields(
				'Parcels',
				{ lines: '={{ Array.from({ length: Number($json.query.parcels ?? 1) }, (_, i) => i) }}' },
				'array',
			),
			node('Express?', 'if', 2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
					conditions: [
						{
							id: 'express',
							leftValue: '={{ Number($json.query.express ?? 0) }}',
							rightValue: 1,
							operator: { type: 'number', operation: 'equals' },
						},
					],
					combinator: 'and',
				},
			}),
			wait('Courier', 1.5),
			node('One parcel each', 'splitOut', 1, { fieldToSplitOut: 'lines', options: {} }),
			node('Each parcel', 'splitInBatches', 3, { batchSize: 1, options: {} }),
			wait('Load', 0.7),
			wait('Drive', 2),
			wait('Confirm', 0.6),
		],
		{
			...inLine('Webhook', 'Parcels', 'Express?'),
			'Express?': [['Courier'], ['One parcel each']],
			...inLine('Courier', 'Confirm'),
			...inLine('One parcel each', 'Each parcel'),
			'Each parcel': [['Drive'], ['Load']],
			Load: [['Each parcel']],
			Drive: [['Confirm']],
		},
	);
}

export function child() {
	return workflow(
		'Sub-workflow: price an order',
		[
			node('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }),
			fields('Price', { price: '={{ 10 * Number($json.query?.run ?? 1) }}' }),
		],
		inLine('Called', 'Price'),
	);
}

/** @param {string} childId of the published sub-workflow */
export function parent(childId) {
	return workflow(
		'Parent of a sub-workflow',
		[
			webhook(PATHS.parent),
			node('Price it', 'executeWorkflow', 1.1, {
				workflowId: { __rl: true, mode: 'id', value: childId },
				mode: 'once',
				options: { waitForSubWorkflow: true },
			}),
			node('Priced', 'noOp', 1),
		],
		inLine('Webhook', 'Price it', 'Priced'),
	);
}

/** Calls what always fails, and goes on: n8n counts it as a success. */
export function swallowedError(stubUrl) {
	return workflow(
		'Swallowed error',
		[
			webhook(PATHS.swallowed),
			node(
				'Ask in vain',
				'httpRequest',
				4.2,
				{ url: `${stubUrl}/broken`, options: {} },
				{ onError: 'continueRegularOutput' },
			),
			node('Go on', 'noOp', 1),
		],
		inLine('Webhook', 'Ask in vain', 'Go on'),
	);
}

/**
 * The monitor itself: published, it has the instance recorded, and is started by failures.
 * @param {{id: string, name: string}} credential of type monitorPostgresApi
 */
export function monitor(credential) {
	return workflow(
		'Monitor',
		[
			node(
				'Monitor Trigger',
				'n8n-nodes-monitor.monitorTrigger',
				1,
				{},
				{ credentials: { monitorPostgresApi: credential } },
			),
			node('React here', 'noOp', 1),
		],
		inLine('Monitor Trigger', 'React here'),
	);
}

/**
 * Answers its webhook with the summary that Monitor Query makes.
 * @param {{id: string, name: string}} credential of type monitorPostgresApi
 */
export function dashboard(credential) {
	return workflow(
		'Dashboard',
		[
			webhook(PATHS.dashboard, 'lastNode'),
			node(
				'Monitor Query',
				'n8n-nodes-monitor.monitorQuery',
				1,
				{ resource: 'dashboard', operation: 'get' },
				{ credentials: { monitorPostgresApi: credential } },
			),
		],
		inLine('Webhook', 'Monitor Query'),
	);
}

/** @param {string} path @param {'onReceived' | 'lastNode'} [responseMode] */
function webhook(path, responseMode = 'onReceived') {
	return node(
		'Webhook',
		'webhook',
		2,
		{ path, httpMethod: 'GET', responseMode, options: {} },
		{ webhookId: path.replace(/\W+/g, '-') },
	);
}

/**
 * A Set node that keeps what comes in and adds fields.
 * @param {string} name
 * @param {Record<string, string>} values expressions or texts
 * @param {'string' | 'array'} [type]
 */
function fields(name, values, type = 'string') {
	const assignments = Object.entries(values).map(([key, value]) => ({
		id: key,
		name: key,
		value,
		type: type === 'array' ? 'array' : key === 'number' || key === 'stock' || key === 'price' ? 'number' : 'string',
	}));
	return node(name, 'set', 3.4, { assignments: { assignments }, includeOtherFields: true, options: {} });
}
