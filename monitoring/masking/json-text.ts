/** JSON as it stood in a text, with what is needed to write it the same way again. */
export interface JsonText {
	value: unknown;
	write(value: unknown): string;
}

const JSON_MAX = 1_000_000;

type Writer = (value: unknown) => string;

/**
 * Reads a text that is JSON as a whole. Only where it can be written again exactly as it was: numbers of many
 * digits, names that stand twice and unusual spaces would be lost, and such texts are masked as texts.
 */
export function readJson(text: string): JsonText | undefined {
	if (text.length < 2 || text.length > JSON_MAX) return undefined;
	const body = text.trim();
	if (!/^[{["]/.test(body) || !/[}\]"]$/.test(body)) return undefined;
	const lead = text.slice(0, text.indexOf(body[0]));
	const tail = text.slice(lead.length + body.length);
	try {
		const value: unknown = JSON.parse(body);
		const writer = writerFor(body, value);
		return writer === undefined ? undefined : { value, write: (masked) => lead + writer(masked) + tail };
	} catch {
		return undefined;
	}
}

function writerFor(body: string, value: unknown): Writer | undefined {
	const indent = /^[{[]\r?\n([ \t]+)/.exec(body)?.[1];
	const writers: Writer[] = [
		(written) => JSON.stringify(written, null, indent),
		(written) => spaced(JSON.stringify(written)),
		(written) => ascii(spaced(JSON.stringify(written))),
		(written) => ascii(JSON.stringify(written, null, indent)),
		(written) => JSON.stringify(written, null, indent).replace(/\//g, '\\/'),
	];
	return writers.find((writer) => writer(value) === body);
}

/** With a space after each comma and colon, as Python writes it. */
function spaced(json: string): string {
	return json.replace(
		/("(?:[^"\\]|\\.)*")|([,:])/g,
		(_whole, text: string | undefined, sign: string) => text ?? `${sign} `,
	);
}

/** With all but plain letters escaped, as Python and PHP write it. */
function ascii(json: string): string {
	return json.replace(
		/[\u007f-\uffff]/g,
		(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
