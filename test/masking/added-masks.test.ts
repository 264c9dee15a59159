import { setAddedMasks } from '../../monitoring/masking/added-masks';
import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { connectionFromFields } from '../../monitoring/model/connection';
import { WorkflowMonitor } from '../../monitoring/workflow-monitor';

const OWNERS = ['one', 'two'];
afterEach(() => {
	for (const owner of OWNERS) setAddedMasks(owner, null);
});

const slow = 'a'.repeat(40) + '!';

describe('what users of a process add', () => {
	it('is masked by all of them together, until they take it back', () => {
		setAddedMasks('one', { keys: ['customerNumber'], patterns: [] });
		setAddedMasks('two', { keys: [], patterns: ['/acme-\\d{6}/i'] });
		const row = { 'x-customer-number': 'Ana', text: 'case ACME-123456 of customer_number=Bo Li' };
		expect(maskSecrets(row)).toEqual({
			'x-customer-number': '***',
			text: 'case *** of customer_number=*** Li',
		});
		setAddedMasks('one', null);
		setAddedMasks('two', null);
		expect(maskSecrets(row)).toEqual(row);
	});

	it('does not take the place of what a caller adds, nor of the defaults', () => {
		setAddedMasks('one', { keys: [], patterns: ['KD\\d{4}'] });
		expect(maskText('KD1234 ZX99 password=hunter2', { patterns: [/ZX\d\d/] })).toBe('*** *** password=***');
	});

	it.each(['(a+)+$', '(?:a|aa)+$', '(a*)*b', 'a*a*a*a*a*b', '(\\w+)\\1+$'])(
		'drops a text on which %s takes too long, and says so once',
		(pattern) => {
			let said = 0;
			setAddedMasks('one', { keys: [], patterns: [pattern] }, () => (said += 1));
			const long = slow.replace('!', `${'a'.repeat(8_000)}!`);
			const dropped = '[not shown: a mask pattern took too long]';
			expect(maskSecrets({ first: long, second: long, third: 'nothing of it' })).toEqual({
				first: dropped,
				second: dropped,
				third: 'nothing of it',
			});
			expect(said).toBe(1);
		},
	);

	it('still masks long texts with patterns of a sound form', () => {
		setAddedMasks('one', { keys: [], patterns: ['KD\\d+', '(?:ab|cd){2}-\\w+'] });
		expect(maskText(`${'word '.repeat(3_000)}KD12 abcd-x`)).toBe(`${'word '.repeat(3_000)}*** ***`);
	});
});

describe('the fields of a credential', () => {
	const fields = { maskMore: true, maskKeys: ' customerNumber \n\nvin', maskPatterns: 'ACME-\\d{6}\n/kd\\d+/i' };

	it('are read line by line, and only where they are shown', () => {
		expect(connectionFromFields(fields)).toMatchObject({
			maskKeys: ['customerNumber', 'vin'],
			maskPatterns: ['ACME-\\d{6}', '/kd\\d+/i'],
		});
		expect(connectionFromFields({ ...fields, maskMore: false })).not.toHaveProperty('maskKeys');
	});

	it.each([
		['(', 'The mask pattern "(" is no regular expression: Unterminated group'],
		['/a/xyz', 'The mask pattern "/a/xyz" is no regular expression: Invalid flags'],
		['a*', 'The mask pattern "a*" also matches nothing at all: say what it must hold'],
		['x'.repeat(501), 'Of the mask patterns, "xxxxx'],
	])('are refused where %s is a pattern', (maskPatterns, message) => {
		expect(() => connectionFromFields({ ...fields, maskPatterns })).toThrow(message);
	});
});

describe('the options of the library', () => {
	it('mask from the start, and are refused with the reason', () => {
		const library = new WorkflowMonitor({ maskKeys: ['vin'], maskPatterns: ['ACME-\\d+'] });
		expect(maskText('vin: WVWZZZ1J, ACME-12')).toBe('vin: ***, ***');
		library.configure({});
		expect(maskText('vin: WVWZZZ1J, ACME-12')).toBe('vin: WVWZZZ1J, ACME-12');
		expect(() => new WorkflowMonitor({ maskPatterns: ['['] })).toThrow('is no regular expression');
	});
});
