import type { ErrorSeverity, ErrorType } from '../model/enums';
import { codeOf } from './errors/error-code';
import { readSignals } from './errors/error-signals';
import { fingerprintOf } from './errors/fingerprint';
import { verdictOf } from './errors/judge-error';

/** What a failure is called, how bad it is and which others it belongs with. */
export interface ErrorClassification {
	/**
	 * validation: what was asked for or configured is not acceptable; network: the way to a service, or the service;
	 * timeout: somebody stopped waiting; permission: who we are or what we may do; data: the data or the thing
	 * referred to is not as expected; system: this host; unknown: nothing to go by.
	 */
	error_type: ErrorType;
	/** Decided once per cause, in `error-verdict.ts`. */
	severity: ErrorSeverity;
	/** The most specific code the error carries (`404`, `ECONNREFUSED`, `23505`), at most 100 characters. */
	code: string | null;
	/** Whether the same request may work later without anybody changing anything. */
	retryable: boolean;
	/** Equal for failures with the same cause; 32 hexadecimal characters. */
	fingerprint: string;
}

/** Where the failure happened, as far as the caller knows; it wins over what the error itself says. */
export interface FailingNode {
	/** Preferred for grouping; the id counts where there is no name. */
	nodeName?: string;
	nodeId?: string;
}

/**
 * Classifies whatever was thrown: instances, the host's plain copies of them, primitives. Never throws, changes
 * nothing, and looks at a bounded part of the value only. `nodeType` is null for errors of a whole execution.
 */
export function classifyError(
	error: unknown,
	nodeType: string | null,
	node: FailingNode = {},
): ErrorClassification {
	const signals = readSignals(error, nodeType);
	const { type, severity, retryable } = verdictOf(signals);
	return {
		error_type: type,
		severity,
		code: codeOf(signals),
		retryable,
		fingerprint: fingerprintOf(signals, node.nodeName || node.nodeId || ''),
	};
}
