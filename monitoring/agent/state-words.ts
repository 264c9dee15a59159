import type { MonitoringState } from '../model/monitoring-state';

/** The state as a person reads it in the editor: a short title and, where there is more to say, a sentence or two. */
export interface StateWords {
	title: string;
	detail: string | null;
}

const TITLES: Record<MonitoringState['state'], string> = {
	outside_n8n: 'Not recording: this is not n8n',
	starting: 'Starting',
	not_published: 'Not recording: no Monitor Trigger is published',
	paused: 'Paused: the workflow is no longer published',
	connecting: 'Connecting to the database',
	recording: 'Recording',
	database_unreachable: 'Not recording: the database cannot be used',
	schema_unusable: 'Not recording: the schema is not for this version',
	credential_unusable: 'Not recording: the credential cannot be used',
	not_allowed: 'Not recording: the monitor may not do so',
	capture_off: 'Not recording: capture has switched itself off',
	uninstalled: 'Not recording: the package is not installed',
};

export function stateWords({ state, reason, next_step, since }: MonitoringState): StateWords {
	const detail = [reason, next_step].filter((sentence) => sentence !== null).join('. ');
	return {
		title: since === null ? TITLES[state] : `${TITLES[state]} since ${shown(since)}`,
		detail: detail === '' ? null : detail,
	};
}

/** To the minute, in UTC. */
function shown(instant: string): string {
	return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
