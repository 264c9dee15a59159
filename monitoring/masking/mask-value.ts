import { isCard } from './card-numbers';
import { rewriteJsonWithin } from './embedded-json';
import { readJson } from './json-text';
import type { KeyKind } from './key-names';
import { tellSlow } from './added-masks';
import { CIRCULAR, FAILED, MASK, TOO_LARGE, TOO_SLOW } from './marker';
import { maskPlainText, TEXT_MAX } from './mask-text';
import {
	isRowsField,
	isValueField,
	kindByNameField,
	kindsInList,
	placesOf,
	secretPlaces,
} from './name-value-lists';
import { isSecretNumber, maskedUnderName } from './named-value';
import { fieldOf, fieldsOf, plainOf, setField } from './plain-value';
import type { Rules } from './rules';
import { PatternTooSlow } from './user-patterns';
import { looksRandom } from './value-looks';

const DEPTH_MAX = 60;
const NODES_MAX = 200_000;
const CHARACTERS_MAX = 4 * TEXT_MAX;
const NESTED_JSON_MAX = 6;

/** What stands under these names is the secret that the name above it announced. */
const INNER = /^(?:value|raw|current|plain|plaintext|data|text|content|string|secret|_|\$t|#text|\d+)$/i;

/** Names under which a number may be one of a card. Elsewhere it is an id, however much it looks like one. */
const CARD = /card|number|^pan$|^cc|payment/i;

type Places = Map<number, KeyKind>;

const ROUNDS = 6;

/**
 * The masked copy of a value. What is masked or made plain can make clear what stands beside it, so that it is
 * looked at until nothing changes any more: masked twice is masked once.
 */
export function maskAny(value: unknown, rules: Rules): unknown {
	let masked = value;
	for (let round = 0; round < ROUNDS; round += 1) {
		const masker = new ValueMasker(rules);
		masked = typeof masked === 'string' ? masker.text(masked) : masker.value(masked, 'plain', 0);
		// A text without JSON has been masked until nothing changed.
		if (!masker.changed || (typeof masked === 'string' && !/[[{"]/.test(masked))) break;
	}
	return masked;
}

/** Walks one value and builds its masked copy. What it has seen counts, so that no value takes endless time. */
class ValueMasker {
	/** Whether anything came out differently from how it went in. */
	changed = false;

	readonly #rules: Rules;

	readonly #open = new Set<object>();

	#nodes = 0;

	#characters = 0;

	#nested = 0;

	constructor(rules: Rules) {
		this.#rules = rules;
	}

	/** A text, with what it holds as JSON masked as a value. */
	text(text: string): string {
		const masked = this.#maskedText(text);
		this.changed ||= masked !== text;
		return masked;
	}

	#maskedText(text: string): string {
		this.#characters += text.length;
		if (this.#characters > CHARACTERS_MAX) return TOO_LARGE;
		try {
			if (this.#nested >= NESTED_JSON_MAX || !/[{["]/.test(text)) return maskPlainText(text, this.#rules);
			return this.#maskedWithJson(text);
		} catch (error) {
			if (!(error instanceof PatternTooSlow)) return FAILED;
			tellSlow();
			return TOO_SLOW;
		}
	}

	/** JSON in a text is masked as the value it is, and what stands around it as text. */
	#maskedWithJson(text: string): string {
		this.#nested += 1;
		try {
			const json = readJson(text);
			if (json !== undefined) return json.write(this.value(json.value, 'plain', 0));
			const masked = rewriteJsonWithin(text, (value) => this.value(value, 'plain', 0));
			return maskPlainText(masked, this.#rules);
		} finally {
			this.#nested -= 1;
		}
	}

	/** Any value under a name of some kind. */
	value(value: unknown, kind: KeyKind, depth: number): unknown {
		this.#nodes += 1;
		if (this.#nodes > NODES_MAX || depth > DEPTH_MAX) return TOO_LARGE;
		try {
			const plain = plainOf(value);
			this.changed ||= plain !== value;
			if (typeof plain === 'string') return this.#string(plain, kind);
			if (typeof plain === 'number') return this.#number(plain, kind);
			if (plain === null || typeof plain !== 'object') return plain;
			return this.#container(plain, kind, depth);
		} catch {
			return FAILED;
		}
	}

	#string(text: string, kind: KeyKind): string {
		const byName = maskedUnderName(kind, text);
		this.changed ||= byName !== undefined;
		return byName ?? this.text(text);
	}

	#number(number: number, kind: KeyKind): unknown {
		if (!(kind === 'card' && isCard(String(number))) && !isSecretNumber(kind, number)) return number;
		this.changed = true;
		return MASK;
	}

	#container(value: object, kind: KeyKind, depth: number): unknown {
		if (this.#open.has(value)) return CIRCULAR;
		this.#open.add(value);
		try {
			if (Array.isArray(value)) return this.#list(value, kind, depth);
			const own = jsonOf(value);
			if (own === value) return this.#object(value, kind, depth);
			this.changed = true;
			return this.value(own, kind, depth + 1);
		} finally {
			this.#open.delete(value);
		}
	}

	#list(list: unknown[], kind: KeyKind, depth: number, places?: Places): unknown[] {
		const kindOf = this.#rules.names.kindOf;
		const byName = places ?? (kind === 'plain' ? kindsInList(list, kindOf) : new Map<number, KeyKind>());
		const columns =
			kind === 'plain' && Array.isArray(list[0]) && list.length > 1 ? placesOf(list[0], kindOf) : undefined;
		const masked: unknown[] = [];
		let inKey = false;
		for (let index = 0; index < list.length; index += 1) {
			if (this.#nodes > NODES_MAX) return [...masked, TOO_LARGE];
			const item = fieldOf(list, String(index));
			if (typeof item === 'string' && inKey) inKey = !item.includes('-----END');
			else if (typeof item === 'string')
				inKey = /-----BEGIN [A-Z ]*PRIVATE KEY/.test(item) && !item.includes('-----END');
			const isRow =
				columns !== undefined &&
				columns.size > 0 &&
				index > 0 &&
				Array.isArray(item) &&
				item.length === (list[0] as unknown[]).length;
			if (typeof item === 'string' && inKey && !item.includes('-----')) masked.push(this.#maskedLine(item));
			else if (isRow && item.length > 2) masked.push(this.#list(item, 'plain', depth + 1, columns));
			else masked.push(this.value(item ?? null, byName.get(index) ?? kind, depth + 1));
		}
		return masked;
	}

	#maskedLine(line: string): string {
		this.changed ||= line !== MASK && line !== '';
		return line === '' ? line : MASK;
	}

	#object(value: object, kind: KeyKind, depth: number): Record<string, unknown> {
		const fields = fieldsOf(value).map((name): [string, unknown] => [name, fieldOf(value, name)]);
		const kindOf = this.#rules.names.kindOf;
		const valueKind = kindByNameField(fields, kindOf);
		const places = secretPlaces(fields, kindOf);
		const masked: Record<string, unknown> = {};
		for (const [name, item] of fields) {
			if (item === undefined) continue;
			if (this.#nodes > NODES_MAX) break;
			const result =
				places !== undefined && isRowsField(name) && Array.isArray(item)
					? this.#rows(item, places, depth + 1)
					: this.value(item, this.#kindOfField(name, item, kind, valueKind), depth + 1);
			setField(masked, freeName(masked, this.text(name)), result);
		}
		return masked;
	}

	#rows(rows: unknown[], places: Places, depth: number): unknown[] {
		const areRows = rows.some((row) => Array.isArray(row));
		if (!areRows) return this.#list(rows, 'plain', depth, places);
		return rows.map((row) =>
			Array.isArray(row) ? this.#list(row, 'plain', depth + 1, places) : this.value(row, 'plain', depth + 1),
		);
	}

	#kindOfField(name: string, item: unknown, above: KeyKind, byNameField: KeyKind | undefined): KeyKind {
		if (byNameField !== undefined && isValueField(name)) return byNameField;
		const own = this.#rules.names.kindOf(name);
		if (above === 'always') return above;
		if (own === 'plain' && typeof item === 'number' && CARD.test(name)) return 'card';
		if (own !== 'plain' || above === 'plain' || above === 'weak') return own;
		// `{ cookies: { sid } }`, `{ password: { value } }`, `{ secrets: { db: … } }`
		if (above === 'cookie') return typeof item === 'string' && item.length > 3 ? 'password' : own;
		if (INNER.test(name)) return above;
		return typeof item === 'string' && looksRandom(item) ? 'weak' : own;
	}
}

/** What an object says it is as JSON; itself where it says nothing, or fails to. */
function jsonOf(value: object): unknown {
	const toJson = fieldOf(value, 'toJSON');
	if (typeof toJson !== 'function' || value instanceof Error) return value;
	try {
		return (toJson as () => unknown).call(value);
	} catch {
		return value;
	}
}

/** Two names may have become the same by masking. */
function freeName(target: object, name: string): string {
	if (!Object.hasOwn(target, name)) return name;
	let count = 2;
	while (Object.hasOwn(target, `${name} (${count})`)) count += 1;
	return `${name} (${count})`;
}
