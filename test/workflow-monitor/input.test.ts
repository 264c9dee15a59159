import * as fc from 'fast-check';
import { withAliases } from '../../monitoring/workflow-monitor/aliases';
import { Input } from '../../monitoring/workflow-monitor/input';
import { MonitorInputError } from '../../monitoring/workflow-monitor/monitor-error';
import { newError, newLog, newPerformance } from '../../monitoring/workflow-monitor/new-records';
import { dashboardQuestion, logQuestion } from '../../monitoring/workflow-monitor/read-questions';

const NOW = Date.parse('2026-06-15T12:00:00Z');

function input(value: unknown): Input {
	return new Input({ field: value });
}

describe('Input', () => {
	it('takes what is left empty as not given', () => {
		for (const nothing of [undefined, null, '']) {
			expect(input(nothing).text('field', 5)).toBeNull();
			expect(input(nothing).integer('field', 0, 5)).toBeNull();
			expect(input(nothing).oneOf('field', ['a'])).toBeNull();
			expect(input(nothing).instant('field')).toBeNull();
			expect(input(nothing).metadata('field')).toEqual({});
		}
	});

	it('counts characters as Postgres does, not halves of them', () => {
		expect(input('😀'.repeat(5)).text('field', 5)).toBe('😀'.repeat(5));
		expect(() => input('😀'.repeat(6)).text('field', 5)).toThrow(/6 characters/);
	});

	it('reads times of all kinds as UTC, and nothing that is no time', () => {
		const iso = '2026-06-15T12:00:00.000Z';
		for (const time of [iso, '2026-06-15T14:00:00+02:00', NOW, new Date(NOW)]) {
			expect(input(time).instant('field')).toBe(iso);
		}
		for (const none of [
			'yesterday',
			{},
			[],
			true,
			new Date(NaN),
			-1,
			8.64e15,
			'+275760-01-01T00:00:00Z',
		]) {
			expect(() => input(none).instant('field')).toThrow(MonitorInputError);
		}
	});

	it('refuses metadata that is no plain JSON object', () => {
		const circle: Record<string, unknown> = {};
		circle.self = circle;
		for (const none of [
			[],
			'text',
			'[]',
			'{',
			5,
			true,
			circle,
			{ big: 1n },
			() => {},
			new Date(),
		]) {
			expect(() => input(none).metadata('field')).toThrow(/a JSON object/);
		}
		expect(input({ a: { b: [1] }, gone: undefined }).metadata('field')).toEqual({ a: { b: [1] } });
	});

	it('shows no secret and no length of what it turns down', () => {
		const failure = (() => {
			try {
				input(`password=hunter2hunter2 ${'x'.repeat(5_000)}`).oneOf('field', ['a', 'b']);
			} catch (error) {
				return error as MonitorInputError;
			}
			return null;
		})();
		expect(failure?.message).not.toContain('hunter2');
		expect(failure?.message.length).toBeLessThan(200);
		expect(failure).toMatchObject({ field: 'field', allowed: 'a, b', name: 'MonitorInputError' });
	});

	it('turns down or takes whatever is given, and fails in no other way', () => {
		fc.assert(
			fc.property(
				fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
				(value) => {
					const attempts: Array<() => unknown> = [
						() => input(value).text('field', 10),
						() => input(value).requiredText('field', 10),
						() => input(value).oneOf('field', ['a']),
						() => input(value).someOf('field', ['a']),
						() => input(value).integer('field', 0, 10),
						() => input(value).number('field', 'a number'),
						() => newPerformance('wf', '1', { cpuPeak: value, memoryPeak: value }, NOW),
						() => input(value).boolean('field'),
						() => input(value).metadata('field'),
						() => input(value).texts('field', 10),
						() => input(value).instant('field'),
						() => input(value).uuid('field'),
						() => newLog('wf', '1', value, NOW),
						() => logQuestion(value),
					];
					for (const attempt of attempts) {
						try {
							attempt();
						} catch (error) {
							expect(error).toBeInstanceOf(MonitorInputError);
						}
					}
				},
			),
		);
	});
});

describe('new rows', () => {
	it('hold no secret, in whatever field it was given', () => {
		const secret = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('-');
		const text = `it failed with api_key=${secret}`;
		const error = newError(
			'wf',
			'1',
			{
				message: text,
				stack: text,
				nodeName: text,
				metadata: { api_key: secret, deep: [{ note: text }] },
			},
			NOW,
		);
		const log = newLog('wf', '1', { message: text, metadata: `{"password":"${secret}"}` }, NOW);
		expect(JSON.stringify([error, log])).not.toContain(secret);
	});
});

describe('dashboardQuestion', () => {
	it('is about the thirty days before its end', () => {
		expect(dashboardQuestion({}, NOW).period).toEqual({
			start: '2026-05-16T12:00:00.000Z',
			end: '2026-06-15T12:00:00.000Z',
		});
		expect(dashboardQuestion({ endTime: '2026-03-31T00:00:00Z' }, NOW)).toMatchObject({
			period: { start: '2026-03-01T00:00:00.000Z', end: '2026-03-31T00:00:00.000Z' },
			span: { start: '2026-03-01T00:00:00.000Z', end: '2026-03-31T00:00:00.000Z' },
		});
	});
});

describe('figures beyond their columns', () => {
	it.each([
		['cpuPeak', 1_600.5, 999.99, 1_600.5],
		['cpuPeak', 999.991, 999.99, undefined],
		['throughput', Infinity, 99_999_999.99, 'Infinity'],
		['throughput', '1e400', 99_999_999.99, 'Infinity'],
		['totalDuration', 40 * 86_400_000, 2_147_483_647, 40 * 86_400_000],
		['memoryPeak', 2 ** 70, Number.MAX_SAFE_INTEGER, 2 ** 70],
		['nodeCount', 2_147_483_647, 2_147_483_647, undefined],
		['totalDuration', 0, 0, undefined],
	])('are capped with a mark: %s of %p', (field, given, stored, mark) => {
		const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
		const row = newPerformance('wf', '1', { [field]: given, metadata: { kept: 1 } }, NOW);
		expect(row[column as 'cpu_peak']).toBe(stored);
		expect(row.metadata).toEqual(mark === undefined ? { kept: 1 } : { kept: 1, capped: { [column]: mark } });
	});

	it.each([-1, -Infinity, NaN, 'many', '0x10', 1.5, {}, true])('are refused by name where they are none: %p', (given) => {
		expect(() => newPerformance('wf', '1', { networkRequests: given }, NOW)).toThrow(/^"networkRequests": .*a whole number from 0 on$/);
	});
});

describe('withAliases', () => {
	it('gives each field by both names and touches nothing below', () => {
		expect(withAliases({ workflow_id: 'wf', error_count: 1, metadata: { a_b: 1 } })).toEqual({
			workflow_id: 'wf',
			workflowId: 'wf',
			error_count: 1,
			errorCount: 1,
			metadata: { a_b: 1 },
		});
	});
});
