import type { INodeExecutionData } from 'n8n-workflow';
import { takeInShape, type KnownShape, type SeenShape } from '../model/known-shape';
import { fitsLayout, layoutOf, layoutSize, type Layout } from './shape-layout';
import { sampled, ShapeWalk } from './shape-walk';

const LAYOUTS_KEPT = 6;
/** Items looked at in a run that seems to be as those before, and in any other. */
const FEW = 6;
const MANY = 20;
/** A shape that goes on is told again this often, ms. */
const TELL_EVERY = 300_000;
/** Items that are never twice the same are walked through this often at most, ms. */
const WALK_EVERY = 100;

/** One run's fields as they are told, with how many runs were looked at since the last time. */
export interface ToldShape extends SeenShape {
	runs: number;
	/** ms since the epoch; later than the time before of the same output */
	at: number;
}

/**
 * What one output of a node has yielded in this process. The common case, items with the keys that they had before, is
 * told by comparing keys; only what differs is walked through, and only what is news is told.
 */
export class ShapeStream {
	#known: KnownShape | null = null;

	#layouts: Layout[] = [];

	/** Sets of layouts, as bits, that were no news when a run had them. */
	readonly #settled = new Set<number>();

	#runs = 0;

	#toldAt = -Infinity;

	/** When items that cannot be told by their layouts were walked through last, without news. */
	#walkedAt = -Infinity;

	/** As it was asked for last. */
	#sizeBefore = 0;

	/** By how many names it has grown since this was asked last. */
	grown(): number {
		const { size } = this;
		const grown = size - this.#sizeBefore;
		this.#sizeBefore = size;
		return grown;
	}

	/** How many names are remembered. */
	get size(): number {
		return this.#layouts.reduce((sum, layout) => sum + layoutSize(layout), 4 + (this.#known?.fields.size ?? 0));
	}

	/**
	 * Looks at the items of one run.
	 *
	 * @param at ms since the epoch
	 * @param isData false for items that say an error instead of data
	 * @returns null where there is nothing to tell
	 */
	look(
		items: readonly INodeExecutionData[],
		at: number,
		isData: (item: INodeExecutionData) => boolean,
	): ToldShape | null {
		const settled = this.#settled.has(this.#layoutsOf(items, FEW));
		if (settled ? at - this.#toldAt < TELL_EVERY : at - this.#walkedAt < WALK_EVERY) {
			this.#runs += 1;
			return null;
		}
		return this.#walk(sampled(items, MANY).filter(isData), at);
	}

	/** Which layouts so many of the items have, as bits; 0 where one of them has none. */
	#layoutsOf(items: readonly INodeExecutionData[], most: number): number {
		if (items.length === 1) return this.#bitOf(items[0]);
		let bits = 0;
		const looked = sampled(items, most);
		for (let index = 0; index < looked.length; index++) {
			const bit = this.#bitOf(looked[index]);
			if (bit === 0) return 0;
			bits |= bit;
		}
		return bits;
	}

	#bitOf(item: INodeExecutionData): number {
		for (let index = 0; index < this.#layouts.length; index++) {
			if (fitsLayout(item, this.#layouts[index])) return 1 << index;
		}
		return 0;
	}

	#walk(items: readonly INodeExecutionData[], at: number): ToldShape | null {
		const walk = new ShapeWalk();
		const full = items.filter((item) => walk.item(item));
		if (full.length === 0) return null;
		const seen = walk.shape;
		const { shape, change } = takeInShape(this.#known, seen);
		this.#known = { ...shape, runs: shape.runs + 1 };
		this.#runs += 1;
		this.#learn(full);
		if (change !== 'none') this.#settled.clear();
		else {
			const layouts = this.#layoutsOf(items, MANY);
			if (layouts === 0) this.#walkedAt = at;
			else this.#settled.add(layouts);
			if (at - this.#toldAt < TELL_EVERY) return null;
		}
		const runs = this.#runs;
		this.#runs = 0;
		this.#toldAt = Math.max(at, this.#toldAt + 1);
		return { ...seen, runs, at: this.#toldAt };
	}

	/** Remembers how the items are laid out; when there are too many kinds of them, from the beginning. */
	#learn(items: readonly INodeExecutionData[]): void {
		for (const item of items) {
			if (this.#bitOf(item) !== 0) continue;
			const layout = layoutOf(item);
			if (layout === null) continue;
			if (this.#layouts.length === LAYOUTS_KEPT) {
				this.#layouts = [];
				this.#settled.clear();
			}
			this.#layouts.push(layout);
		}
	}
}
