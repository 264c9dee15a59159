import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { random } from './random-values';

describe('values of every kind come out as plain data', () => {
	test('dates, bytes, maps, sets, large numbers, functions and symbols', () => {
		const value = {
			date: new Date(0),
			never: new Date(NaN),
			bytes: Buffer.from('secret'),
			json: Buffer.from('secret').toJSON(),
			map: new Map([['password', 'x1']]),
			pairs: new Map([[1, 2]]),
			set: new Set(['a']),
			large: 12n,
			nothing: undefined,
			function: function named() {},
			symbol: Symbol('s'),
			not: NaN,
			expression: /a/g,
			url: new URL('https://a.example/'),
		};
		expect(maskSecrets<unknown>(value)).toEqual({
			date: '1970-01-01T00:00:00.000Z',
			never: 'Invalid Date',
			bytes: '[6 bytes]',
			json: '[6 bytes]',
			map: { password: '***' },
			pairs: [[1, 2]],
			set: ['a'],
			large: '12',
			function: '[function named]',
			symbol: '[symbol s]',
			not: 'NaN',
			expression: '/a/g',
			url: 'https://a.example/',
		});
	});

	test('errors with their causes', () => {
		const token = `ghp_${random.letters(36)}`;
		const error = Object.assign(new Error(`bad ${token}`, { cause: new TypeError(`worse ${token}`) }), {
			code: 'E1',
			password: 'x1',
		});
		const masked = maskSecrets<unknown>(error) as Record<string, unknown>;
		expect(masked).toMatchObject({
			name: 'Error',
			message: 'bad ***',
			code: 'E1',
			password: '***',
			cause: { message: 'worse ***' },
		});
		expect(JSON.stringify(masked)).not.toContain(token);
	});

	test('cycles, objects that stand twice, and depth', () => {
		const twice = { a: 1 };
		const cycle: Record<string, unknown> = { first: twice, second: twice };
		cycle.self = cycle;
		expect(maskSecrets(cycle)).toEqual({ first: { a: 1 }, second: { a: 1 }, self: '[circular]' });
		let deep: unknown = 'end';
		for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
		expect(JSON.stringify(maskSecrets(deep))).toContain('[not shown: too large to mask]');
	});

	test('getters and proxies that throw cost only themselves', () => {
		const hostile = {
			get password(): string {
				throw new Error('no');
			},
			kept: 1,
			proxy: new Proxy(
				{},
				{
					ownKeys: () => {
						throw new Error('no');
					},
				},
			),
			toJSON: () => {
				throw new Error('no');
			},
		};
		expect(maskSecrets<unknown>(hostile)).toMatchObject({ kept: 1, proxy: '[not shown: masking failed]' });
	});

	test('a field called __proto__ is a field', () => {
		const masked = maskSecrets(JSON.parse('{"__proto__":{"password":"x1"},"constructor":2}')) as object;
		expect(JSON.stringify(masked)).toBe('{"__proto__":{"password":"***"},"constructor":2}');
		expect(({} as Record<string, unknown>).password).toBeUndefined();
	});

	test('names that become the same are told apart', () => {
		const [one, two] = [`ghp_${random.letters(36)}`, `ghp_${random.letters(36)}`];
		expect(maskSecrets({ [one]: 1, [two]: 2 })).toEqual({ '***': 1, '*** (2)': 2 });
	});

	test('a graph that doubles at every level ends', () => {
		let graph: unknown = 'leaf';
		for (let level = 0; level < 40; level += 1) graph = [graph, graph];
		expect(JSON.stringify(maskSecrets(graph)).length).toBeLessThan(20_000_000);
	});
});

describe('texts that hold JSON keep how it was written', () => {
	test.each([
		['{"a":{"password":"x1"},"n":1}', '{"a":{"password":"***"},"n":1}'],
		['{\n  "password": "x1",\n  "n": 1\n}', '{\n  "password": "***",\n  "n": 1\n}'],
		['{"password": "x1", "n": 1}', '{"password": "***", "n": 1}'],
		['{"id":12345678901234567890,"password":"x1"}', '{"id":12345678901234567890,"password":"***"}'],
		['{"n":1.0,"n":2}', '{"n":1.0,"n":2}'],
	])('%s', (text, masked) => {
		expect(maskText(text)).toBe(masked);
	});
});

describe('what a caller adds', () => {
	test('keys in any spelling', () => {
		const options = { keys: ['myField'] };
		expect(maskSecrets({ my_field: 'a b', 'X-My-Field': 'c', other: 'd' }, options)).toEqual({
			my_field: '***',
			'X-My-Field': '***',
			other: 'd',
		});
		expect(maskText('MY_FIELD=abc other=d', options)).toBe('MY_FIELD=*** other=d');
	});

	test('shapes, however they are flagged', () => {
		const options = { patterns: [/acme-\d+/, /ZZ\d/y, /x*/g] };
		expect(maskText('acme-1 ZZ1 acme-22', options)).toBe('*** *** ***');
		expect(maskText('acme-1 ZZ1 acme-22', options)).toBe('*** *** ***');
	});

	test('options that are none do no harm', () => {
		expect(maskText('password=abcd1', { keys: [1, null] as unknown as string[], patterns: [] })).toBe(
			'password=***',
		);
	});
});

test('a masker that fails gives a fixed text', () => {
	const broken = { source: '(', flags: '' } as unknown as RegExp;
	expect(maskText('anything at all', { patterns: [broken] })).toBe('[not shown: masking failed]');
	expect(maskText(Symbol('x') as unknown as string)).toBe('Symbol(x)');
});
