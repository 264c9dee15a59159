import fc from 'fast-check';
import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';

/** Texts of the pieces that rules look for, in any order. */
const pieces = fc.constantFrom(
	'password',
	'token',
	'api_key',
	'Authorization',
	'Bearer ',
	'Basic ',
	'Cookie',
	'=',
	': ',
	':',
	'"',
	"'",
	'\\"',
	'\\n',
	'\n',
	'&',
	';',
	',',
	' ',
	'{',
	'}',
	'[',
	']',
	'<',
	'>',
	'</',
	'***',
	'://',
	'@',
	'%3D',
	'%40',
	'a',
	'Z9',
	'0123456789',
	'abcDEF123456xyzQRS',
	'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi',
	'-----BEGIN RSA PRIVATE KEY-----',
	'-----END RSA PRIVATE KEY-----',
	'MIIEpAIBAAKCAQEA7v',
	'--token ',
	' -u a:',
	'4111 1111 1111 1111',
	'DE89370400440532013000',
	'name',
	'value',
	'https',
	'jo',
	'…',
	'|',
	'#',
	'?',
	'/',
	'ключ',
	'密码',
	'\u0000',
	'\ud800',
	'ghp_',
	'AKIA',
);
const messy = fc.oneof(
	fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
	fc.string({ unit: 'binary' }),
);

const anything = fc.anything({
	withBigInt: true,
	withDate: true,
	withMap: true,
	withSet: true,
	withTypedArray: true,
	withSparseArray: true,
	withNullPrototype: true,
	withBoxedValues: true,
	key: messy,
	values: [messy, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)],
});

const options = { numRuns: 1_500 };

describe('any text', () => {
	test('comes out the same when it is masked twice', () => {
		fc.assert(
			fc.property(messy, (text) => {
				const once = maskText(text);
				expect(maskText(once)).toBe(once);
			}),
			options,
		);
	});

	test('comes out the same when it is masked twice as JSON within a text', () => {
		fc.assert(
			fc.property(messy, messy, (name, text) => {
				const once = maskText(JSON.stringify({ [name]: text, inner: JSON.stringify({ [text]: name }) }));
				expect(maskText(once)).toBe(once);
			}),
			options,
		);
	});
});

describe('any value', () => {
	test('is masked without throwing, as JSON, without being changed, and once is enough', () => {
		fc.assert(
			fc.property(anything, (value) => {
				const before = fc.stringify(value);
				const masked = maskSecrets(value);
				expect(fc.stringify(value)).toBe(before);
				const json = JSON.stringify(masked);
				if (json !== undefined) expect(JSON.stringify(maskSecrets(JSON.parse(json)))).toBe(json);
			}),
			options,
		);
	});

	test('keeps its shape where there is nothing to mask', () => {
		fc.assert(
			fc.property(fc.jsonValue({ stringUnit: fc.constantFrom('a', 'b', ' ', '1', '.') }), (value) => {
				expect(JSON.stringify(maskSecrets(value))).toBe(JSON.stringify(value));
			}),
			{ numRuns: 300 },
		);
	});
});
