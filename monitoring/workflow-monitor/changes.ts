import { TEXT_LIMITS } from '../model/limits';
import { Input } from './input';
import { masked } from './new-records';

/** What is to become of an error or an alert, checked before anything is done. */
export interface ErrorResolution {
	id: string;
	notes: string | null;
	resolvedBy: string | null;
}

export interface AlertChange {
	id: string;
	by: string | null;
}

/** @throws MonitorInputError, as all of these do */
export function errorResolution(errorId: unknown, given: unknown): ErrorResolution {
	const input = new Input(given ?? {});
	return {
		id: new Input({ errorId }).uuid('errorId'),
		notes: masked(input, 'notes', TEXT_LIMITS.resolution_notes),
		resolvedBy: input.text('resolvedBy', TEXT_LIMITS.resolved_by),
	};
}

export function alertAcknowledgement(alertId: unknown, acknowledgedBy: unknown): AlertChange {
	const input = new Input({ alertId, acknowledgedBy });
	return {
		id: input.uuid('alertId'),
		by: input.text('acknowledgedBy', TEXT_LIMITS.acknowledged_by),
	};
}

export function alertResolution(alertId: unknown, resolvedBy: unknown): AlertChange {
	const input = new Input({ alertId, resolvedBy });
	return { id: input.uuid('alertId'), by: input.text('resolvedBy', TEXT_LIMITS.resolved_by) };
}
