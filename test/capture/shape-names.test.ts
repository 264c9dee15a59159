import { setAddedMasks } from '../../monitoring/masking/added-masks';
import { fieldName } from '../../monitoring/capture/shape-names';

describe('names of fields', () => {
	it.each([
		'id', 'email', 'Customer E-Mail', 'orderTotal', 'billingAddressLine2', 'address_line_1', 'X-Request-Id', 'password', 'access_token',
		'sha256', 'utf8', 'q1_sales', 'sales_2024', 'iso3166Alpha2Code', 'How many people work in your company?', 'größe', '名前', 'constructor', '__proto__',
		'INTERNAL_ORDER_NUMBER', 'internationalization', 'createdAtTimestamp', 'a', '@type', '$ref', 'is_ok?', 'OAuth2ClientId', 'ipV6Address',
	])('%s stays', (key) => {
		expect(fieldName(key)).toBe(key);
	});

	it.each([
		['f47ac10b-58cc-4372-a567-0e02b2c3d479', '{id}'],
		['507f1f77bcf86cd799439011', '{id}'],
		['01ARZ3NDEKTSV4RRFFQ69G5FAV', '{id}'],
		['V1StGXR8_Z5jdHi6B-myT', '{id}'],
		['cus_NffrFeUfNV2Hib', 'cus_{id}'],
		['d41d8cd98f00b204e9800998ecf8427e', '{id}'],
		['jane.doe@example.com', '{email}'],
		['https://example.com/a', '{url}'],
		['10.0.0.1', '{ip}'],
		['2001:db8::ff00:42:8329', '{ip}'],
		['0', '{number}'],
		['12.5', '{number}'],
		['+49 170 1234567', '{number}'],
		['order_1234567', 'order_{number}'],
		['2026-11-25', '{date}'],
		['2026-11', '{date}'],
		['2026-11-25T10:00:00Z', '{date}'],
		['25.11.2026', '{date}'],
		['2026-Q1', '{date}'],
		['Nov 2026', '{date}'],
		['08:30', '{date}'],
		['sk_live_4eC39HqLyjWDarjtT1zdp7dc', '{secret}'],
		['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U', '{secret}'],
		['a.b', 'a\\.b'],
		['a\\b', 'a\\\\b'],
		['a\u0000b', 'a\uFFFDb'],
		['\uD800', '\uFFFD'],
	])('%j is kept as %s', (key, name) => {
		expect(fieldName(key)).toBe(name);
	});

	it('are cut, and masked by what users add', () => {
		expect(fieldName('long word '.repeat(1_000)).length).toBe(100);
		expect(fieldName('ACME-77')).toBe('ACME-77');
		setAddedMasks('test', { keys: [], patterns: ['ACME-\\d+'] });
		expect(fieldName('ACME-77')).toBe('{secret}');
		setAddedMasks('test', null);
		expect(fieldName('ACME-77')).toBe('ACME-77');
	});
});
