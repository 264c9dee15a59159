import type { ErrorSeverity } from '../model/enums';

/** One step less; `low` stays. */
export function lowered(severity: ErrorSeverity): ErrorSeverity {
	const below = { critical: 'high', high: 'medium', medium: 'low', low: 'low' } as const;
	return below[severity];
}

/** One step more; `critical` stays. */
export function raised(severity: ErrorSeverity): ErrorSeverity {
	const above = { low: 'medium', medium: 'high', high: 'critical', critical: 'critical' } as const;
	return above[severity];
}
