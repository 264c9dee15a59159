import { DateTime, type DurationLikeObject } from 'luxon';
import { MonitorInputError } from '../../monitoring/workflow-monitor';

/** From `start` on and before `end`; null leaves a side open. */
export interface TimeRange {
	start: Date | null;
	end: Date | null;
}

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** What a word of a range stands for; its end is where it is over. */
interface Stretch {
	start: DateTime;
	end: DateTime;
}

const TIME_RANGE_WORDS =
	'words such as "last 24 hours", "2 days", "today", "yesterday", "this month", "last 7 days", a day such as 2026-01-31, a time such as 2026-01-31T08:00 (from then on), or two of them with "to" between';

const UNITS: ReadonlyArray<[RegExp, Unit]> = [
	[/^(s|secs?|seconds?)$/, 'second'],
	[/^(m|mins?|minutes?)$/, 'minute'],
	[/^(h|hrs?|hours?)$/, 'hour'],
	[/^(d|days?)$/, 'day'],
	[/^(w|wks?|weeks?)$/, 'week'],
	[/^(months?)$/, 'month'],
	[/^(y|yrs?|years?)$/, 'year'],
];

const ANY = /^(any|all|any time|all time|ever)?$/;
const BACK = /^(?:(?:in |for |within )?(?:the )?(?:last|past) )?(\d{1,9}|an?)? ?([a-z]+)(?: ago)?$/;
const CALENDAR = /^(?:the )?(this|current|previous) ([a-z]+)$/;
const LONGEST = 200;
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A range of time as people say it. "last 7 days" reaches back from now, "this week" and "previous week" follow the
 * calendar; a day is one of the zone given, as are times without an offset.
 *
 * @param now ms since the epoch
 * @param zone such as Europe/Berlin
 * @throws MonitorInputError that says what is understood
 */
export function parseTimeRange(given: unknown, now: number, zone: string): TimeRange {
	const refused = new MonitorInputError('timeRange', given, TIME_RANGE_WORDS);
	if (given === undefined || given === null) return { start: null, end: null };
	if (typeof given !== 'string' || given.length > LONGEST) throw refused;
	const range = spoken(given, DateTime.fromMillis(now, { zone }));
	if (range === null) throw refused;
	const { start, end } = range;
	if (!isUsable(start) || !isUsable(end)) throw refused;
	if (start !== null && end !== null && start >= end) {
		throw new MonitorInputError('timeRange', given, TIME_RANGE_WORDS, 'ends before it starts');
	}
	return { start: start?.toJSDate() ?? null, end: end?.toJSDate() ?? null };
}

function isUsable(time: DateTime | null): boolean {
	return time === null || (time.isValid && time.toMillis() >= 0 && time.year <= 9999);
}

function spoken(given: string, now: DateTime): { start: DateTime | null; end: DateTime | null } | null {
	const words = given.trim().replace(/[_\s]+/g, ' ').replace(/\.$/, '');
	if (ANY.test(words.toLowerCase())) return { start: null, end: null };

	const between = /^(?:from |between )?(.+?) ?(?: (?:to|and|until|till) |\/|\.\.|–| - ) ?(.+)$/i.exec(words);
	if (between !== null) {
		const [first, last] = [stretch(between[1], now), stretch(between[2], now)];
		return first === null || last === null ? null : { start: first.start, end: last.end };
	}
	const since = /^(since|after|from) (.+)$/i.exec(words);
	if (since !== null) {
		const from = stretch(since[2], now);
		return from && { start: since[1].toLowerCase() === 'after' ? from.end : from.start, end: null };
	}
	const until = /^(before|until|till) (.+)$/i.exec(words);
	if (until !== null) {
		const to = stretch(until[2], now);
		return to && { start: null, end: until[1].toLowerCase() === 'before' ? to.start : to.end };
	}
	const one = stretch(words, now);
	if (one === null) return null;
	// What is not over yet stays open, so that nothing is left out because some clock is ahead of ours.
	return { start: one.start, end: one.start < one.end && one.end < now ? one.end : null };
}

/** A day, a time or a word for a time; a single instant starts and ends at once. */
function stretch(given: string, now: DateTime): Stretch | null {
	const words = given.toLowerCase();
	if (words === 'now') return { start: now, end: now };
	if (words === 'today') return whole(now, 'day');
	if (words === 'yesterday') return whole(now.minus({ days: 1 }), 'day');

	const calendar = CALENDAR.exec(words);
	if (calendar !== null) {
		const unit = unitOf(calendar[2]);
		if (unit === null) return null;
		return whole(calendar[1] === 'previous' ? now.minus(of(1, unit)) : now, unit);
	}
	const back = BACK.exec(words);
	if (back !== null) {
		const unit = unitOf(back[2]);
		// A bare "day" says nothing; "last day" does.
		if (unit === null || (back[1] === undefined && words === back[2])) return null;
		const count = back[1] === undefined || back[1].startsWith('a') ? 1 : Number(back[1]);
		if (count === 0) return null;
		const start = now.minus(of(count, unit));
		return { start, end: words.endsWith(' ago') ? start : now };
	}
	const time = DateTime.fromISO(given.replace(' ', 'T').toUpperCase(), { zone: now.zone });
	if (!time.isValid || !/^\d{4}-\d{2}-\d{2}/.test(given)) return null;
	return DATE_ONLY.test(given) ? whole(time, 'day') : { start: time, end: time };
}

function whole(time: DateTime, unit: Unit): Stretch {
	const start = time.startOf(unit);
	return { start, end: start.plus(of(1, unit)) };
}

function of(count: number, unit: Unit): DurationLikeObject {
	return { [unit]: count };
}

function unitOf(word: string): Unit | null {
	return UNITS.find(([words]) => words.test(word))?.[1] ?? null;
}
