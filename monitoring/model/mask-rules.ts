/** What a user adds to what is masked by default. */
export interface AddedMasks {
	/** Further key names whose values are always secret. */
	keys: string[];
	/** Further shapes, as a form holds them: `ACME-\d{6}` or `/acme-\d{6}/i`. */
	patterns: string[];
}

const MOST = 100;
const LONGEST = 500;

/**
 * What the fields of a credential add.
 *
 * @throws Error with a sentence for the user where it cannot be used
 */
export function addedMasks(fields: {
	maskMore?: unknown;
	maskKeys?: unknown;
	maskPatterns?: unknown;
}): AddedMasks {
	if (fields.maskMore !== true) return { keys: [], patterns: [] };
	const masks = { keys: linesOf(fields.maskKeys), patterns: linesOf(fields.maskPatterns) };
	checkMasks(masks);
	return masks;
}

/** The lines of a field, without empty ones. */
function linesOf(value: unknown): string[] {
	if (typeof value !== 'string') return [];
	return value
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/**
 * The expression that a line describes.
 *
 * @throws Error with a sentence for the user where it is none
 */
export function maskPattern(line: string): RegExp {
	const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(line) ?? [null, line, ''];
	let pattern: RegExp;
	try {
		pattern = new RegExp(source, flags);
	} catch (error) {
		const reason = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error);
		throw new Error(`The mask pattern ${shown(line)} is no regular expression: ${reason}`);
	}
	if (pattern.test('')) {
		throw new Error(`The mask pattern ${shown(line)} also matches nothing at all: say what it must hold`);
	}
	return pattern;
}

/** @throws Error with a sentence for the user where they cannot be used */
export function checkMasks({ keys, patterns }: AddedMasks): void {
	for (const [list, what] of [
		[keys, 'mask keys'],
		[patterns, 'mask patterns'],
	] as const) {
		if (list.length > MOST) throw new Error(`There are more than ${MOST} ${what}`);
		const long = list.find((each) => each.length > LONGEST);
		if (long !== undefined) {
			throw new Error(`Of the ${what}, ${shown(long)} is longer than ${LONGEST} characters`);
		}
	}
	patterns.forEach(maskPattern);
}

function shown(line: string): string {
	return `"${line.length > 80 ? `${line.slice(0, 80)}…` : line}"`;
}
