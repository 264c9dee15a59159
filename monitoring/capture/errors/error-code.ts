import type { ErrorLayer, ErrorSignals } from './error-signals';
import { statusInText } from './http-status';

/** Codes that only say which driver failed; the number beside them says why. */
const DRIVER_CODES = new Set(['EREQUEST', 'ELOGIN', 'ETRANSACTION']);

/** The most specific code of an error, at most 100 characters; null when it carries none. */
export function codeOf(signals: ErrorSignals): string | null {
	const { layers } = signals;
	const texts = layers.flatMap((layer) => [layer.message, ...layer.reasons]);
	const code =
		first(layers, ownCode) ??
		first(texts, codeInText) ??
		first(texts, (text) => statusInText(text)?.toString() ?? null) ??
		first(layers, (layer) => layer.body.codes[0] ?? null);
	return code === null ? null : code.slice(0, 100);
}

function ownCode(layer: ErrorLayer): string | null {
	if (DRIVER_CODES.has(layer.code)) {
		const number = layer.numbers.find((candidate) => candidate > 0);
		if (number !== undefined) return String(number);
	}
	return layer.code || layer.status?.toString() || layer.sqlState || null;
}

/** Codes of sockets and makers as they stand in messages: "connect ECONNREFUSED 10.0.0.1:80". */
export function codeInText(text: string): string | null {
	const found =
		/\b(?:E[A-Z][A-Z_]{2,30}[A-Z]|EAI_AGAIN|UND_ERR_[A-Z_]{2,40}|ERR_[A-Z0-9_]{3,50}|ER_[A-Z_]{3,50}|CERT_[A-Z_]{3,40}|DEPTH_ZERO_[A-Z_]{3,40}|SELF_SIGNED_[A-Z_]{3,40}|UNABLE_TO_[A-Z_]{3,50}|ORA-\d{5}|NJS-\d{3}|AADSTS\d{4,7}|SIG[A-Z]{3,5})\b/.exec(
			text,
		)?.[0];
	return found &&
		!/^(?:ERROR|EXCEPTION|EXECUTE|EXPECTED|EMPTY|EITHER|EACH|EMAIL|EVENT|ERRORS|EXPIRED|EXISTS|ENABLED|ENTITY|ENUM|ELSE)$/.test(
			found,
		)
		? found
		: null;
}

function first<T>(list: readonly T[], read: (item: T) => string | null): string | null {
	for (const item of list) {
		const found = read(item);
		if (found !== null && found !== '') return found;
	}
	return null;
}
