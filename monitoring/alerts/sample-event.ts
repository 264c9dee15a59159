import type { DeliveredEvent, EventKind } from '../model/enums';
import type { MonitorEvent } from './event-payload';

const FAILED: readonly DeliveredEvent[] = ['execution_failed', 'error_group_new', 'error_group_regressed', 'test'];
const RUNNING: readonly DeliveredEvent[] = ['execution_slow', 'execution_stuck'];

/** A made-up event for the editor's test step, one of each kind; it says that it is one. */
export function sampleEvents(kinds: readonly EventKind[], now: number): Array<MonitorEvent & { note: string }> {
	const note = 'This is a sample. Publish the workflow to start recording and to get real events';
	return (kinds.length === 0 ? (['execution_failed'] as const) : kinds).map((event) => {
		const { sample, ...rest } = sampleEvent(event, now);
		// Where it is read first.
		return { sample, note, ...rest };
	});
}

/** @param now ms since the epoch */
export function sampleEvent(event: DeliveredEvent, now: number): MonitorEvent {
	const failed = FAILED.includes(event);
	const running = RUNNING.includes(event);
	const time = (before: number) => new Date(now - before).toISOString();
	const message = 'The connection was refused, perhaps the service is offline';
	const took = running ? 95_300 : 1_840;
	return {
		event,
		sample: true,
		instance_id: null,
		delivery_id: null,
		attempt: 1,
		workflow: { id: 'a1B2c3D4e5F6g7H8', name: 'Sync orders', tags: ['shop'] },
		execution: {
			id: '231',
			url: null,
			...(failed ? { error: { message, name: 'NodeApiError', node: { name: 'HTTP Request' } } } : {}),
			lastNodeExecuted: failed || running ? 'HTTP Request' : 'Save order',
			mode: 'trigger',
		},
		status: running ? 'running' : failed ? 'error' : 'success',
		end_reason: running ? null : failed ? 'failed' : 'finished',
		kind: 'schedule',
		started_at: time(took),
		finished_at: running ? null : time(0),
		duration: took,
		items_out: running ? null : event === 'execution_yielded_nothing' ? 0 : 12,
		parent_execution_id: null,
		severity: failed ? 'medium' : null,
		error: failed
			? {
					error_type: 'network',
					error_code: 'ECONNREFUSED',
					severity: 'medium',
					retryable: true,
					node_name: 'HTTP Request',
					fingerprint: '5f1d7c0b9a3e4d2886f0',
				}
			: null,
		group: failed
			? {
					group_id: '0b1d6f0e-5c3a-8d41-9f27-3d7c5e2a9b10',
					title: message,
					severity: 'medium',
					status: 'open',
					occurrences: event === 'error_group_new' ? 1 : 4,
					executions: event === 'error_group_new' ? 1 : 4,
					first_seen_at: event === 'error_group_new' ? time(0) : time(86_400_000),
					last_seen_at: time(0),
					regressions: event === 'error_group_regressed' ? 1 : 0,
					regressed_after: event === 'error_group_regressed' ? 7_200_000 : null,
					regressed_version: null,
					assigned_to: null,
				}
			: null,
		last_good_run: { execution_id: '229', finished_at: time(600_000), duration: 1_620 },
		steps: [
			{ step: 1, node: 'Schedule', duration: 2, log_level: 'info' },
			{ step: 2, node: 'HTTP Request', duration: 1_790, log_level: failed ? 'error' : 'info' },
		],
		details: detailsOf(event, took),
	};
}

function detailsOf(event: DeliveredEvent, elapsed: number): MonitorEvent['details'] {
	if (event === 'execution_slow') return { elapsed, usual: 21_400, limit: 42_800, idle: 12_000, step: 'HTTP Request' };
	if (event === 'execution_stuck') return { elapsed, usual: 21_400, limit: 42_800, idle: 93_100, step: 'HTTP Request' };
	if (event !== 'log') return {};
	return { log: { log_level: 'error', message: 'Order 4711 has no address', node_name: 'Check', step_number: 3, metadata: {} } };
}
