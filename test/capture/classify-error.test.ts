import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { ErrorClassification } from '../../monitoring/capture/classify-error';
import { classifyError } from '../../monitoring/capture/classify-error';
import { ERROR_SEVERITIES, ERROR_TYPES } from '../../monitoring/model/enums';

interface TaskOfHost {
	node: string;
	task: { error?: unknown; data?: { main?: Array<Array<{ json: { error?: unknown } }>> } };
}

const corpora = join(__dirname, '..', 'corpora');
const readJson = <T>(...path: string[]): T =>
	JSON.parse(readFileSync(join(corpora, ...path), 'utf8')) as T;

describe('what a running n8n hands over', () => {
	const summary = (file: string): Record<string, string> => {
		const tasks = Object.entries(readJson<Record<string, TaskOfHost>>('host-shapes', file));
		return Object.fromEntries(
			tasks.flatMap(([name, { node, task }]) => {
				const inItems = task.data?.main?.flat().find((item) => item.json.error !== undefined)
					?.json.error;
				const error = task.error ?? inItems;
				if (error === undefined) return [];
				const got = classifyError(error, null, { nodeName: node });
				return [[name, `${got.error_type} ${got.severity} ${got.code ?? '-'}`]];
			}),
		);
	};

	it('is named as a person would', () => {
		expect(summary('errors.nodeExecuteAfter.json')).toEqual({
			http404: 'data medium 404',
			http500: 'network medium 500',
			http429: 'network medium 429',
			http401: 'permission high 401',
			refused: 'network medium ECONNREFUSED',
			notfound: 'network medium ENOTFOUND',
			timeout: 'timeout medium ECONNABORTED',
			reset: 'network medium ECONNRESET',
			codethrow: 'unknown medium -',
			codetype: 'data medium -',
			stoperr: 'unknown medium -',
			stopobj: 'unknown medium E42',
			exprNode: 'validation medium -',
			throwretry: 'unknown medium EQ',
			retry3: 'network medium 500',
			aifail: 'network medium 429',
			oom: 'system critical -',
			busy: 'timeout medium -',
		});
	});

	it('is named the same where a node swallowed it', () => {
		const { contreg, conterr, contlegacy, exprreg } = summary('swallowed.nodeExecuteAfter.json');
		expect([contreg, conterr, contlegacy, exprreg]).toEqual([
			'network medium 500',
			'network medium 500',
			'data medium 404',
			'validation medium -',
		]);
	});
});

const said = (error: unknown, nodeType: string | null = null): string => {
	const got = classifyError(error, nodeType);
	return `${got.error_type} ${got.severity} ${got.retryable ? 'again' : 'never'}`;
};

describe('errors of other services', () => {
	it.each<[string, unknown, string | null, string]>([
		[
			'an expired grant behind a 400',
			{ httpCode: '400', description: 'invalid_grant' },
			null,
			'permission high never',
		],
		[
			'a rate limit behind a 403',
			{ httpCode: '403', description: 'API rate limit exceeded' },
			null,
			'network medium again',
		],
		[
			'a field called password',
			{ httpCode: '400', description: 'password is required' },
			null,
			'validation medium never',
		],
		[
			'a used-up plan',
			{ status: 429, message: 'You exceeded your current quota' },
			null,
			'network medium never',
		],
		[
			'a status in a message',
			{ message: 'Request failed with status code 503' },
			null,
			'network medium again',
		],
		['a status that leads', 'Error: 401 - bad key', null, 'permission high never'],
		['a model that is overloaded', { message: '529 Overloaded' }, null, 'network medium again'],
		['a count that looks like a status', '500 items failed', null, 'unknown medium never'],
		['a number that looks like a status', 'order 503 not found', null, 'data medium never'],
		['a gateway that waited', { statusCode: 504 }, null, 'timeout medium again'],
		[
			'a cause three levels down',
			{ message: 'a', cause: { message: 'b', cause: { code: 'EPIPE' } } },
			null,
			'network medium again',
		],
		[
			'two tries in one',
			{ name: 'AggregateError', message: '', errors: [{ code: 'ECONNREFUSED' }] },
			null,
			'network medium again',
		],
		['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, null, 'network high never'],
		[
			'a certificate of a mail server',
			{ code: 'ESOCKET', message: 'self-signed certificate' },
			null,
			'network high never',
		],
		[
			'undici that waited',
			{ message: 'fetch failed', cause: { code: 'UND_ERR_BODY_TIMEOUT' } },
			null,
			'timeout medium again',
		],
		[
			'a disk of a database',
			{ name: 'error', code: '53100', severity: 'ERROR' },
			null,
			'system critical never',
		],
		[
			'a right in a database',
			{ name: 'error', code: '42501', severity: 'ERROR' },
			null,
			'permission high never',
		],
		[
			'a deadlock',
			{ code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlState: '40001' },
			'n8n-nodes-base.mySql',
			'data medium again',
		],
		[
			'a duplicate in MongoDB',
			{ name: 'MongoServerError', code: 11000 },
			'n8n-nodes-base.mongoDb',
			'data medium never',
		],
		[
			'a duplicate in SQL Server',
			{ name: 'RequestError', code: 'EREQUEST', number: 2627 },
			null,
			'data medium never',
		],
		[
			'Oracle by its message',
			{ message: 'ORA-12541: TNS:no listener' },
			null,
			'network medium again',
		],
		[
			'Redis without a login',
			{ name: 'ReplyError', message: 'NOAUTH Authentication required.' },
			null,
			'permission high never',
		],
		[
			'Redis without memory',
			{ message: "OOM command not allowed when used memory > 'maxmemory'." },
			null,
			'system critical never',
		],
		[
			'gRPC by its number',
			{ code: 14, message: '14 UNAVAILABLE: No connection' },
			null,
			'network medium again',
		],
		[
			'AWS by its class',
			{ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } },
			null,
			'network medium again',
		],
		[
			'an unknown mailbox',
			{ code: 'EENVELOPE', responseCode: 550, message: '550 5.1.1 User unknown' },
			null,
			'data medium never',
		],
		[
			'greylisting',
			{ code: 'EENVELOPE', responseCode: 451, message: '451 4.7.1 try later' },
			null,
			'network medium again',
		],
		[
			'an FTP login',
			{ code: 530, message: '530 Login incorrect.' },
			'n8n-nodes-base.ftp',
			'permission high never',
		],
		[
			'a file on a file server',
			{ code: 'ENOENT', message: 'No such file' },
			'n8n-nodes-base.ftp',
			'data medium never',
		],
		[
			'a file of this host',
			{ code: 'ENOENT', syscall: 'open' },
			'n8n-nodes-base.readWriteFile',
			'system medium never',
		],
		['a full disk', { code: 'ENOSPC' }, null, 'system critical never'],
		['too many handles', { code: 'EMFILE' }, null, 'system high again'],
		[
			'a killed process',
			{ code: 137, signal: 'SIGKILL' },
			'n8n-nodes-base.executeCommand',
			'system critical never',
		],
		[
			'a crash',
			{ name: 'WorkflowCrashedError', message: 'Workflow did not finish' },
			null,
			'system critical never',
		],
		[
			'a cancellation by hand',
			{ name: 'ManualExecutionCancelledError', message: 'The execution was cancelled manually' },
			null,
			'system low never',
		],
		[
			'a cancellation by time',
			{ message: 'The execution was cancelled because it timed out' },
			null,
			'timeout medium again',
		],
		[
			'a shutdown',
			{ message: 'The execution was cancelled because the system is shutting down' },
			null,
			'system medium again',
		],
		[
			'a class only the stack knows',
			{ message: 'x', stack: 'TaskRunnerOomError: x\n    at y' },
			null,
			'system critical never',
		],
		[
			'an expression',
			{ name: 'ExpressionError', message: 'Paired item is unavailable' },
			null,
			'validation medium never',
		],
		[
			'text that is no JSON',
			{ name: 'SyntaxError', message: 'Unexpected end of JSON input' },
			null,
			'data medium never',
		],
		['zod', { name: 'ZodError', message: '[]', issues: [] }, null, 'validation medium never'],
		[
			'a declared failure',
			{ name: 'NodeApiError', message: 'x', failure: { cause: 'credential-invalid' } },
			null,
			'permission high never',
		],
		[
			'a thing that is not there behind a 400',
			{ name: 'QueueDoesNotExist', $metadata: { httpStatusCode: 400 } },
			null,
			'data medium never',
		],
		[
			'a card that was declined behind a 402',
			{ httpCode: '402', description: 'Your card was declined.' },
			null,
			'data medium never',
		],
		['a command that is not there', '/bin/sh: line 1: ffmpeg: not found', null, 'system high never'],
		['another language', 'Vorgang fehlgeschlagen', null, 'unknown medium never'],
	])('knows %s', (_, error, nodeType, expected) => {
		expect(said(error, nodeType)).toBe(expected);
	});
});

describe('the code', () => {
	it.each<[unknown, string | null]>([
		[{ httpCode: '404' }, '404'],
		[{ code: 'ERR_BAD_RESPONSE', status: 502 }, '502'],
		[{ code: '23505', severity: 'ERROR' }, '23505'],
		[{ code: 'EREQUEST', number: 547 }, '547'],
		[{ message: 'fetch failed', cause: { code: 'ENOTFOUND' } }, 'ENOTFOUND'],
		[{ message: 'connect ECONNREFUSED 10.0.0.1:80' }, 'ECONNREFUSED'],
		[{ message: '429 Rate limit reached' }, '429'],
		[{ context: { data: { error: { type: 'UNKNOWN_FIELD_NAME' } } } }, 'UNKNOWN_FIELD_NAME'],
		[{ code: 'X'.repeat(400) }, 'X'.repeat(100)],
		['boom', null],
		[null, null],
	])('of %j is %j', (error, code) => {
		expect(classifyError(error, null).code).toBe(code);
	});
});

const isClassification = (got: ErrorClassification): boolean =>
	ERROR_TYPES.includes(got.error_type) &&
	ERROR_SEVERITIES.includes(got.severity) &&
	(got.code === null || got.code.length <= 100) &&
	/^[0-9a-f]{32}$/.test(got.fingerprint);

describe('hostile input', () => {
	const thrower = (): never => {
		throw new Error('no');
	};
	const trapped = new Proxy(
		{},
		{ get: thrower, has: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower },
	);
	const revoked = Proxy.revocable({}, {});
	revoked.revoke();
	const cycle: Record<string, unknown> = { message: 'round' };
	Object.assign(cycle, { cause: cycle, errors: [cycle], context: { data: cycle }, node: cycle });
	const self: unknown[] = [];
	self.push(self);
	let deep: Record<string, unknown> = {};
	for (let level = 0; level < 20_000; level++) deep = { cause: deep, error: deep, message: 'deep' };

	it.each<[string, unknown]>([
		[
			'getters that throw',
			Object.defineProperty({}, 'message', { get: thrower, enumerable: true }),
		],
		['a Proxy that refuses', trapped],
		['a revoked Proxy', revoked.proxy],
		['cycles', cycle],
		['a list that holds itself', self],
		['a chain of 20,000 causes', deep],
		[
			'names of prototypes',
			JSON.parse('{"__proto__":{"status":500},"constructor":{"name":7},"message":"x"}'),
		],
		[
			'fields of wrong types',
			{ message: {}, code: [], status: {}, name: 1n, messages: 'x', context: 5, errors: {} },
		],
		['an object without a prototype', Object.create(null)],
		['a symbol', Symbol('x')],
		['a function', () => undefined],
		['a very large bigint', 10n ** 5000n],
		['no bytes but many', { message: '', response: { data: Buffer.alloc(5_000_000) } }],
	])('survives %s', (_, error) => {
		expect(isClassification(classifyError(error, null))).toBe(true);
		expect(
			isClassification(classifyError({ cause: error, node: error, context: error }, 'x')),
		).toBe(true);
	});

	it.each([
		'a',
		'"',
		"'",
		'(',
		'{"a":',
		'connect ',
		'token is ',
		'/a',
		'a@',
		':',
		'1 ',
		'Ab',
		'\\"',
		'<',
		'[[',
		'é ',
	])('takes little time over a long run of %j', (part) => {
		const message = part.repeat(2_000_000 / part.length);
		const started = process.hrtime.bigint();
		classifyError({ message, description: message, messages: [message], stack: message }, null);
		expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
	});

	it('never throws, whatever is thrown', () => {
		fc.assert(
			fc.property(
				fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
				(error) => isClassification(classifyError(error, null)),
			),
			{ numRuns: 500 },
		);
	});

	const field = fc.oneof(
		fc.string(),
		fc.integer(),
		fc.constantFrom('ECONNRESET', '404', '23505', null),
		fc.anything(),
	);
	const shaped = fc.record(
		{
			name: field,
			message: field,
			code: field,
			httpCode: field,
			description: field,
			cause: field,
			context: field,
		},
		{ requiredKeys: [] },
	);

	it('says the same twice and leaves the error as it was', () => {
		fc.assert(
			fc.property(shaped, fc.option(fc.string()), (error, nodeType) => {
				const copy = structuredClone(error);
				const first = classifyError(error, nodeType);
				expect(classifyError(error, nodeType)).toEqual(first);
				expect(error).toEqual(copy);
			}),
			{ numRuns: 300 },
		);
	});
});
