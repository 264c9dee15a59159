import { createHash } from 'node:crypto';
import type { ErrorLayer, ErrorSignals } from './error-signals';
import { normaliseQuotes } from './quoted-names';
import { embeddedBody, readBody } from './response-body';
import { normalisePlain, normaliseToken, tidy } from './volatile-text';

/** Changing how fingerprints are made starts new groups for all errors: say so in the change log. */
const VERSION = 1;
/** What follows after this many characters of a message rarely says more about its cause. */
const MESSAGE_LIMIT = 1000;

/**
 * A message without what differs between two runs. What stays tells causes apart: the words, and the names of
 * fields, columns, parameters and constraints, also where they stand in quotes.
 */
export function normaliseMessage(message: string): string {
	const embedded = embeddedBody(message);
	if (embedded) {
		const { texts, codes } = readBody(embedded.body);
		const inner = texts[0] ?? codes.join(' ');
		return tidy(`${normaliseText(embedded.before)} ${normaliseText(inner)}`);
	}
	return normaliseText(message);
}

function normaliseText(text: string): string {
	const shown = text
		.slice(0, MESSAGE_LIMIT)
		.replace(/<[^<>]{1,200}>/g, ' ')
		// The line of the user's code moves with each edit above it, while the cause stays.
		.replace(/ ?\[line \d+(?:, for item \d+)?\]/gi, '')
		.replace(/ ?[[(](?:for )?item \d+[\])]/gi, '');
	return tidy(normaliseQuotes(shown, normalisePlain));
}

/** What makes two errors one, in a fixed order. The node is the caller's, else the one the error names. */
function groupingParts(signals: ErrorSignals, node: string): string[] {
	const [outer] = signals.layers;
	const layers = layersThatCount(signals.layers);
	return [
		`v${VERSION}`,
		`kind:${signals.kind}`,
		`node:${node || signals.nodeName}`,
		`type:${signals.nodeType}`,
		...layers.map((layer) => `class:${layer.name}`).filter((part) => part !== 'class:'),
		...unique(layers.flatMap(codesOf)).map((code) => `code:${code}`),
		...unique(textsOf(outer, layers)).map((text) => `text:${text}`),
		...unique(layers.flatMap(namesOf))
			.sort()
			.map((name) => `name:${name}`),
	];
}

/** 32 hexadecimal characters, equal for errors with the same grouping parts. */
export function fingerprintOf(signals: ErrorSignals, node: string): string {
	const parts = groupingParts(signals, node);
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * An error with a code or status speaks for itself. Its cause does not count then, because the host's copy of the
 * same error has lost it.
 */
function layersThatCount(layers: readonly ErrorLayer[]): readonly ErrorLayer[] {
	const [outer] = layers;
	return outer.code !== '' || outer.status !== null ? [outer] : layers;
}

function codesOf(layer: ErrorLayer): string[] {
	const numbers = layer.numbers.filter((number) => number > 0).map(String);
	const status = [layer.status, layer.body.number]
		.filter((number) => number !== null && number !== 0)
		.map(String);
	return [
		layer.code,
		...status,
		...numbers,
		...codesInText(layer.message),
		...codesInText(layer.description),
	].filter((code) => code !== '');
}

/** Codes that makers write into their messages, where normalising would take their digits. */
function codesInText(text: string): string[] {
	const codes = text
		.slice(0, MESSAGE_LIMIT)
		.matchAll(
			/\b(?:ORA|NJS|DPI|TNS|PLS)-\d{3,5}\b|\bAADSTS\d{4,7}\b|\bSQLSTATE\W{0,2}\w{5}\b|\b(?:code|errno|status)[ :=#(]{1,3}-?\d{1,6}\b|\(#\d{1,5}\)|\b[45]\.\d{1,2}\.\d{1,3}(?= )/gi,
		);
	return [...codes].slice(0, 4).map((match) => match[0].replace(/[ :=#(]{1,3}/, ' '));
}

function textsOf(outer: ErrorLayer, layers: readonly ErrorLayer[]): string[] {
	const texts = layers.flatMap((layer) => [layer.message, layer.description]).map(normaliseMessage);
	const said = texts.filter((text) => text !== '');
	// Without a description the earlier messages are all there is beside n8n's sentence for the status.
	const silent = outer.description === '' && outer.status !== null && outer.body.codes.length === 0;
	return silent
		? [...said, ...outer.reasons.map(normaliseMessage).filter((text) => text !== '')]
		: said;
}

function namesOf(layer: ErrorLayer): string[] {
	const codes = layer.body.codes.filter((code) => code.length < 10 || normaliseToken(code) !== '#');
	const named = [...layer.names, ...layer.body.names, ...codes];
	return (named.length > 0 ? named : layer.shape).map((name) => name.slice(0, 200));
}

const unique = (list: string[]): string[] => [...new Set(list)];
