import { maskText } from '../masking/mask-secrets';
import type { MonitoringState } from '../model/monitoring-state';

/** How it stands with recording in one place. */
export class Standing {
	state: MonitoringState['state'] = 'connecting';

	/** A sentence; null where there is nothing to say. */
	reason: string | null = null;

	nextStep: string | null = null;

	/** Since when it records without a break, ISO 8601; null while it does not. */
	since: string | null = null;

	set(state: MonitoringState['state'], reason: string | null = null, nextStep: string | null = null): void {
		this.since = state === 'recording' ? (this.since ?? new Date().toISOString()) : null;
		this.state = state;
		// Errors of n8n's may stand in it, and it goes to the editor and into rows.
		this.reason = reason === null ? null : maskText(reason);
		this.nextStep = nextStep;
	}
}
