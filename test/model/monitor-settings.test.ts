import * as fc from 'fast-check';
import { monitorSettings } from '../../monitoring/agent/monitor-parameters';
import { DEFAULT_MONITOR, mostDetailed, watches, type Coverage } from '../../monitoring/model/monitor-settings';
import { matchesPattern } from '../../monitoring/model/name-pattern';
import { isRedacted } from '../../monitoring/model/workflow-facts';

const workflow = { id: 'w', name: 'Shop: Orders', projectId: 'p', tags: [{ id: 't1', name: 'prod' }] };
const INSTANCE: Coverage = { covers: 'instance' };

describe('what a monitor watches', () => {
	it.each([
		[{}, INSTANCE, 'webhook', true],
		[{}, { covers: 'project', projectId: 'p' }, 'webhook', true],
		[{}, { covers: 'project', projectId: 'other' }, 'webhook', false],
		[{ workflows: 'selected', workflowIds: ['w'] }, { covers: 'project', projectId: 'other' }, 'webhook', false],
		[{ manualRuns: false }, INSTANCE, 'manual', false],
		[{ manualRuns: false }, INSTANCE, 'webhook', true],
		[{ manualRuns: false }, INSTANCE, null, true],
		[{ workflows: 'selected', workflowIds: [] }, INSTANCE, 'webhook', false],
		[{ workflows: 'except', workflowIds: ['w'] }, INSTANCE, 'webhook', false],
		[{ workflows: 'named', namePatterns: ' x, shop:* ' }, INSTANCE, 'webhook', true],
		[{ workflows: 'named', namePatterns: '' }, INSTANCE, 'webhook', false],
		[{ workflows: 'tagged', tagIds: ['t1'] }, INSTANCE, 'webhook', true],
		[{ workflows: 'tagged', tagIds: ['prod'] }, INSTANCE, 'webhook', true],
		[{ workflows: 'tagged', tagIds: ['t2'] }, INSTANCE, 'webhook', false],
	] as Array<[Record<string, unknown>, Coverage, string | null, boolean]>)('with %j over %j of a run by %s: %s', (parameters, coverage, mode, expected) => {
		expect(watches({ settings: monitorSettings(parameters), coverage }, workflow, mode)).toBe(expected);
	});

	it.each([
		['Shop *', 'shop EU', true], ['*', '', true], ['?', '', false], ['a?c', 'a😀c', true], ['a.c', 'abc', false],
		['*a*b', 'xxaxxbxx', false], ['*a*b*', 'xxaxxbxx', true], ['[x]', '[X]', true], ['(a+)+$', '(a+)+$', true],
	])('the pattern %s with the name %s: %s', (pattern, name, expected) => {
		expect(matchesPattern(name, pattern)).toBe(expected);
	});

	it('takes a pattern as a regular expression would have it, and never long', () => {
		const part = fc.constantFrom('a', 'B', '.', '*', '?', '(', '\\', '😀');
		const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
		fc.assert(fc.property(text, text, (name, pattern) => {
			const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`));
			expect(matchesPattern(name, pattern)).toBe(new RegExp(`^${source}$`, 'isu').test(name));
		}));
		expect(matchesPattern('a'.repeat(10_000), `${'*a'.repeat(500)}b`)).toBe(false);
	});

	it('reads nonsense as the default, and numbers within their limits', () => {
		expect(monitorSettings({ events: 'x', eventOptions: { severity: 'x', kinds: 1, stuckAfter: 'y' }, workflows: 1, manualRuns: 'no', options: { level: 'loud', share: 'a', nodeRowsAtMost: NaN } })).toEqual(DEFAULT_MONITOR);
		expect(monitorSettings({ options: { share: 250, nodeRowsAtMost: -1, nodeRows: false } })).toMatchObject({ share: 100, nodeRowsAtMost: 0, nodeRows: false });
	});

	it('keeps what any of several monitors wants', () => {
		const detail = { level: 'warn', nodeRows: false, nodeRowsAtMost: 5, share: 10 } as const;
		expect(mostDetailed([])).toBeNull();
		expect(mostDetailed([detail, { level: 'debug', nodeRows: true, nodeRowsAtMost: 1, share: 0 }])).toEqual({ level: 'debug', nodeRows: true, nodeRowsAtMost: 5, share: 10 });
	});

	it.each([
		['none', 'off', 'webhook', false], ['non-manual', 'off', 'webhook', true], ['non-manual', 'off', 'manual', false],
		['non-manual', 'off', null, true], ['manual-only', 'off', 'manual', true], ['manual-only', 'off', 'webhook', true],
		['all', 'off', 'manual', true], ['none', 'production', 'webhook', true], ['none', 'production', 'manual', false], ['none', 'all', 'manual', true],
	] as const)('hides what n8n hides: %s on a floor of %s, run by %s: %s', (policy, floor, mode, expected) => {
		expect(isRedacted(policy, floor, mode)).toBe(expected);
	});
});
