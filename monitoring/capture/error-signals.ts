import { asList, asObject, asText, hasOwnField, ownKeys, readField, readText } from './read-untrusted';
import type { BodyFindings } from './response-body';
import { embeddedBody, isCode, readBody } from './response-body';
import { isPlainName, readClassName } from './error-class';
import { asStatus } from './http-status';

/** One error of a chain of causes, as plain values. */
export interface ErrorLayer {
	/** The own field `name`; empty when it only says that this is an error. */
	name: string;
	/** The class, also from where only the stack or the constructor still knows it; empty for a plain Error. */
	className: string;
	/** Own code in words or digits (`ECONNREFUSED`, `23505`); empty for codes that only repeat the status. */
	code: string;
	/** Status of HTTP that the error carries in a field of its own. */
	status: number | null;
	/** Numbers of drivers and protocols: MySQL's errno, MSSQL's number, SMTP's reply, gRPC's code. */
	numbers: number[];
	sqlState: string;
	message: string;
	description: string;
	/** Earlier messages that n8n keeps in `messages`. */
	reasons: string[];
	/** At which step a client failed (`level`, `source`, `syscall`). */
	step: string;
	/** What a node of n8n declared in `failure.cause`. */
	declared: string;
	body: BodyFindings;
	/** Which fields it has, for things that were thrown without a message. */
	shape: string[];
	/** Names of parameters, columns, constraints and nodes that stand in fields of their own. */
	names: string[];
}

/** Everything that classification and grouping go by. */
export interface ErrorSignals {
	/** What was thrown: `error`, or the type of the primitive. */
	kind: string;
	/** The thrown error and its causes, outermost first; never empty. */
	layers: ErrorLayer[];
	nodeName: string;
	nodeType: string;
}

const MAX_LAYERS = 6;
const CAUSE_KEYS = [
	'cause',
	'reason',
	'original',
	'originalError',
	'parent',
	'innerError',
	'error',
	'err',
	'lastError',
];
const STATUS_KEYS = ['httpCode', 'statusCode', 'status', 'status_code', 'httpStatus', 'http_code'];
/** Codes by which axios only says "the status was bad". */
const EMPTY_CODES = new Set(['ERR_BAD_REQUEST', 'ERR_BAD_RESPONSE', 'ERR', 'ERROR', 'UNKNOWN_ERROR']);
const NAME_KEYS = ['constraint', 'column', 'table', 'dataType', 'param', 'parameter', 'field', 'property'];
const CONTEXT_NAME_KEYS = ['parameter', 'nodeCause', 'descriptionKey', 'type'];
const BODY_KEYS = ['error', 'errors', 'issues', 'details', 'response', 'body', 'data', 'errorResponse'];

/** Reads whatever was thrown into plain, bounded values. Never throws and changes nothing. */
export function readSignals(error: unknown, nodeType: string | null): ErrorSignals {
	const object = asObject(error);
	if (!object) {
		const kind = error === null ? 'null' : typeof error;
		const message = asText(error);
		return { kind, layers: [{ ...emptyLayer(), message }], nodeName: '', nodeType: nodeType ?? '' };
	}
	const node = asObject(readField(object, 'node'));
	return {
		kind: 'error',
		layers: readChain(object),
		nodeName: node ? readText(node, 'name', 256) : '',
		nodeType: nodeType ?? (node ? readText(node, 'type', 256) : ''),
	};
}

function emptyLayer(): ErrorLayer {
	const body: BodyFindings = { codes: [], names: [], texts: [], number: 0 };
	const texts = { name: '', className: '', code: '', sqlState: '', message: '', description: '' };
	return {
		...texts,
		status: null,
		numbers: [],
		reasons: [],
		step: '',
		declared: '',
		body,
		shape: [],
		names: [],
	};
}

function readChain(outermost: object): ErrorLayer[] {
	const seen = new Set<object>();
	const layers: ErrorLayer[] = [];
	let current: object | null = outermost;
	while (current && layers.length < MAX_LAYERS && !seen.has(current)) {
		seen.add(current);
		layers.push(readLayer(current));
		current = causeOf(current);
	}
	return layers;
}

/** The next error inwards; a body without a message of its own is no error. */
function causeOf(error: object): object | null {
	for (const key of CAUSE_KEYS) {
		const value = readField(error, key);
		if (key === 'cause' && typeof value === 'string' && value !== '') return { message: value };
		const inner = asObject(value);
		if (inner && (key === 'cause' || readText(inner, 'message', 1) || readText(inner, 'code', 1)))
			return inner;
	}
	return asObject(asList(readField(error, 'errors'), 1)[0]);
}

function readLayer(error: object): ErrorLayer {
	const response = asObject(readField(error, 'response'));
	const status = readStatus(error, response);
	const message = readMessage(error);
	const name = readText(error, 'name', 120);
	const layer: ErrorLayer = {
		name: hasOwnField(error, 'name') && !isPlainName(name) ? name : '',
		className: readClassName(error, name),
		code: readCode(error, status),
		status,
		numbers: readNumbers(error),
		sqlState: readText(error, 'sqlState', 5),
		message,
		description: readText(error, 'description') || readText(error, 'error_description'),
		reasons: asList(readField(error, 'messages'), 3).map((reason) => asText(reason)),
		step: `${readText(error, 'level', 40)} ${readText(error, 'source', 40)}`.trim(),
		declared: readText(asObject(readField(error, 'failure')) ?? {}, 'cause', 40),
		body: readBodies(error, message),
		shape: message === '' ? ownKeys(error, 20) : [],
		names: readNames(error),
	};
	return layer;
}

function readMessage(error: object, depth = 0): string {
	for (const key of [
		'message',
		'sqlMessage',
		'errmsg',
		'msg',
		'Message',
		'reason',
		'detail',
		'statusMessage',
	]) {
		const text = readText(error, key);
		if (text !== '') return text;
	}
	const bare = readText(error, 'error');
	if (bare !== '') return bare;
	const first = asList(error, 1)[0];
	const inner = asObject(first);
	return inner && depth < MAX_LAYERS ? readMessage(inner, depth + 1) : asText(first);
}

function readStatus(error: object, response: object | null): number | null {
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

/** `httpCode` holds codes of sockets too; `Code` is AWS's spelling. */
function readCode(error: object, status: number | null): string {
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
		if (code !== '' && code !== String(status) && !EMPTY_CODES.has(code) && code !== 'null') return code;
	}
	const bare = readText(error, 'error', 100);
	if (isCode(bare)) return bare;
	return isWorded ? type : '';
}

function readNumbers(error: object): number[] {
	return ['errno', 'number', 'responseCode', 'code', 'errorNum', 'exitCode', 'returnCode', 'lde_code']
		.map((key) => readField(error, key))
		.map((value) => (typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value))
		.filter((value): value is number => Number.isSafeInteger(value));
}

function readBodies(error: object, message: string): BodyFindings {
	const context = asObject(readField(error, 'context'));
	const own = Object.fromEntries(BODY_KEYS.map((key) => [key, readField(error, key)]));
	const inner = context ? { data: readField(context, 'data'), details: readField(context, 'metadata') } : {};
	const bodies = [readBody(own), readBody(inner), readBody(embeddedBody(message)?.body)];
	return {
		codes: [...new Set(bodies.flatMap((body) => body.codes))],
		names: [...new Set(bodies.flatMap((body) => body.names))],
		texts: [...new Set(bodies.flatMap((body) => body.texts))],
		number: bodies.find((body) => body.number !== 0)?.number ?? 0,
	};
}

function readNames(error: object): string[] {
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
