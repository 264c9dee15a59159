import type { Counters, RecorderReport, RefusedRow } from '../model/accounting';

/** Where records went, and what does not add up: 0 unless a count is wrong. */
export interface AccountingSum extends Counters {
	unaccounted: number;
}

const NUMBERS = ['captured', 'stored', 'duplicate', 'merged', 'queued', 'held'] as const;
const BY_REASON = ['skipped', 'refused', 'dropped'] as const;
const ROWS_SHOWN = 20;

/** The counters of several recorders in sum; what one of them leaves out counts as 0. */
export function accountingSum(reports: ReadonlyArray<Partial<Counters>>): AccountingSum {
	const sum: Counters = {
		captured: 0,
		stored: 0,
		duplicate: 0,
		merged: 0,
		queued: 0,
		held: 0,
		skipped: {},
		refused: {},
		dropped: {},
	};
	for (const name of NUMBERS) {
		sum[name] = reports.reduce((total, report) => total + (report[name] ?? 0), 0);
	}
	for (const name of BY_REASON) sum[name] = sumByReason(reports.map((report) => report[name] ?? {}));
	const { captured, stored, duplicate, merged, queued, held } = sum;
	const otherwise = BY_REASON.flatMap((name) => Object.values(sum[name])).reduce((all, each) => all + each, 0);
	return { ...sum, unaccounted: captured - stored - duplicate - merged - queued - held - otherwise };
}

function sumByReason(counts: ReadonlyArray<Record<string, number>>): Record<string, number> {
	const sum = new Map<string, number>();
	for (const [reason, count] of counts.flatMap((each) => Object.entries(each))) {
		sum.set(reason, (sum.get(reason) ?? 0) + count);
	}
	return Object.fromEntries(sum);
}

/** The rows that were refused last by any of several recorders, the newest first. */
export function newestRefusedRows(reports: ReadonlyArray<Partial<RecorderReport>>): RefusedRow[] {
	return reports
		.flatMap(({ refused_rows }) => refused_rows ?? [])
		.sort((a, b) => (a.at < b.at ? 1 : -1))
		.slice(0, ROWS_SHOWN);
}

/** The latest of their errors; null where none of them had one. */
export function newestError(reports: ReadonlyArray<Partial<RecorderReport>>): RecorderReport['last_error'] {
	return reports.reduce<RecorderReport['last_error']>(
		(latest, { last_error: error }) =>
			error && (latest === null || error.at > latest.at) ? error : latest,
		null,
	);
}
