import type { IExecuteFunctions } from 'n8n-workflow';
import { isBlind, type MonitoringNote } from '../../monitoring/workflow-monitor';

/** Says over the output why executions go by unseen, and what to do, where they do. */
export function hintOfState(context: IExecuteFunctions, index: number, note: MonitoringNote): void {
	if (isBlind(note.state)) hint(context, index, sentences(note.reason, note.next_step));
}

/** Says over the output what may be the matter where a list is empty. */
export function hintOfEmptyList(context: IExecuteFunctions, index: number, note: MonitoringNote): void {
	if (isBlind(note.state)) return hintOfState(context, index, note);
	const range: unknown = context.getNodeParameter('timeRange', index, 'any_time');
	const narrow = range === 'any_time' ? '' : 'A longer time range may hold some';
	const levels =
		context.getNodeParameter('resource', index) === 'log'
			? 'Which log rows there are is up to the options Log Level and Record Node Runs of Monitor Trigger'
			: '';
	hint(context, index, sentences('Nothing was found', narrow, levels));
}

/** Says over the output which models have no price, so that their cost is null. */
export function hintOfMissingPrices(context: IExecuteFunctions, index: number, models: readonly string[]): void {
	if (models.length === 0) return;
	hint(context, index, sentences(`No price is set for ${models.join(', ')}`, 'Monitor → AI Price → Set gives them one'));
}

/** Once for all items: they have the same state. */
function hint(context: IExecuteFunctions, index: number, message: string): void {
	if (index === 0) context.addExecutionHints({ message, location: 'outputPane' });
}

function sentences(...parts: Array<string | null>): string {
	return parts.flatMap((part) => (part ? [`${part}.`] : [])).join(' ');
}
