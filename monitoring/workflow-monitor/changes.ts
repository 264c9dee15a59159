import { INTEGER_MAX, TEXT_LIMITS } from '../model/limits';
import type { AlertAction } from '../store/write/change-alert';
import type { ErrorGroupAction } from '../store/write/change-error-group';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { masked } from './masked-input';

/** What is to become of an error, a group of errors or an alert, checked before anything is done. */
export interface ErrorResolution {
	id: string;
	notes: string | null;
	resolvedBy: string | null;
}

export interface ErrorReopening {
	id: string;
	by: string | null;
}

export interface AlertChange {
	id: string;
	action: AlertAction;
	by: string | null;
	note: string | null;
}

export interface ErrorGroupChange {
	groupId: string;
	change: ErrorGroupAction;
	by: string | null;
	note: string | null;
}

/** @throws MonitorInputError, as all of these do */
export function errorResolution(errorId: unknown, given: unknown): ErrorResolution {
	const input = new Input(given ?? {});
	return {
		id: new Input({ errorId }).uuid('errorId'),
		notes: masked(input, 'notes', TEXT_LIMITS.resolution_notes),
		resolvedBy: masked(input, 'resolvedBy', TEXT_LIMITS.resolved_by),
	};
}

export function errorReopening(errorId: unknown, by: unknown): ErrorReopening {
	const input = new Input({ errorId, by });
	return { id: input.uuid('errorId'), by: masked(input, 'by', TEXT_LIMITS.resolved_by) };
}

export function alertAcknowledgement(alertId: unknown, acknowledgedBy: unknown): AlertChange {
	const input = new Input({ alertId, acknowledgedBy });
	return {
		id: input.uuid('alertId'),
		action: 'acknowledge',
		by: masked(input, 'acknowledgedBy', TEXT_LIMITS.acknowledged_by),
		note: null,
	};
}

export function alertResolution(alertId: unknown, given: unknown): AlertChange {
	const input = new Input(given ?? {});
	return {
		id: new Input({ alertId }).uuid('alertId'),
		action: 'resolve',
		by: masked(input, 'resolvedBy', TEXT_LIMITS.resolved_by),
		note: masked(input, 'notes', TEXT_LIMITS.resolution_notes),
	};
}

/** The history of an alert is asked for by its id alone. */
export function alertIdOf(alertId: unknown): string {
	return new Input({ alertId }).uuid('alertId');
}

export function alertReopening(alertId: unknown, given: unknown): AlertChange {
	return { id: alertIdOf(alertId), action: 'reopen', ...doer(given, false) };
}

export function alertComment(alertId: unknown, given: unknown): AlertChange {
	return { id: alertIdOf(alertId), action: 'comment', ...doer(given, true) };
}

export function errorGroupIdOf(groupId: unknown): string {
	return new Input({ groupId }).uuid('groupId');
}

/** @param given who resolves it (`resolvedBy`), `notes`, and `inNextVersion` */
export function errorGroupResolution(groupId: unknown, given: unknown): ErrorGroupChange {
	const input = new Input(given ?? {});
	return {
		groupId: errorGroupIdOf(groupId),
		change: { action: 'resolve', inNextVersion: input.boolean('inNextVersion') ?? false },
		by: masked(input, 'resolvedBy', TEXT_LIMITS.resolved_by),
		note: masked(input, 'notes', TEXT_LIMITS.resolution_notes),
	};
}

export function errorGroupReopening(groupId: unknown, given: unknown): ErrorGroupChange {
	return { groupId: errorGroupIdOf(groupId), change: { action: 'reopen' }, ...doer(given, false) };
}

/** @param given `until` (a time), `occurrences` (so many more), `by`, `notes`; with neither of the first two for good */
export function errorGroupIgnorance(groupId: unknown, given: unknown): ErrorGroupChange {
	const input = new Input(given ?? {});
	return {
		groupId: errorGroupIdOf(groupId),
		change: {
			action: 'ignore',
			until: input.instant('until'),
			occurrences: input.integer('occurrences', 1, INTEGER_MAX),
		},
		...doer(given, false),
	};
}

/** @param given `assignedTo`, empty for nobody */
export function errorGroupAssignment(groupId: unknown, given: unknown): ErrorGroupChange {
	const input = new Input(given ?? {});
	return {
		groupId: errorGroupIdOf(groupId),
		change: { action: 'assign', to: masked(input, 'assignedTo', TEXT_LIMITS.resolved_by) },
		...doer(given, false),
	};
}

export function errorGroupNote(groupId: unknown, given: unknown): ErrorGroupChange {
	return { groupId: errorGroupIdOf(groupId), change: { action: 'note' }, ...doer(given, true) };
}

function doer(given: unknown, wantsNote: boolean): { by: string | null; note: string | null } {
	const input = new Input(given ?? {});
	const note = masked(input, 'notes', TEXT_LIMITS.resolution_notes);
	if (wantsNote && note === null) throw new MonitorInputError('notes', undefined, 'what there is to say');
	return { by: masked(input, 'by', TEXT_LIMITS.resolved_by), note };
}
