import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { random } from './random-values';

describe('texts without secrets stay', () => {
	test.each([
		'Your password must be at least 12 characters long',
		'password authentication failed for user "etl"',
		"Access denied for user 'jo'@'10.0.0.7' (using password: YES)",
		`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
		'Invalid token: expected 3 parts but got 2',
		'invalid_grant: Token has been expired or revoked.',
		'Missing credentials: please set client_secret in the node',
		'Authorization failed - please check your credentials',
		'Set the header Authorization: Bearer <token> and retry',
		'Basic authentication is required; Basic tier has 3 seats',
		'WWW-Authenticate: Bearer realm="x", error="invalid_token"',
		'column "api_key" of relation "settings" does not exist',
		'violates foreign key constraint "fk_orders_customer_id"',
		'Rate limit reached on tokens per min: Limit 30000, Used 29000; max_tokens=512, token_count: 65',
		'Secret "db-credentials" not found in namespace "prod"',
		'arn:aws:secretsmanager:eu-west-1:872807940317:secret:prod/db not found',
		'    at Object.getToken (/usr/lib/node_modules/n8n/dist/auth/token.service.js:101:22)',
		'def get_token(self, key: str, password: Optional[str] = None) -> Token:',
		'docker run -u 1000:1000 -p 8080:80 img:1.2',
		'https://registry.example:8443/@scope/package/-/package-1.2.22.tgz returned 404',
		'git@github.com:acme/x.git: Permission denied (publickey).',
		'redis://cache.example:6379/0 and amqp://mq.example:5672 refused jo@example.com',
		'password = {{ $json.password }} could not be resolved',
		'--password is required when --user is set',
		'Неверный пароль: попробуйте ещё раз. 密码错误，请重试。',
		'order 2026-0001-0002-0003, EAN 541484081161, phone +1 415 555 0100',
		'id 4111111111111112 and uuid 41111111-1111-4111-8111-111111111111',
	])('%s', (text) => {
		expect(maskText(text)).toBe(text);
	});

	test('ids and hashes of every sort', () => {
		const text = [
			`commit ${random.hex(40)}`,
			`sha256:${random.hex(64)}`,
			`md5 ${random.hex(32)}`,
			`uuid ${random.uuid()}`,
			`https://docs.example/d/${random.letters(44)}/edit`,
			`cus_${random.letters(14)}`,
			`AC${random.hex(32)}`,
			`00-${random.hex(32)}-${random.hex(16)}-01`,
		].join(' | ');
		expect(maskText(text)).toBe(text);
	});
});

test('fields whose names only sound like credentials', () => {
	const value = {
		max_tokens: 512,
		token_count: 65,
		tokenizer: 'cl100k_base',
		passwordRequired: true,
		token_type: 'Bearer',
		grant_type: 'password',
		tokenExpiresAt: '2026-03-18T22:28:44.284Z',
		secretName: 'db-main-2',
		keyId: 'kid-7',
		primaryKey: 'id',
		cache_key: 'report:2026:4',
		keyboard: 'qwerty1',
		author: 'Jo7',
		monkey: 'Coco9',
		turkey: 'x1',
		passenger: 'A1',
		nextPageToken: random.letters(40),
		publicKey: random.letters(40),
		idempotency_key: random.uuid(),
		workflow_id: random.letters(16),
		spreadsheetId: random.letters(44),
		sessionDuration: 45,
		cookie_consent: 'granted',
		credentials: { postgres: { id: '7', name: 'Production DB' } },
		fields: ['email', 'password', 'api_key'],
		errors: { password: ['This field is required.'] },
		parameters: { password: '={{ $json.password }}' },
		code: 'ECONNRESET',
		key: 'PROJ-123',
		session: { id: random.uuid() },
		name: 'password',
		type: 'string',
	};
	expect(maskSecrets(value)).toEqual(value);
});
