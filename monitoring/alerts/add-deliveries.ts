import type { Told } from '../capture/telling';
import type { WatchedWorkflow } from '../model/monitor-settings';
import type { MonitorRecord } from '../model/records';
import { deliveriesOfEnd, deliveriesOfLog, groupWatchers, type Listening } from './match-events';

const GROUP_EVENTS = ['error_group_new', 'error_group_regressed'] as const;

/**
 * What is told of an execution, and with it who is to hear of it: deliveries for ends and log rows, and the watchers of
 * errors. The records themselves are shared with other databases and stay as they are.
 */
export function withDeliveries(
	records: readonly MonitorRecord[],
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	{ ended, silent, mode }: Pick<Told, 'ended' | 'silent' | 'mode'>,
): readonly MonitorRecord[] {
	if (listening.length === 0 || silent === true || ended?.story.silent === true) return records;
	const heard = hearRecords(records, listening, workflow, mode);
	if (ended === null) return heard;
	const ends = deliveriesOfEnd(listening, workflow, ended);
	return ends.length === 0 ? heard : [...heard, ...ends.map((row) => ({ table: 'event_deliveries' as const, row }))];
}

/** Who is to hear of errors and log rows, whoever has made them. */
export function hearRecords(
	records: readonly MonitorRecord[],
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	mode: string | null,
): readonly MonitorRecord[] {
	const wanted = new Set(listening.flatMap(({ settings }) => settings.events));
	const groups = GROUP_EVENTS.some((event) => wanted.has(event));
	if (!groups && !wanted.has('log')) return records;
	return records.flatMap((record): MonitorRecord[] => {
		if (groups && record.table === 'workflow_errors') {
			const watchers = groupWatchers(listening, workflow, mode, record.row);
			return watchers.length === 0 ? [record] : [{ ...record, row: { ...record.row, watchers } }];
		}
		if (record.table !== 'workflow_execution_logs') return [record];
		const rows = deliveriesOfLog(listening, workflow, mode, record.row);
		return [record, ...rows.map((row) => ({ table: 'event_deliveries' as const, row }))];
	});
}
