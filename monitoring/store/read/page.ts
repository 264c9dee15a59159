import type { ExecutionKind } from '../../model/enums';

/** Which rows of a list are wanted, newest first. */
export interface Page {
	/** How many at most. */
	limit: number;
	/** How many of the newest are passed over. */
	offset: number;
	/** Only rows after this one in the list's order: the last row of the page before. */
	after: Cursor | null;
}

/** A row's place in a list that is ordered by time and then by id. */
export interface Cursor {
	/** ISO 8601 */
	timestamp: string;
	id: string;
}

/** A span of event time: from `start` on, before `end`; ISO 8601, null is open. */
export interface Span {
	start: string | null;
	end: string | null;
}

/** Whose rows are read. */
export interface Scope {
	/** One instance, or several where somebody has chosen so. */
	instanceId: string | readonly string[];
	workflowId: string | null;
}

/** Narrows to kinds of executions; null means all. */
export interface OfKinds {
	kinds: readonly ExecutionKind[] | null;
}

/** The condition for `Scope.instanceId` in a parameter; one instance alone lets an index give the order too. */
export function isOfInstances({ instanceId }: Pick<Scope, 'instanceId'>, column: string, parameter: string): string {
	return typeof instanceId === 'string'
		? `${column} = ${parameter}`
		: `${column} = any (${parameter}::text[])`;
}
