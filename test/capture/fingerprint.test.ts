import * as fc from 'fast-check';
import { classifyError } from '../../monitoring/capture/classify-error';
import { normaliseMessage } from '../../monitoring/capture/errors/fingerprint';

const print = (error: unknown, nodeType: string | null = 'n8n-nodes-base.httpRequest'): string =>
	classifyError(error, nodeType).fingerprint;
const api = (description: string, more: object = {}): object => ({
	name: 'NodeApiError',
	httpCode: '400',
	message: 'Bad request - please check your parameters',
	description,
	node: { name: 'HTTP Request', type: 'n8n-nodes-base.httpRequest' },
	...more,
});

describe('what differs between two runs', () => {
	it.each<[string, string, string]>([
		['numbers', 'must be greater than 0 (got -64)', 'must be greater than 0 (got -5.5)'],
		['ids', 'Device 18172aafd6cc not found', 'Device c1130aef38d1 not found'],
		['ids in capitals and digits', 'No record recKHzlDpEj5NuW31', 'No record rec9Szx4uJk2LmQpA'],
		[
			'UUIDs',
			'run 3f2b8c1e-9a7d-4c55-8e21-0a1b2c3d4e5f failed',
			'run deadbeef-dead-4eef-8ead-beefdeadbeef failed',
		],
		['times', 'back at 2026-08-09T09:12:19.666Z', 'back at 2027-01-10T10:00:00Z'],
		[
			'dates in words',
			'closed until Jan 3, 2026 at 3:04 PM',
			'closed until Mar 21, 2027 at 11:40 AM',
		],
		['durations', 'retry in 2 minutes', 'retry in 45 seconds'],
		['one and many', '1 row left over', '17 rows left over'],
		['addresses and ports', 'connect to 10.0.0.1:443 failed', 'connect to 10.255.3.77:8443 failed'],
		['addresses of IPv6', 'read from [2001:db8::1]:443', 'read from [2001:db8:aa:bb::c0de]:9000'],
		['mail addresses', 'anna@example.com is unknown', 'j.doe+7@mail.example.org is unknown'],
		['paths', "open '/data/in/a.csv'", "open '/srv/other/b-7.csv'"],
		['paths without quotes', 'Cannot GET /v1/devices/7/logs', 'Cannot GET /v1/sites/b/rooms'],
		['URLs', 'see https://x.example/a?sig=1', 'see https://x.example/b/c?sig=2'],
		[
			'quoted values',
			'Value "blue" is not allowed for field "a"',
			'Value "very dark" is not allowed for field "a"',
		],
		[
			'values of keys',
			'Key (serial)=(SN-1) already exists.',
			'Key (serial)=(XY 22) already exists.',
		],
		['values behind =', 'failed with user=anna', 'failed with user=otto'],
		['values in brackets', "'limit' is not valid (blue given)", "'limit' is not valid (red given)"],
		['positions in lists', '"items[3].price" is required', '"items[12].price" is required'],
		['the line of the code', 'boom [line 2]', 'boom [line 20]'],
		['the item', 'boom [item 2]', 'boom [item 31]'],
		[
			'what is no JSON',
			`Unexpected token '<', "<html>"... is not valid JSON`,
			`Unexpected token 'a', "abc"... is not valid JSON`,
		],
		['masked keys', 'Incorrect API key: sk-ab**cd', 'Incorrect API key: sk-9f****Qz'],
	])('does not count: %s', (_, one, other) => {
		expect(normaliseMessage(one)).toBe(normaliseMessage(other));
		expect(print(api(one))).toBe(print(api(other)));
	});

	it('does not count a stack, times, items and positions of the host', () => {
		const bare = api('x', { timestamp: 1, context: { itemIndex: 1 } });
		const full = api('x', {
			timestamp: 2,
			context: { itemIndex: 9, runIndex: 3 },
			stack: 'NodeApiError: y\n at z:1:2',
		});
		expect(print(bare)).toBe(print(full));
	});

	it('does not count whether the stack still knows the class', () => {
		expect(print({ message: 'boom', stack: 'TypeError: boom\n    at x' })).toBe(
			print({ message: 'boom' }),
		);
	});
});

describe('what names the cause', () => {
	it.each<[string, string, string]>([
		['a quoted field', 'Unknown field name: "Colour"', 'Unknown field name: "Weight"'],
		['a field at the front', '"quantity" must be a number', '"price" must be a number'],
		['a field without quotes', 'quantity must be positive', 'price must be positive'],
		[
			'a parameter behind a value',
			'Invalid value "x" for parameter "limit"',
			'Invalid value "x" for parameter "offset"',
		],
		[
			'a column',
			`null value in column "a" of relation "t"`,
			`null value in column "b" of relation "t"`,
		],
		[
			'a constraint',
			'violates unique constraint "t_a_key"',
			'violates unique constraint "t_b_key"',
		],
		[
			'a column before a value',
			"Incorrect value: 'x' for column 'a' at row 1",
			"Incorrect value: 'x' for column 'b' at row 1",
		],
		['the column of a key', 'Key (serial)=(1) already exists.', 'Key (batch)=(1) already exists.'],
		[
			'a property',
			"Cannot read properties of undefined (reading 'serial')",
			"Cannot read properties of undefined (reading 'price')",
		],
		[
			'a list of names',
			`Unrecognized key(s) in object: 'a', 'b'`,
			`Unrecognized key(s) in object: 'a', 'c'`,
		],
		['a pointer', '/items/3/price must be number', '/items/3/weight must be number'],
		['a short number in a name', 'column "address_1" is missing', 'column "address_2" is missing'],
		[
			'a code in words',
			'Slack error response: "channel_not_found"',
			'Slack error response: "invalid_auth"',
		],
		['a code of a maker', 'ORA-00904: invalid', 'ORA-00942: invalid'],
		[
			'a field in JSON',
			'400 - "{\\"error\\":\\"no a\\",\\"id\\":1}"',
			'400 - "{\\"error\\":\\"no b\\",\\"id\\":1}"',
		],
	])('counts: %s', (_, one, other) => {
		expect(print(api(one))).not.toBe(print(api(other)));
	});

	it.each<[string, object, object]>([
		['the status', { httpCode: '401' }, { httpCode: '403' }],
		['the class', { name: 'TypeError' }, { name: 'RangeError' }],
		['the code', { httpCode: 'ECONNRESET' }, { httpCode: 'EPIPE' }],
		['the node', { node: { name: 'A' } }, { node: { name: 'B' } }],
		['the parameter', { context: { parameter: 'a' } }, { context: { parameter: 'b' } }],
		[
			'the node an expression names',
			{ context: { nodeCause: 'a' } },
			{ context: { nodeCause: 'b' } },
		],
		['the constraint', { constraint: 'a' }, { constraint: 'b' }],
		[
			'a field in the answer',
			{ context: { data: { error: { param: 'a' } } } },
			{ context: { data: { error: { param: 'b' } } } },
		],
		[
			'a field as a key',
			{ context: { data: { errors: { a: ['bad'] } } } },
			{ context: { data: { errors: { b: ['bad'] } } } },
		],
		[
			'the path of an issue',
			{ issues: [{ path: ['rows', 1, 'a'] }] },
			{ issues: [{ path: ['rows', 1, 'b'] }] },
		],
	])('counts: %s', (_, one, other) => {
		expect(print(api('x', one))).not.toBe(print(api('x', other)));
	});

	it('counts the type of the node', () => {
		expect(print('boom', 'a.b')).not.toBe(print('boom', 'a.c'));
	});

	it('tells apart what was thrown', () => {
		const prints = [null, undefined, 0, true, '', {}, { a: 1 }, { b: 1 }].map((thrown) =>
			print(thrown),
		);
		expect(new Set(prints).size).toBe(prints.length);
	});

	it('does not count which item of a list an issue was about', () => {
		const issue = (index: number): object => ({
			issues: [{ path: ['rows', index, 'a'], code: 'invalid_type' }],
		});
		expect(print(api('x', issue(1)))).toBe(print(api('x', issue(7))));
	});
});

describe('the node', () => {
	const at = (node?: { nodeName?: string; nodeId?: string }): string =>
		classifyError(api('x'), null, node).fingerprint;

	it('is the caller’s before the one the error names', () => {
		expect(at({ nodeName: 'Other' })).not.toBe(at());
		expect(at({ nodeName: 'HTTP Request' })).toBe(at());
	});

	it('is known by its id where it has no name', () => {
		expect(at({ nodeId: 'a' })).not.toBe(at({ nodeId: 'b' }));
		expect(at({ nodeName: 'n', nodeId: 'a' })).toBe(at({ nodeName: 'n', nodeId: 'b' }));
	});
});

it('takes numbers, ids and addresses out of any sentence', () => {
	const volatile = fc.oneof(
		fc.integer().map(String),
		fc
			.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
			.map((value) => value.toFixed(2)),
		fc.uuid(),
		fc.ipV4(),
		fc
			.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
			.map((date) => date.toISOString()),
	);
	fc.assert(
		fc.property(volatile, volatile, (one, other) => {
			expect(normaliseMessage(`stock of part ${one} is short`)).toBe(
				normaliseMessage(`stock of part ${other} is short`),
			);
		}),
		{ numRuns: 300 },
	);
});

it('does not grow with what it is given', () => {
	expect(normaliseMessage('word '.repeat(100_000)).length).toBeLessThan(2_000);
});

it('keeps the fields that an answer names in the description', () => {
	const fingerprint = (field: string, id: string): string =>
		classifyError(
			{ httpCode: '422', message: 'Invalid', description: `{"errors":{"${field}":["is invalid"]},"id":"${id}"}` },
			null,
		).fingerprint;
	expect(fingerprint('iban', 'a6403e77')).toBe(fingerprint('iban', '33421df3'));
	expect(fingerprint('iban', 'a6403e77')).not.toBe(fingerprint('vat_id', 'a6403e77'));
});
