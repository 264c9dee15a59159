import { maskText } from '../../monitoring/masking/mask-secrets';

/** What rules could stumble over when it is repeated. */
const units = [
	'password="',
	'password=\\"',
	'password=“\n',
	'password: ',
	'password\t',
	'key=',
	'key',
	'eyJ',
	'eyJhbGciO.',
	'AKIA',
	'sk-',
	'a://b:',
	'http://a:b',
	'a@',
	'a:',
	'%3A%2F%2F',
	'-----BEGIN PRIVATE KEY-----',
	'-----END PRIVATE KEY-----',
	'{',
	'["',
	'{"a":',
	'\\',
	'\\"',
	'Bearer ',
	'Authorization: ',
	'Authorization: Digest a=',
	'Cookie: a=b; ',
	' -u a:',
	'mysql -p ',
	'<password ',
	'name="password" ',
	'name="password"\r\n\r\n',
	'name: password, value: ',
	'a,password\n',
	'4',
	'4111 ',
	'DE89 ',
	'a',
	'A',
	'0',
	' ',
	'\n',
	'пароль ',
	'hooks.slack.com/services/',
	'0123456789abcdef',
	'login a password ',
	'identified by ',
	'A1b2C3d4E5f6G7h8,',
	'password: token: ',
];

function timeOf(text: string): number {
	const start = process.hrtime.bigint();
	maskText(text);
	return Number(process.hrtime.bigint() - start) / 1e6;
}

function fastest(text: string): number {
	return Math.min(timeOf(text), timeOf(text), timeOf(text));
}

test.each(units)('twice as much of %j takes about twice as long', (unit) => {
	const short = unit.repeat(Math.ceil(60_000 / unit.length));
	fastest(short.slice(0, 1_000));
	// A busy machine makes times waver, so that one good measurement of a few is enough. What is not linear has none.
	const isLinear = (): boolean => fastest(short + short) < Math.max(40, fastest(short) * 4);
	expect([1, 2, 3, 4].some(isLinear)).toBe(true);
});

test('a text of a megabyte is masked in one go', () => {
	const text = 'the token was not found in the session of the author '.repeat(20_000);
	expect(maskText(text)).toBe(text);
	expect(timeOf(text)).toBeLessThan(5_000);
});
