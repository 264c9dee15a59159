import type { ExecutionStatus } from '../model/enums';
import type { ExplainedFacts, Live } from './explanation-facts';
import { counted, durationInWords, instantInWords, quoted } from './in-words';

const NAME_MOST = 60;
const MESSAGE_MOST = 200;
/** A share of the time that is worth saying, where it is so many ms. */
const SHARE_WORTH = 0.5;
const TIME_WORTH = 500;
/** Times as long, or as short, as usual that is worth saying. */
const UNUSUAL = 1.5;

/** A short account of one execution in plain sentences, by its figures alone; names and messages are quoted and cut. */
export function explanation(facts: ExplainedFacts): string {
	return [
		`${subject(facts)} ${whatHappened(facts)}.`,
		...cause(facts),
		...standing(facts),
		...handled(facts),
		...yielded(facts),
		...time(facts),
		...lastGoodRun(facts),
		...retries(facts),
	].join(' ');
}

function subject({ execution_id, workflow_id, workflow_name }: ExplainedFacts): string {
	return `Execution ${quoted(execution_id, NAME_MOST)} of workflow ${quoted(workflow_name ?? workflow_id, NAME_MOST)}`;
}

function whatHappened(facts: ExplainedFacts): string {
	const { duration, live } = facts;
	const after = duration === null ? '' : ` after ${durationInWords(duration)}`;
	const byStatus: Record<ExecutionStatus, () => string> = {
		queued: () => `is queued for ${durationInWords(live?.elapsed_time ?? 0)} and has not started`,
		running: () => running(facts),
		waiting: () => waiting(facts),
		success: () => `succeeded${facts.outcome === 'succeeded_with_errors' ? ' with errors' : ''}${after}`,
		error: () => `failed${atStep(facts)}${after}`,
		canceled: () => `${canceled(facts)}${atStep(facts)}${after}`,
		crashed: () => `${crashed(facts)}${atStep(facts)}${after}`,
	};
	return byStatus[facts.status]();
}

function running(facts: ExplainedFacts): string {
	const { live } = facts;
	const since = `has been running for ${durationInWords(live?.elapsed_time ?? 0)}`;
	if (live?.no_node_has_run === true) return `${since}; it has started, and no node has run yet`;
	const inStep = live?.current_step_time ?? null;
	return `${since} and is${atStep(facts)}${inStep === null ? '' : `, there for ${durationInWords(inStep)}`}`;
}

function waiting(facts: ExplainedFacts): string {
	const { waiting_for, waiting_until } = facts.live ?? {};
	const what =
		waiting_for === 'sub_workflow'
			? 'for its sub-workflow'
			: waiting_until != null
				? `until ${instantInWords(waiting_until)}`
				: 'for a call of its address or a form';
	return `waits ${what}${atStep(facts)}; it started ${durationInWords(facts.live?.elapsed_time ?? 0)} ago`;
}

function canceled({ end_reason }: ExplainedFacts): string {
	if (end_reason === 'timeout') return 'was stopped by its time limit';
	return end_reason === 'shutdown' ? 'was stopped because n8n shut down' : 'was stopped by hand';
}

function crashed({ end_reason }: ExplainedFacts): string {
	if (end_reason === 'out_of_memory') return 'crashed, out of memory,';
	return end_reason === 'process_lost' ? "crashed with n8n's process" : 'crashed';
}

/** ` at step 4 of usually 6 (node "…")` */
function atStep({ step, usual, node_name }: ExplainedFacts): string {
	const node = node_name === null ? '' : `node ${quoted(node_name, NAME_MOST)}`;
	if (step === null) return node === '' ? '' : ` in ${node}`;
	const of = usual?.steps != null && step <= usual.steps ? ` of usually ${usual.steps}` : '';
	return ` at step ${step}${of}${node === '' ? '' : ` (${node})`}`;
}

function cause({ error, error_group }: ExplainedFacts): string[] {
	if (error === null) return [];
	const code = error.error_code === null ? '' : ` ${quoted(error.error_code, NAME_MOST).slice(1, -1)}`;
	const kind = error.error_type === 'unknown' ? 'Error' : `${capital(error.error_type)} error`;
	return [`${kind}${code}: ${quoted(error.error_message, MESSAGE_MOST)}.`, ...kindOfFailure(error_group)];
}

function kindOfFailure(group: ExplainedFacts['error_group']): string[] {
	if (group === null) return [];
	const { occurrences, first, first_seen_at, regressed } = group;
	const since = ` since ${instantInWords(first_seen_at)}`;
	const back = regressed ? ' It came back after it had been resolved.' : '';
	if (!first) return [`Failures of this kind: ${occurrences}${since}.${back}`];
	return [
		occurrences === 1
			? 'It is the first failure of this kind.'
			: `It was the first failure of this kind; there have been ${occurrences - 1} more.`,
	];
}

function standing({ status, live }: ExplainedFacts): string[] {
	if (status !== 'running' || live === null) return [];
	const { estimated_remaining_time: rest, estimated_remaining_interval: interval, progress_percentage: progress } = live;
	if (rest !== null) return [`${progress ?? 0} % done, about ${durationInWords(rest)} left${between(interval)}.`];
	const why: Record<NonNullable<Live['estimate_reason']>, string> = {
		too_few_runs: 'there are too few earlier runs',
		no_comparable_runs: 'no earlier runs came by here',
		longer_than_ever: 'it takes longer than all earlier runs did',
		queued: 'it is queued',
		waiting: 'it waits',
		ended: 'it has ended',
	};
	return live.estimate_reason === null ? [] : [`How long it will take is unknown: ${why[live.estimate_reason]}.`];
}

function between(interval: Live['estimated_remaining_interval']): string {
	if (interval === null || interval.high === null || interval.high === interval.low) return '';
	return ` (${durationInWords(interval.low)} to ${durationInWords(interval.high)})`;
}

function handled({ handled_errors, handled_error, failed_sub_workflows }: ExplainedFacts): string[] {
	const first =
		handled_error === null
			? ''
			: `, first${handled_error.node_name === null ? '' : ` in node ${quoted(handled_error.node_name, NAME_MOST)}`}: ${quoted(handled_error.error_message, MESSAGE_MOST)}`;
	return [
		...(handled_errors > 0 ? [`It went on from ${counted(handled_errors, 'error')}${first}.`] : []),
		...(failed_sub_workflows > 0 ? [`${capital(counted(failed_sub_workflows, 'sub-workflow'))} of it failed.`] : []),
	];
}

/** Green but empty is what nobody sees. */
function yielded({ status, items_in, items_out, usual }: ExplainedFacts): string[] {
	if (status !== 'success' || items_out !== 0) return [];
	const usually = usual?.items_out ?? null;
	const from = items_in === null ? '' : ` from ${counted(items_in, 'item')}`;
	if (usually === null) return [`It yielded nothing${from}.`];
	return [`It yielded nothing${from}; usually it yields ${usually === 0 ? 'nothing, too' : counted(usually, 'item')}.`];
}

function time({ active_duration, duration, usual, slowest_node: slowest }: ExplainedFacts): string[] {
	const took = active_duration ?? duration;
	const sentences: string[] = [];
	if (took !== null && duration !== null && duration - took >= 1_000) {
		sentences.push(`Of its time it waited ${durationInWords(duration - took)}.`);
	}
	if (usual !== null) {
		const compared = took === null ? '' : comparison(took, usual.active_duration);
		sentences.push(
			`Successful runs usually take ${durationInWords(usual.active_duration)} (median of ${usual.runs})${compared}.`,
		);
	}
	if (slowest !== null && slowest.share >= SHARE_WORTH && slowest.duration >= TIME_WORTH) {
		const runs = slowest.runs === 1 ? '' : ` (${slowest.runs} runs)`;
		const share = Math.round(slowest.share * 100);
		sentences.push(`${share} % of the time went by in node ${quoted(slowest.node_name, NAME_MOST)}${runs}.`);
	}
	return sentences;
}

function comparison(took: number, usual: number): string {
	if (usual <= 0 || took / usual < UNUSUAL || took - usual < 100) return '';
	return `: this one took ${Math.round((took / usual) * 10) / 10} times as long`;
}

function lastGoodRun({ status, last_good_run: good }: ExplainedFacts): string[] {
	if (status !== 'error' && status !== 'crashed' && status !== 'canceled') return [];
	if (good === null) return ['No successful run before it is known.'];
	return [`The last good run, ${quoted(good.execution_id, NAME_MOST)}, had ended ${durationInWords(good.before)} before it began.`];
}

function retries({ retry_of, retried_with_success }: ExplainedFacts): string[] {
	return [
		...(retry_of === null ? [] : [`It is a retry of execution ${quoted(retry_of, NAME_MOST)}.`]),
		...(retried_with_success ? ['A retry of it has succeeded since.'] : []),
	];
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
