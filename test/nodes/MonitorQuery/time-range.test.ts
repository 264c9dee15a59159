import fc from 'fast-check';
import { MonitorInputError } from '../../../monitoring/workflow-monitor';
import { parseTimeRange } from '../../../nodes/MonitorQuery/time-range';

const NOW = Date.parse('2026-05-13T14:30:00Z'); // A Wednesday; 16:30 in Berlin.
const HOUR = 3_600_000;

function range(words: unknown, zone = 'Europe/Berlin', now = NOW): [string | null, string | null] {
	const { start, end } = parseTimeRange(words, now, zone);
	return [start?.toISOString().replace('.000', '') ?? null, end?.toISOString().replace('.000', '') ?? null];
}

describe('a time range', () => {
	it.each([
		['', null, null],
		['All time', null, null],
		['last hour', '2026-05-13T13:30:00Z', null],
		['last_24_hours', '2026-05-12T14:30:00Z', null],
		['in the last 24 hours', '2026-05-12T14:30:00Z', null],
		['  Past   90 MINUTES. ', '2026-05-13T13:00:00Z', null],
		['36h', '2026-05-12T02:30:00Z', null],
		['2 days', '2026-05-11T14:30:00Z', null],
		['a week', '2026-05-06T14:30:00Z', null],
		['last 7 days', '2026-05-06T14:30:00Z', null],
		['last month', '2026-04-13T14:30:00Z', null],
		['3 days ago', '2026-05-10T14:30:00Z', null],
		['today', '2026-05-12T22:00:00Z', null],
		['yesterday', '2026-05-11T22:00:00Z', '2026-05-12T22:00:00Z'],
		['this week', '2026-05-10T22:00:00Z', null],
		['previous week', '2026-05-03T22:00:00Z', '2026-05-10T22:00:00Z'],
		['this month', '2026-04-30T22:00:00Z', null],
		['previous month', '2026-03-31T22:00:00Z', '2026-04-30T22:00:00Z'],
		['2026-05-01', '2026-04-30T22:00:00Z', '2026-05-01T22:00:00Z'],
		['2026-05-01T08:00', '2026-05-01T06:00:00Z', null],
		['2026-05-01 08:00', '2026-05-01T06:00:00Z', null],
		['2026-05-01T08:00:00Z', '2026-05-01T08:00:00Z', null],
		['since yesterday', '2026-05-11T22:00:00Z', null],
		['after 2026-05-01', '2026-05-01T22:00:00Z', null],
		['before today', null, '2026-05-12T22:00:00Z'],
		['until 2026-05-01', null, '2026-05-01T22:00:00Z'],
		['2026-05-01 to 2026-05-02', '2026-04-30T22:00:00Z', '2026-05-02T22:00:00Z'],
		['from 2026-05-01T08:00Z to 2026-05-01T09:00Z', '2026-05-01T08:00:00Z', '2026-05-01T09:00:00Z'],
		['2026-05-01T08:00:00Z/2026-05-01T09:00:00Z', '2026-05-01T08:00:00Z', '2026-05-01T09:00:00Z'],
		['between yesterday and 2 hours ago', '2026-05-11T22:00:00Z', '2026-05-13T12:30:00Z'],
	])('reads "%s"', (words, start, end) => {
		expect(range(words)).toEqual([start, end]);
	});

	it('knows days of 23 and of 25 hours, and the day of the zone', () => {
		const length = (words: string, now: string) => {
			const { start, end } = parseTimeRange(words, Date.parse(now), 'Europe/Berlin');
			return (end!.getTime() - start!.getTime()) / HOUR;
		};
		expect(length('yesterday', '2026-03-30T12:00:00Z')).toBe(23);
		expect(length('yesterday', '2026-10-26T12:00:00Z')).toBe(25);
		expect(range('today', 'Pacific/Auckland')).toEqual(['2026-05-13T12:00:00Z', null]);
	});

	it.each([
		'soon', 'day', 'last fortnight', '0 days', '-1 hours', '1.5 hours', '2026-13-01', '2026-02-30', '08:00', 'last 999999 years',
		'to', 'since', 'x'.repeat(10_000), 17, {}, ['today'], true,
	])('refuses %j and says what it understands', (words) => {
		expect(() => range(words)).toThrow(MonitorInputError);
		expect(() => range(words)).toThrow(/"timeRange".*"last 24 hours", "2 days", "today".*2026-01-31T08:00/);
	});

	it.each(['today to yesterday', '2026-05-02T08:00Z to 2026-05-02T08:00Z', 'now to now'])('refuses "%s", which ends before it starts', (words) => {
		expect(() => range(words)).toThrow(/ends before it starts/);
	});

	it('takes whatever it is given or names it, and never ends before it starts', () => {
		const word = fc.constantFrom('last', 'to', 'today', 'yesterday', '2', 'days', 'hours', 'this', 'since', '2026-05-01', '2026-05-01T08:00', '/', 'ago');
		const words = fc.oneof(fc.string(), fc.array(word, { maxLength: 6 }).map((each) => each.join(' ')));
		fc.assert(
			fc.property(words, fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'), (given, zone) => {
				try {
					const { start, end } = parseTimeRange(given, NOW, zone);
					return start === null || end === null || start < end;
				} catch (error) {
					return error instanceof MonitorInputError;
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('reaches back exactly so far, however it is written', () => {
		const HOURS_OF = { minutes: 1 / 60, hours: 1, days: 24, weeks: 168 };
		const unit = fc.constantFrom(...(Object.keys(HOURS_OF) as Array<keyof typeof HOURS_OF>));
		const written = fc.constantFrom((text: string) => text, (text: string) => `last ${text}`, (text: string) => `PAST  ${text} `, (text: string) => `last_${text.replace(' ', '_')}`);
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2_000 }), unit, written, (count, name, write) => {
				const { start, end } = parseTimeRange(write(`${count} ${name}`), NOW, 'UTC');
				expect(end).toBeNull();
				expect(NOW - start!.getTime()).toBe(Math.round(count * HOURS_OF[name] * HOUR));
			}),
		);
	});

	it('reads any two instants as what lies between them', () => {
		const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
		fc.assert(
			fc.property(instant, instant, fc.constantFrom(' to ', '/', ' - ', '..'), (one, other, between) => {
				fc.pre(one.getTime() < other.getTime());
				expect(parseTimeRange(one.toISOString() + between + other.toISOString(), NOW, 'Europe/Berlin')).toEqual({ start: one, end: other });
			}),
		);
	});
});
