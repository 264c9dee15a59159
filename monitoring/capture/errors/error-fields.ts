import { asStatus } from './http-status';
import { asObject, ownKeys, readField, readText } from './read-untrusted';
import type { BodyFindings } from './response-body';
import { embeddedBody, isCode, readBody } from './response-body';

const STATUS_KEYS = ['httpCode', 'statusCode', 'status', 'status_code', 'httpStatus', 'http_code'];
/** Codes by which axios only says "the status was bad". */
const EMPTY_CODES = new Set([
	'ERR_BAD_REQUEST',
	'ERR_BAD_RESPONSE',
	'ERR',
	'ERROR',
	'UNKNOWN_ERROR',
]);
const NAME_KEYS = [
	'constraint',
	'column',
	'table',
	'dataType',
	'param',
	'parameter',
	'field',
	'property',
];
const CONTEXT_NAME_KEYS = ['parameter', 'nodeCause', 'descriptionKey', 'type'];
const BODY_KEYS = [
	'error',
	'errors',
	'issues',
	'details',
	'response',
	'body',
	'data',
	'errorResponse',
];

/** The status of HTTP, wherever clients put it; null when it reports no failure. */
export function readStatus(error: object): number | null {
	const response = asObject(readField(error, 'response'));
	const metadata = asObject(readField(error, '$metadata'));
	const output = asObject(readField(error, 'output'));
	const candidates = [
		...STATUS_KEYS.map((key) => readField(error, key)),
		...(response ? [readField(response, 'status'), readField(response, 'statusCode')] : []),
		metadata && readField(metadata, 'httpStatusCode'),
		output && readField(output, 'statusCode'),
		readField(error, 'code'),
	];
	for (const candidate of candidates) {
		const status = asStatus(candidate);
		if (status !== null) return status;
	}
	return null;
}

/** The code that says more than the status, or an empty text. `httpCode` holds codes of sockets too; `Code` is AWS's spelling. */
export function readCode(error: object, status: number | null): string {
	const type = readText(error, 'type', 100);
	const isWorded = /^[A-Z][A-Z_]{4,}$/.test(type);
	for (const key of [
		'signal',
		'code',
		'httpCode',
		'errorCode',
		'error_code',
		'Code',
		'textCode',
		'codeName',
	]) {
		const code = readText(error, key, 100).trim();
		// A protocol's bare number says less than the name beside it.
		if (isWorded && /^\d{1,3}$/.test(code)) continue;
		if (code !== '' && code !== String(status) && !EMPTY_CODES.has(code) && code !== 'null')
			return code;
	}
	const bare = readText(error, 'error', 100);
	if (isCode(bare)) return bare;
	return isWorded ? type : '';
}

/** Whole numbers under the names that drivers and protocols give to their codes. */
export function readNumbers(error: object): number[] {
	return [
		'errno',
		'number',
		'responseCode',
		'code',
		'errorNum',
		'exitCode',
		'returnCode',
		'lde_code',
	]
		.map((key) => readField(error, key))
		.map((value) => (typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value))
		.filter((value): value is number => Number.isSafeInteger(value));
}

/** What the answer of the service says, be it in fields, in n8n's context, or as JSON inside the message. */
export function readBodies(error: object, message: string): BodyFindings {
	const context = asObject(readField(error, 'context'));
	const own = Object.fromEntries(BODY_KEYS.map((key) => [key, readField(error, key)]));
	const inner = context
		? { data: readField(context, 'data'), details: readField(context, 'metadata') }
		: {};
	const description = readText(error, 'description');
	const bodies = [
		readBody(own),
		readBody(inner),
		readBody(embeddedBody(message)?.body),
		readBody(embeddedBody(description)?.body),
	];
	return {
		codes: [...new Set(bodies.flatMap((body) => body.codes))],
		names: [...new Set(bodies.flatMap((body) => body.names))],
		texts: [...new Set(bodies.flatMap((body) => body.texts))],
		number: bodies.find((body) => body.number !== 0)?.number ?? 0,
	};
}

/** Names of what the error was about, from fields of its own; of PostgreSQL's detail only the column counts. */
export function readNames(error: object): string[] {
	const context = asObject(readField(error, 'context')) ?? {};
	const keyPattern = asObject(readField(error, 'keyPattern')) ?? {};
	const detail = /^Key \(([^()]{1,200})\)=/.exec(readText(error, 'detail', 400))?.[1] ?? '';
	return [
		...NAME_KEYS.map((key) => readText(error, key, 200)),
		...CONTEXT_NAME_KEYS.map((key) => readText(context, key, 200)),
		...ownKeys(keyPattern, 8),
		detail,
	].filter((name) => name !== '');
}
