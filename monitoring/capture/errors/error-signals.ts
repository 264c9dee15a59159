import { isPlainName, readClassName } from './error-class';
import { readBodies, readCode, readNames, readNumbers, readStatus } from './error-fields';
import {
	asList,
	asObject,
	asText,
	hasOwnField,
	ownKeys,
	readField,
	readText,
} from './read-untrusted';
import type { BodyFindings } from './response-body';

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
	const status = readStatus(error);
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
