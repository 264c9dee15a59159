import {
	databaseMaker,
	type DatabaseMaker,
	verdictOfDatabaseNumber,
	verdictOfMySqlSymbol,
	verdictOfSqlState,
	verdictOfSqliteSymbol,
} from './database-codes';
import { codeInText } from './error-code';
import type { ErrorLayer, ErrorSignals } from './error-signals';
import { VERDICT, type Verdict } from './error-verdict';
import { asWords, verdictOfWords } from './error-words';
import { verdictOfHostClass, verdictOfHostCode, verdictOfHostSentence } from './host-errors';
import { statusInText, verdictOfStatus } from './http-status';
import { verdictOfNetworkCode } from './network-codes';
import {
	verdictOfClientStep,
	verdictOfDeclaredCause,
	verdictOfGrpcName,
	verdictOfGrpcNumber,
	verdictOfGrpcText,
	verdictOfMailCode,
	verdictOfProtocolNumber,
	verdictOfReply,
} from './service-codes';
import { isCode } from './response-body';

/**
 * What the evidence says, from the strongest to the weakest: the host's own endings, what stands in fields made for
 * it (status, codes), what stands in the text, and the class at last.
 */
export function verdictOf(signals: ErrorSignals): Verdict {
	const { layers, nodeType } = signals;
	return (
		first(layers, (layer) => verdictOfHostClass(layer.className)) ??
		first(layers, (layer) => verdictOfEnding(layer)) ??
		first(layers, (layer) => verdictOfFields(layer, nodeType)) ??
		first(layers, (layer) => verdictOfCodesInText(layer, nodeType)) ??
		first(layers, (layer) => verdictOfDeclaredCause(layer.declared)) ??
		verdictOfExpression(layers) ??
		verdictOfTexts(layers, nodeType) ??
		// What people write into Stop And Error is theirs; n8n's class for it says nothing.
		(/\.stopAndError$/.test(nodeType) ? null : first(layers, verdictOfClass)) ??
		VERDICT.unknown
	);
}

/** Endings of an execution or of memory outrank any status or code beside them. */
function verdictOfEnding(layer: ErrorLayer): Verdict | null {
	if (layer.status !== null || layer.code !== '') return null;
	const verdict = verdictOfHostSentence(asWords(layer.message));
	const ends = [
		VERDICT.memory,
		VERDICT.crash,
		VERDICT.cancelled,
		VERDICT.shutdown,
		VERDICT.timeout,
	] as Verdict[];
	return verdict && ends.includes(verdict) ? verdict : null;
}

function verdictOfFields(layer: ErrorLayer, nodeType: string): Verdict | null {
	const byCode = verdictOfCode(layer, nodeType);
	if (layer.status === null || isReply(layer, nodeType)) return byCode;
	return refineStatus(layer, verdictOfStatus(layer.status)) ?? byCode;
}

/**
 * Services answer 400 to an expired grant and 403 to a rate limit; what the answer says then counts for more than
 * its status.
 */
function refineStatus(layer: ErrorLayer, byStatus: Verdict | null): Verdict | null {
	const { status } = layer;
	if (![400, 402, 403, 422, 429].includes(status ?? 0)) return byStatus;
	// Some services answer 400 to whatever is not there.
	if (status === 400 && /(?:NotFound|DoesNotExist|NonExistent\w*)(?:Exception|Error)?$/.test(layer.code || layer.className))
		return VERDICT.notFound;
	const texts = [
		layer.code,
		codeName(layer),
		...layer.body.codes,
		layer.description,
		...layer.body.texts,
		layer.message,
		...layer.reasons,
	];
	for (const text of texts) {
		const said = verdictOfWords(text);
		if (said === VERDICT.quota && status !== 400 && status !== 402)
			return status === 403 ? VERDICT.throttled : VERDICT.quota;
		if (status === 429) continue;
		if (status === 402) {
			if (said === VERDICT.data) return VERDICT.data;
			continue;
		}
		if (said === VERDICT.throttled) return VERDICT.throttled;
		if (said === VERDICT.credentials && status !== 403 && !isAboutForm(text))
			return VERDICT.credentials;
	}
	return byStatus;
}

/** "password is required" in a 400 speaks of a field of the request, not of our login. */
const isAboutForm = (text: string): boolean =>
	/required|missing|must|parameter|field|too short|too long/i.test(text);

/** FTP and SMTP share the form of their replies with HTTP's statuses. */
function isReply(layer: ErrorLayer, nodeType: string): boolean {
	return (
		/ftp|smtp|emailsend|imap/i.test(`${nodeType} ${layer.className}`) ||
		verdictOfMailCode(layer.code) !== null
	);
}

function verdictOfCode(layer: ErrorLayer, nodeType: string): Verdict | null {
	const { code, numbers, step } = layer;
	const hint = `${nodeType} ${layer.className} ${code} ${layer.message.slice(0, 40)}`;
	const number = numbers.find((candidate) => candidate > 0 || candidate === -2);
	return (
		verdictOfAbort(layer) ??
		(isReply(layer, nodeType) && number !== undefined
			? verdictOfReply(number, layer.message)
			: null) ??
		verdictOfMailCode(code) ??
		verdictOfMySqlSymbol(code) ??
		verdictOfSqliteSymbol(code) ??
		verdictOfNumbers(numbers, databaseMaker(hint)) ??
		verdictOfSocket(layer) ??
		verdictOfFileCode(layer, nodeType) ??
		(isSql(layer, nodeType)
			? (verdictOfSqlState(code) ?? verdictOfSqlState(layer.sqlState))
			: null) ??
		(number === undefined ? null : verdictOfProtocolNumber(hint, number)) ??
		verdictOfGrpcName(code) ??
		first(step.split(' '), verdictOfClientStep) ??
		verdictOfGrpcText(layer.message) ??
		(isGrpc(layer) && number !== undefined ? verdictOfGrpcNumber(number) : null) ??
		(isCode(code) ? verdictOfWords(code) : null) ??
		verdictOfWords(codeName(layer))
	);
}

/** AWS and Java put the code into the class. */
const codeName = (layer: ErrorLayer): string =>
	/Exception$|^(?:NoSuch|Expired|Throttl|AccessDenied|Signature|TooMany|SlowDown|Invalid|Missing)/.test(
		layer.className,
	)
		? layer.className
		: '';

/** An aborted connection is n8n's and axios's way to say that a request took too long. */
function verdictOfAbort(layer: ErrorLayer): Verdict | null {
	if (layer.code !== 'ECONNABORTED') return null;
	const texts = [layer.message, layer.description, ...layer.reasons].join(' ');
	return /time(?:d )?out/i.test(texts) ? VERDICT.timeout : VERDICT.connection;
}

/** Mail clients report every trouble with TLS under the code of the socket. */
function verdictOfSocket(layer: ErrorLayer): Verdict | null {
	const verdict = verdictOfNetworkCode(layer.code);
	const isTls =
		/^E(?:SOCKET|CONNECTION|TLS)$/.test(layer.code) &&
		/certificate|self[- ]signed|altnames/i.test(layer.message);
	return isTls ? VERDICT.certificate : verdict;
}

/** On a file server `ENOENT` speaks of the data there, and rights there are permissions. */
function verdictOfFileCode(layer: ErrorLayer, nodeType: string): Verdict | null {
	const verdict = verdictOfHostCode(layer.code);
	const remote = /ftp|ssh|s3|dropbox|drive|nextcloud/i.test(nodeType);
	if (remote && verdict === VERDICT.file) return VERDICT.notFound;
	return remote && /^E(?:ACCES|PERM)$/.test(layer.code) ? VERDICT.forbidden : verdict;
}

function verdictOfNumbers(numbers: readonly number[], maker: DatabaseMaker | null): Verdict | null {
	return maker && first(numbers, (number) => verdictOfDatabaseNumber(maker, number));
}

function isSql(layer: ErrorLayer, nodeType: string): boolean {
	// pg's own class is written in small letters.
	if (layer.sqlState !== '' || layer.className === 'error' || /[A-Z]/.test(layer.code)) return true;
	return (
		/sql|postgres|timescale|cockroach|redshift|crate|questdb|snowflake|database|^$/i.test(
			`${nodeType.split('.').pop() ?? ''}${layer.className}`,
		) || /violates|relation|constraint|duplicate key|syntax/.test(layer.message)
	);
}

const isGrpc = (layer: ErrorLayer): boolean =>
	/grpc|^\d{1,2} [A-Z_]+:/i.test(`${layer.className} ${layer.message}`);

function verdictOfCodesInText(layer: ErrorLayer, nodeType: string): Verdict | null {
	const texts = [layer.message, ...layer.reasons, layer.description];
	return first(texts, (text) => {
		const code = codeInText(text);
		const oracle = /^ORA-(\d{5})/.exec(code ?? '');
		const byCode = code
			? verdictOfCode({ ...layer, code, numbers: [], step: '', message: text }, nodeType)
			: null;
		const byOracle = oracle ? verdictOfDatabaseNumber('oracle', Number(oracle[1])) : null;
		const status = statusInText(text);
		return (
			byOracle ??
			byCode ??
			(status === null ? null : refineStatus({ ...layer, status }, verdictOfStatus(status)))
		);
	});
}

/** Expressions that fail are the workflow's, whatever words their messages use. */
function verdictOfExpression(layers: readonly ErrorLayer[]): Verdict | null {
	return layers.some((layer) => /^Expression/.test(layer.className)) ? VERDICT.request : null;
}

function verdictOfTexts(layers: readonly ErrorLayer[], nodeType: string): Verdict | null {
	const texts = layers.flatMap((layer) => [
		layer.message,
		layer.description,
		...layer.body.codes,
		...layer.body.texts,
		...layer.reasons,
	]);
	const verdict = first(texts, verdictOfWords);
	const isCodeOfUser = /\.(?:code|function|functionItem)$/.test(nodeType);
	return verdict === VERDICT.request && isCodeOfUser && /undefined|null/.test(texts[0])
		? VERDICT.data
		: verdict;
}

/** Without any word to go by, the class still says which trade the error belongs to. */
const CLASSES: ReadonlyArray<[RegExp, Verdict]> = [
	[/^Abort(?:Error)?$|^Timeout/, VERDICT.timeout],
	[
		/^(?:Zod|Ajv|Joi|Validation|Assertion|URI|User|WorkflowConfiguration|NodeOperation)\w*Error$|^ZodError$/,
		VERDICT.request,
	],
	[/^(?:Type|Reference|Range|Syntax|Parse|YAML|CSV)\w*(?:Error|Exception)$/, VERDICT.data],
];

function verdictOfClass(layer: ErrorLayer): Verdict | null {
	const known = CLASSES.find(([name]) => name.test(layer.className))?.[1];
	return known ?? (isCode(layer.className) ? verdictOfWords(layer.className) : null);
}

function first<T>(list: readonly T[], judge: (item: T) => Verdict | null): Verdict | null {
	for (const item of list) {
		const verdict = judge(item);
		if (verdict) return verdict;
	}
	return null;
}
