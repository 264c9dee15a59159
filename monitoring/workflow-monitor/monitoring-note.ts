import { monitoringState } from '../agent';
import type { MonitoringState } from '../model/monitoring-state';

/** What stands beside an answer: whether anything is recorded at all, and what to do where not. */
export interface MonitoringNote {
	state: MonitoringState['state'] | 'schema_missing';
	reason: string | null;
	next_step: string | null;
}

/** The note for a schema that is there. */
export function monitoringNote(): MonitoringNote {
	const { state, reason, next_step } = monitoringState();
	return { state, reason, next_step };
}

/** The note for one that is not: what keeps this n8n from making it, or that it makes another one. */
export function missingSchemaNote(schema: string): MonitoringNote {
	const note = monitoringNote();
	if (note.state !== 'recording' && note.state !== 'outside_n8n') return note;
	return {
		state: 'schema_missing',
		reason: `There is no schema "${schema}" of the monitor in this database`,
		next_step:
			note.state === 'recording'
				? 'Use the credential of the published Monitor Trigger: this n8n records elsewhere'
				: 'Publish a workflow with a Monitor Trigger that uses the same connection',
	};
}

/** Why executions of this n8n go by unseen, so that good figures prove nothing; null where they do not. */
export function blindness({ state, reason }: MonitoringNote): string | null {
	return isBlind(state) ? (reason ?? state) : null;
}

/** Whether executions of this n8n go by unseen in this state. */
export function isBlind(state: MonitoringNote['state']): boolean {
	switch (state) {
		case 'recording':
		case 'outside_n8n':
		case 'starting':
		case 'connecting':
			return false;
		case 'not_published':
		case 'paused':
		case 'uninstalled':
		case 'database_unreachable':
		case 'schema_unusable':
		case 'schema_missing':
		case 'credential_unusable':
		case 'not_allowed':
		case 'capture_off':
			return true;
	}
}
