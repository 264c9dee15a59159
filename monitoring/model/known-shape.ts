/** So many names of fields are kept of one output at most. */
export const SHAPE_FIELDS_MAX = 100;

/** In its first runs an output is got to know: what differs between them is no news. */
const LEARNING_RUNS = 3;

/** Runs that people start to try things are told apart from all others. */
export const SHAPE_MODES = ['production', 'test'] as const;
export type ShapeMode = (typeof SHAPE_MODES)[number];

/** The names of fields that one run had at one output; a name within another is `order.id`, within a list `lines[].sku`. */
export interface SeenShape {
	fields: readonly string[];
	/** Those that some of its items lacked. */
	partial: readonly string[];
	/** Those that held nothing in any item. */
	empty: readonly string[];
	/** There were more names than are kept. */
	truncated: boolean;
}

/** What is known of the fields of one output. */
export interface KnownShape {
	fields: Set<string>;
	/** Fields that may be missing. */
	optional: Set<string>;
	/** Fields that hold nothing, as far as is known. */
	empty: Set<string>;
	/** Fields that have turned empty once: when they hold something again, it is no news that they may be empty. */
	sometimesEmpty: Set<string>;
	/** Fields that were there before this shape and have gone: when they come back, they are optional. */
	gone: Set<string>;
	truncated: boolean;
	/** Runs that were looked at. */
	runs: number;
}

/** `none`: as expected. `noted`: the same shape, known better now. `new`: another shape begins. */
export type ShapeChange = 'none' | 'noted' | 'new';

/**
 * Takes in one run's fields. A shape confirms all runs whose fields it has, with or without its optional ones. A field
 * that is new, or was always there and is missing in a whole run, or turns empty or is no longer empty, begins
 * another shape. Each field does so a few times at most, since what comes and goes ends up as optional: the number of
 * shapes of an output is bounded.
 *
 * @param known null where the output is new; it is left as it is
 */
export function takeInShape(known: KnownShape | null, seen: SeenShape): { shape: KnownShape; change: ShapeChange } {
	if (known === null) return { shape: firstShape(seen), change: 'new' };
	const learning = known.runs < LEARNING_RUNS;
	const step = new Step(known, seen, learning);
	step.takeFields();
	if (!seen.truncated) step.missFields();
	const change = step.news ? (learning ? 'noted' : 'new') : step.noted || learning ? 'noted' : 'none';
	return { shape: step.shape, change };
}

function firstShape(seen: SeenShape): KnownShape {
	return {
		fields: new Set(seen.fields),
		optional: new Set(seen.partial),
		empty: new Set(seen.empty),
		sometimesEmpty: new Set(),
		gone: new Set(),
		truncated: seen.truncated,
		runs: 0,
	};
}

class Step {
	readonly shape: KnownShape;

	news = false;

	noted = false;

	readonly #seen: { fields: Set<string>; partial: Set<string>; empty: Set<string> };

	readonly #learning: boolean;

	constructor(known: KnownShape, seen: SeenShape, learning: boolean) {
		this.shape = {
			...known,
			fields: new Set(known.fields),
			optional: new Set(known.optional),
			empty: new Set(known.empty),
			sometimesEmpty: new Set(known.sometimesEmpty),
			gone: new Set(known.gone),
		};
		this.#seen = {
			fields: new Set(seen.fields),
			partial: new Set(seen.partial),
			empty: new Set(seen.empty),
		};
		this.#learning = learning;
	}

	takeFields(): void {
		const { shape } = this;
		for (const field of this.#seen.fields) {
			const empty = this.#seen.empty.has(field);
			if (!shape.fields.has(field)) this.#add(field, empty);
			else {
				if (this.#seen.partial.has(field)) this.#mark(shape.optional, field);
				if (empty) this.#turnEmpty(field);
				else this.#fill(field);
			}
		}
	}

	/** What has always been there and is missing; what lies within a field that has gone goes with it. */
	missFields(): void {
		const { shape } = this;
		const missing = [...shape.fields].filter((field) => !this.#seen.fields.has(field));
		for (const field of missing) {
			if (shape.optional.has(field) || !this.#isInSight(field)) continue;
			if (this.#learning) this.#mark(shape.optional, field);
			else this.#lose(field);
		}
		for (const field of missing) {
			const outer = outerField(field);
			if (outer !== null && shape.gone.has(outer) && shape.fields.has(field)) this.#lose(field);
		}
	}

	#add(field: string, empty: boolean): void {
		const { shape } = this;
		if (shape.fields.size >= SHAPE_FIELDS_MAX) {
			if (!shape.truncated) this.noted = true;
			shape.truncated = true;
			return;
		}
		this.news = true;
		shape.fields.add(field);
		if (empty) shape.empty.add(field);
		const cameBack = shape.gone.delete(field);
		if (cameBack || this.#learning || this.#seen.partial.has(field)) shape.optional.add(field);
	}

	#turnEmpty(field: string): void {
		const { empty, sometimesEmpty } = this.shape;
		if (empty.has(field) || sometimesEmpty.has(field)) return;
		this.news = true;
		sometimesEmpty.add(field);
		if (!this.#learning) empty.add(field);
	}

	#fill(field: string): void {
		if (!this.shape.empty.delete(field)) return;
		this.news = true;
		if (this.#learning) this.shape.sometimesEmpty.add(field);
	}

	#lose(field: string): void {
		const { shape } = this;
		this.news = true;
		for (const set of [shape.fields, shape.optional, shape.empty, shape.sometimesEmpty]) set.delete(field);
		shape.gone.add(field);
		if (shape.gone.size <= SHAPE_FIELDS_MAX) return;
		const [oldest] = shape.gone;
		shape.gone.delete(oldest);
	}

	#mark(set: Set<string>, field: string): void {
		if (set.has(field)) return;
		set.add(field);
		this.noted = true;
	}

	/** Of what lies within a field that is missing or holds nothing, nobody can say whether it is still there. */
	#isInSight(field: string): boolean {
		const outer = outerField(field);
		return outer === null || (this.#seen.fields.has(outer) && !this.#seen.empty.has(outer));
	}
}

/** Files of an item stand beside its fields. */
const FILES = 'binary';

/** The field within which another one lies: `order` for `order.id`, `lines` for `lines[].sku`; null where none is. */
export function outerField(field: string): string | null {
	for (let at = field.lastIndexOf('.'); at > 0; at = field.lastIndexOf('.', at - 1)) {
		if (field[at - 1] === '\\') continue;
		const outer = field.slice(0, field.endsWith('[]', at) ? at - 2 : at);
		return outer === FILES ? null : outer;
	}
	return null;
}
