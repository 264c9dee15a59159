/** A case of the corpus: what is to be masked in it, and what is to stay. */
export interface SecretCase {
	id: string;
	kind: string;
	context: string;
	text?: string;
	json?: unknown;
	secrets: string[];
	keep: string[];
}

/** All strings in a value, keys and values alike, also from JSON within strings. */
export function stringsIn(value: unknown, found: string[] = []): string[] {
	if (typeof value === 'string') {
		found.push(value);
		if (/^\s*[[{"]/.test(value)) {
			try {
				stringsIn(JSON.parse(value), found);
			} catch {
				// It is no JSON, so that there is nothing more in it.
			}
		}
	} else if (value !== null && typeof value === 'object') {
		for (const [name, item] of Object.entries(value)) {
			found.push(name);
			stringsIn(item, found);
		}
	} else if (value !== undefined) found.push(String(value));
	return found;
}

/** Which secrets are still there by 60 % in one piece or more, and which innocents are gone. */
export function outcomeOf(
	one: Pick<SecretCase, 'secrets' | 'keep'>,
	masked: unknown,
): { survived: string[]; harmed: string[] } {
	const json = JSON.stringify(masked) ?? '';
	const all = [json, ...stringsIn(masked)];
	const whole = all.join('\u0000');
	return {
		survived: one.secrets.filter((secret) => isLeft(secret, whole)),
		harmed: one.keep.filter((kept) => !all.some((text) => text.includes(kept))),
	};
}

function isLeft(secret: string, whole: string): boolean {
	const size = Math.max(1, Math.ceil(secret.length * 0.6));
	for (let at = 0; at + size <= secret.length; at += 1) {
		if (whole.includes(secret.slice(at, at + size))) return true;
	}
	return false;
}
