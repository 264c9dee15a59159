import { MODES, type ExecutionKind, type Mode } from '../model/enums';
import { INTEGER_MAX, TEXT_LIMITS } from '../model/limits';
import type { Cursor, Page, Scope, Span } from '../store/read/page';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 1_000;

/** What is asked, apart from whose rows are meant. */
export type Question<F extends Scope> = Omit<F, 'instanceId'> & Chosen;

export interface Chosen {
	/** Ids of instances, '*' for all, null for the one that asks. */
	instances: readonly string[] | '*' | null;
}

/** What all lists have in common. */
export function common(
	input: Input,
): Page & Span & Chosen & { workflowId: string | null; executionId: string | null } {
	return {
		instances: instances(input),
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id),
		executionId: input.text('executionId', TEXT_LIMITS.execution_id),
		...span(input),
		limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT,
		offset: input.integer('offset', 0, INTEGER_MAX) ?? 0,
		after: cursor(input),
	};
}

export function instances(input: Input): Chosen['instances'] {
	const ids = input.texts('instances', TEXT_LIMITS.execution_id)?.filter((id) => id !== '') ?? [];
	if (ids.length === 0) return null;
	return ids.includes('*') ? '*' : ids;
}

/**
 * @param production the kinds that `production` stands for
 * @returns null means all
 */
export function kinds(
	input: Input,
	production: readonly ExecutionKind[],
	otherwise: readonly Mode[],
): readonly ExecutionKind[] | null {
	const modes = input.someOf('modes', MODES) ?? otherwise;
	if (modes.includes('all')) return null;
	return modes.flatMap((mode) =>
		mode === 'production' ? production : mode === 'all' ? [] : [mode],
	);
}

export function span(input: Input): Span {
	const start = input.instant('startTime');
	const end = input.instant('endTime');
	if (start !== null && end !== null && start > end) {
		throw new MonitorInputError(
			'endTime',
			end,
			`a time that is not before startTime (${start})`,
			'ends before it starts',
		);
	}
	return { start, end };
}

/** Default: UTC */
export function timeZone(input: Input): string {
	const zone = input.text('timeZone', 100) ?? 'UTC';
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
	} catch {
		throw new MonitorInputError('timeZone', zone, 'the name of a time zone such as Europe/Berlin');
	}
	return zone;
}

function cursor(input: Input): Cursor | null {
	const given = input.object('after');
	if (given === null) return null;
	const place = new Input(given);
	const timestamp = place.instant('timestamp');
	if (timestamp === null)
		throw new MonitorInputError('after', given, 'a row of the list: {timestamp, id}');
	return { timestamp, id: place.uuid('id') };
}
