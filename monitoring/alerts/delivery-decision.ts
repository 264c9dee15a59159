import { ERROR_SEVERITIES, type ErrorSeverity } from '../model/enums';
import type { EventFilters } from '../model/monitor-settings';
import type { EventFacts } from '../store/read/read-event-facts';
import type { Delivery } from '../store/write/claim-deliveries';

/** After so many suspect deliveries in ten minutes a circle is taken for sure. */
const SUSPECTS_MOST = 10;
const ATTEMPTS_MOST = 8;
const FIRST_AGAIN = 2_000;
const AGAIN_MOST = 300_000;
const USUALLY = 0.5;

export type Decision =
	| { does: 'start' }
	| { does: 'skip'; reason: string }
	/** It goes in a circle that nothing else has told: what this starts brings about what it hears of. */
	| { does: 'break' };

/** What is done with a delivery, now that all is known that it is about. */
export function decideDelivery(
	{ event }: Delivery,
	{ error, group, suspect, suspects, usually_yields: usual }: EventFacts,
	filters: EventFilters,
): Decision {
	const { severity, emptyAlways } = filters;
	const found = (error?.severity ?? group?.severity ?? null) as ErrorSeverity | null;
	const failure = event === 'execution_failed' || event === 'error_group_new' || event === 'error_group_regressed';
	if (failure && severity !== null && found !== null && rank(found) < rank(severity)) {
		return { does: 'skip', reason: `Its severity, ${found}, is below ${severity}` };
	}
	if (event === 'execution_yielded_nothing' && !emptyAlways && (usual ?? 1) < USUALLY) {
		return { does: 'skip', reason: 'This workflow usually yields nothing' };
	}
	return suspect && suspects >= SUSPECTS_MOST ? { does: 'break' } : { does: 'start' };
}

function rank(severity: ErrorSeverity): number {
	return ERROR_SEVERITIES.indexOf(severity);
}

/** How long after the so manieth attempt the next one follows, in ms; null where it is given up. */
export function nextAttempt(attempts: number): number | null {
	return attempts >= ATTEMPTS_MOST ? null : Math.min(AGAIN_MOST, FIRST_AGAIN * 2 ** (attempts - 1));
}
