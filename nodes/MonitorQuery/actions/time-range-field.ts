import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { byModel } from '../../chosen-field';
import { instantOf } from '../../Monitor/actions/fields';
import { parseTimeRange } from '../time-range';

/** What the model fills in by itself unless somebody fixes the range. */
const BY_MODEL = byModel(
	'Time Range',
	'The time that is asked about: any time, last hour, last 24 hours, today, yesterday, last 7 days, this month, 2026-01-31, or 2026-01-31T08:00 to 2026-01-31T10:00',
);

/** Entries of a collection of filters: where times stood before there was a range. They count before it. */
export const startTimeFilter: INodeProperties = {
	displayName: 'Start Time',
	name: 'startTime',
	type: 'dateTime',
	default: '',
	description: 'Only what happened at this time or later; counts instead of the time range',
};

export const endTimeFilter: INodeProperties = {
	displayName: 'End Time',
	name: 'endTime',
	type: 'dateTime',
	default: '',
	description: 'Only what happened before this time; counts instead of the time range',
};

const ONLY_CUSTOM = { show: { timeRange: ['custom'] }, hide: { '@tool': [true] } };

/** The range of time of a question, and, where it is custom, its two ends. */
export function timeRangeFields(byDefault: 'any_time' | 'last_7_days' | 'last_30_days'): INodeProperties[] {
	return [
		{
			displayName: 'Time Range',
			name: 'timeRange',
			type: 'options',
			options: [
				{ name: 'Any Time', value: 'any_time' },
				{ name: 'Last Hour', value: 'last_hour' },
				{ name: 'Last 24 Hours', value: 'last_24_hours' },
				{ name: 'Today', value: 'today' },
				{ name: 'Yesterday', value: 'yesterday' },
				{ name: 'Last 7 Days', value: 'last_7_days' },
				{ name: 'Last 30 Days', value: 'last_30_days' },
				{ name: 'This Month', value: 'this_month' },
				{ name: 'Custom', value: 'custom' },
			],
			default: byDefault,
			description:
				'Days are those of the workflow\'s time zone. An expression may give any words such as "2 days", "previous week" or "2026-01-31 to 2026-02-02".',
			displayOptions: { hide: { '@tool': [true] } },
		},
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			default: '',
			description: 'Only what happened at this time or later; empty means from the beginning',
			displayOptions: ONLY_CUSTOM,
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			default: '',
			description: 'Only what happened before this time; empty means up to now',
			displayOptions: ONLY_CUSTOM,
		},
		{
			displayName: 'Time Range',
			name: 'timeRange',
			type: 'string',
			default: BY_MODEL,
			placeholder: 'e.g. last 24 hours',
			description:
				'Words such as "last 24 hours", "2 days", "today", "yesterday", "this month" or "2026-01-31 to 2026-02-02"; empty means any time',
			displayOptions: { show: { '@tool': [true] } },
		},
	];
}

/**
 * The start and the end that an item asks for, those left out that are open.
 */
export function timesOf(
	context: IExecuteFunctions,
	index: number,
	filters: Record<string, unknown>,
): { startTime?: Date; endTime?: Date } {
	const instant = (name: string, value: unknown) =>
		value === undefined || value === '' ? undefined : instantOf(context, name, value, index);
	if (filters.startTime || filters.endTime) {
		return given(instant('startTime', filters.startTime), instant('endTime', filters.endTime));
	}
	const range: unknown = context.getNodeParameter('timeRange', index, undefined);
	if (range === 'custom') {
		const [from, to] = ['from', 'to'].map((name) =>
			instant(name, context.getNodeParameter(name, index, '')),
		);
		return given(from, to);
	}
	const { start, end } = parseTimeRange(range, Date.now(), context.getTimezone());
	return given(start ?? undefined, end ?? undefined);
}

function given(startTime?: Date, endTime?: Date): { startTime?: Date; endTime?: Date } {
	return { ...(startTime && { startTime }), ...(endTime && { endTime }) };
}
