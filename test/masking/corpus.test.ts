import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { outcomeOf, type SecretCase } from './outcome';

const { cases } = JSON.parse(readFileSync(join(__dirname, '../corpora/secrets.json'), 'utf8')) as {
	cases: SecretCase[];
};

describe('the visible sample', () => {
	test.each(cases.map((one) => [one.id, one.kind, one.context, one] as const))(
		'%s %s in %s',
		(_id, _kind, _context, one) => {
			const input = one.text ?? one.json;
			const before = JSON.stringify(input);
			const masked = typeof input === 'string' ? maskText(input) : maskSecrets(input);
			expect(outcomeOf(one, masked)).toEqual({ survived: [], harmed: [] });
			expect(JSON.stringify(input)).toBe(before);
			expect(typeof masked === 'string' ? maskText(masked) : maskSecrets(masked)).toEqual(masked);
		},
	);
});
