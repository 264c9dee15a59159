import type { ErrorSeverity, ErrorType } from '../../model/enums';

/** What one piece of evidence says about a failure. */
export interface Verdict {
	type: ErrorType;
	severity: ErrorSeverity;
	/** Whether the same request may work later without anybody changing anything. */
	retryable: boolean;
}

const verdict = (type: ErrorType, severity: ErrorSeverity, retryable: boolean): Verdict =>
	Object.freeze({ type, severity, retryable });

/**
 * All verdicts there are, so that severity is decided once per cause and not once per code:
 * crashes and exhausted memory or disk are critical, what only a person can repair (credentials, rights,
 * certificates, this host) is high, a cancellation by hand is low. Passing trouble, and mistakes that concern the
 * one request (validation, data) or that nobody can name (unknown), are medium.
 */
export const VERDICT = {
	memory: verdict('system', 'critical', false),
	disk: verdict('system', 'critical', false),
	crash: verdict('system', 'critical', false),
	host: verdict('system', 'high', false),
	hostBusy: verdict('system', 'high', true),
	file: verdict('system', 'medium', false),
	shutdown: verdict('system', 'medium', true),
	cancelled: verdict('system', 'low', false),
	credentials: verdict('permission', 'high', false),
	forbidden: verdict('permission', 'high', false),
	certificate: verdict('network', 'high', false),
	connection: verdict('network', 'medium', true),
	/** The service is there but refuses for good what was asked over this way, such as HTTP 501. */
	protocol: verdict('network', 'medium', false),
	throttled: verdict('network', 'medium', true),
	/** A used-up plan: waiting a minute does not help, unlike with a rate limit. */
	quota: verdict('network', 'medium', false),
	remote: verdict('network', 'medium', true),
	timeout: verdict('timeout', 'medium', true),
	request: verdict('validation', 'medium', false),
	notFound: verdict('data', 'medium', false),
	data: verdict('data', 'medium', false),
	/** Two writers met, such as a deadlock: the loser may try again. */
	contention: verdict('data', 'medium', true),
	unknown: verdict('unknown', 'medium', false),
} as const;
