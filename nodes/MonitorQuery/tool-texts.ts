import type { ToolTexts } from '../tool-descriptions';

/** What a model is told about the operations that it is likely to be given. */
export const TOOL_TEXTS: ToolTexts = {
	aiUsage: {
		get: 'Gives what language models used in a range of time, by model, node, execution, workflow or day: runs, failed_runs, input_tokens, output_tokens, cost with its currency, latency_mean in ms. A null cost means that the models in models_without_price have no price. Use it for "what does AI cost us".',
		getPrices: 'Lists what a million tokens of each language model cost, as people have set it: model (a name, or a pattern with *), provider, input_price, output_price, currency, valid_from.',
	},
	alert: {
		getAll:
			'Lists alerts of this n8n, newest first: title, severity, workflow_name, whether somebody has acknowledged or resolved it. The id of an alert is what other tools acknowledge it by or comment on.',
		getHistory: 'Tells what happened to one alert, oldest first: who acknowledged, commented on or resolved it, and when. Wants the id of the alert.',
	},
	dashboard: {
		get: 'Gives the figures of a range of time as one object: executions in all, successful and failed, success_rate in percent, average_execution_time in ms, errors, open alerts, system_health with its reasons, and the newest logs, errors and alerts. Use it for "how are we doing".',
	},
	error: {
		getAll:
			'Lists what failed in this n8n, newest first: workflow_name, node_name, error_message, severity, execution_id. "handled" means that the workflow went on from the error. Use it for "what failed" in a range of time.',
	},
	errorGroup: {
		get: 'Gives one group of errors with the same cause: how often on which days, since when, and what people did about it. Wants its group_id.',
		getAll:
			'Lists problems, each once, however often it happened: title, workflow_name, occurrences, first_seen_at, last_seen_at, status (open, resolved, ignored). Use it for "which problems do we have".',
	},
	execution: {
		explain:
			'Tells in a few sentences what happened in one execution: where and why it failed, whether that is new, how long such runs usually take, when the last good one was. Wants its execution_id.',
		get: 'Gives one execution with its errors, its sub-workflow executions and its retries. Wants its execution_id.',
		getAll:
			'Lists executions, the one that started last first: workflow_name, status, outcome, duration in ms, execution_id. Use it for "what ran" in a range of time.',
		getTrace: 'Gives one execution step by step with the duration of each node run in ms. Use it to see where the time went or where it failed. Wants its execution_id.',
	},
	health: {
		get: 'Tells whether the monitoring itself works: which processes record, whether anything was lost or goes by unseen.',
	},
	liveStatus: {
		get: 'Tells what a workflow is doing right now: its running execution, current step, elapsed and estimated remaining time in ms (estimate_reason says why there is none). All null means that nothing of it runs.',
		getAll: 'Lists the executions that run right now, of all workflows or of one: workflow_name, current_step, elapsed and estimated remaining time in ms, errors so far. Use it for "what is running".',
	},
	log: {
		getAll:
			'Lists log lines, newest first: message, log_level, workflow_name, node_name, duration in ms, execution_id. Every run of a node is a line.',
	},
	metric: {
		getAll: 'Lists the metrics that people have defined for their workflows: name, metric_type (counter, gauge, histogram), unit, description, label_names. The names are what the series of a metric is asked by.',
		getSeries: 'Gives the values of one metric over a range of time, step by step: start of the step, value with its unit, count of records, labels. Wants the name of the metric, which the list of metrics gives.',
	},
	performance: {
		getAll: 'Lists figures of executions, newest first: duration in ms, nodes, memory in bytes, CPU in percent, network, slowest nodes.',
		getBottlenecks:
			'Lists the nodes that took most time in a range of time: share in percent of all, self_median and self_p95 of one run in ms, failure_rate in percent. Use it for "where does the time go" and "what should be made faster".',
		getPercentiles:
			'Gives how long executions of each workflow take, in ms: p50 (the median), p75, p90, p95, p99, max, mean, n. By "node" it is about the nodes of one workflow.',
		getTrends:
			'Lists what has changed: direction (slower, faster, fails_more, fails_less), before and after (ms, or percent that failed), ratio, since when, and the version of the workflow it came with. Only what is no chance; no rows mean that nothing has changed, and reason says so. Use it for "what got slower".',
	},
	shape: {
		compare:
			'Tells which fields the items of a node have lost or got, which turned empty, and the first_execution_id in which each of it happened. Wants workflow_id and node_name.',
		getAll:
			'Lists which fields the items of nodes have and had, the newest change first: node_name, added, removed, turned_empty, first_execution_id. Never values. Use it for "did the data change".',
		getYield:
			'Lists workflows by how often they succeed without yielding any item: runs, empty_share in percent, median_items, last_yield_at, empty_since. Use it for "what is green but empty".',
	},
};
