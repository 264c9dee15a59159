import type { EstimateQuality } from '../analytics/estimate-quality';
import type { LiveExecutionStatus } from '../analytics/live-status';
import type { LogRow } from '../store/read/list-logs';
import { withAliases, type WithAliases } from './aliases';

/** Rows carry each field by its snake_case column and by its camelCase name. */
export type MonitorLog = WithAliases<LogRow>;
export type MonitorLiveExecution = WithAliases<
	Omit<LiveExecutionStatus, 'recent_logs' | 'estimate_quality'> & {
		recent_logs: MonitorLog[];
		estimate_quality: WithAliases<EstimateQuality> | null;
	}
>;

export function liveExecution(status: LiveExecutionStatus): MonitorLiveExecution {
	const { estimate_quality: quality } = status;
	return withAliases({
		...status,
		recent_logs: status.recent_logs.map(withAliases),
		estimate_quality: quality === null ? null : withAliases(quality),
	});
}
