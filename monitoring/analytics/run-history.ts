import type { Course, NodeCourse } from './course';
import { dependence, meanOf, type Dependence } from './dependence';

/** A successful execution of before. */
export interface PastRun {
	triggerNode: string | null;
	version: string | null;
	/** Run by hand, maybe with data that was pinned. */
	manual: boolean;
	/** ms without waiting */
	active: number;
	nodeRuns: number;
	itemsOut: number | null;
	/** Null where not all of its node runs have a row. */
	course: Course | null;
}

export interface ToldRun extends PastRun {
	course: Course;
}

/** A number of items that differs from run to run: what a node got, or yielded, in its first run. */
interface Size {
	node: string;
	items: (node: NodeCourse) => number | null;
}

/** What something depends on, and how large that is in the running execution. */
interface Known {
	dependence: Dependence;
	size: Size;
	x: number;
}

const SIZES_MOST = 24;
/** A node that takes less of the whole time is not asked what its time depends on. */
const SHARE_LEAST = 0.02;
/** How much one run's times differ from each other is believed to this extent at most, and at least. */
const WEIGHT_MOST = 20;
const WEIGHT_LEAST = 0.5;

/** What the earlier runs of a workflow teach, worked out when it is asked for and kept. */
export class RunHistory {
	readonly told: readonly ToldRun[];

	#sizes: Size[] | null = null;

	readonly #dependences = new Map<string, Map<Size, Dependence | null>>();

	/** By what has run in an execution. */
	readonly #known = new WeakMap<Course, Map<string, Known | null>>();

	readonly #variances = new Map<string, { within: number; between: number }>();

	#looped: Set<string> | null = null;

	#shares: Map<string, number> | null = null;

	/** @param runs newest first */
	constructor(readonly runs: readonly PastRun[]) {
		this.told = runs.filter((run): run is ToldRun => run.course !== null);
	}

	/** Whether a node has run more than once in some run. */
	loops(node: string): boolean {
		this.#looped ??= new Set(
			this.told.flatMap(({ course }) =>
				[...course.nodes].filter(([, { times }]) => times.length > 1).map(([name]) => name),
			),
		);
		return this.#looped.has(node);
	}

	/** How often a node runs in all, where that depends on numbers of items that are known by now; else null. */
	rounds(node: string, soFar: Course): number | null {
		const known = this.#bestOf('rounds', node, soFar, ({ times }) => times.length);
		return known === null ? null : Math.max(1, Math.round(known.dependence.at(known.x)));
	}

	/** By what a run's ms in a node are to be multiplied, where they depend on numbers of items; else 1. */
	stretch(node: string, soFar: Course, run: Course): number {
		if (this.#shareOf(node) < SHARE_LEAST) return 1;
		const known = this.#bestOf('time', node, soFar, ({ times }) => meanOf(times));
		const sized = run.nodes.get(known?.size.node ?? '');
		const x = sized === undefined ? null : (known?.size.items(sized) ?? null);
		if (known === null || x === null) return 1;
		const then = known.dependence.at(x);
		const expected = known.dependence.at(known.x);
		return then > 0 && expected > 0 ? Math.min(50, Math.max(0.02, expected / then)) : 1;
	}

	/**
	 * How many times of the running execution weigh as much as an earlier run: variance within runs by that between
	 * them (as in empirical Bayes).
	 */
	weight(node: string): number {
		const { within, between } = this.#variancesOf(node);
		return between === 0 ? WEIGHT_MOST : Math.min(WEIGHT_MOST, Math.max(WEIGHT_LEAST, within / between));
	}

	/** How much the rounds of a node differ within one run: variance, ms². 0 for one that runs once. */
	varianceWithin(node: string): number {
		return this.loops(node) ? this.#variancesOf(node).within : 0;
	}

	#variancesOf(node: string): { within: number; between: number } {
		const known = this.#variances.get(node);
		if (known !== undefined) return known;
		const times = this.told.map(({ course }) => course.nodes.get(node)?.times ?? []).filter(({ length }) => length > 1);
		const found = { within: meanOf(times.map(variance)), between: variance(times.map(meanOf)) };
		this.#variances.set(node, found);
		return found;
	}

	/** Of the time of all runs, 0 to 1. */
	#shareOf(node: string): number {
		if (this.#shares === null) {
			this.#shares = new Map();
			const whole = this.told.reduce((sum, { active }) => sum + active, 0) || 1;
			for (const { course } of this.told) {
				for (const [name, { times }] of course.nodes) {
					this.#shares.set(name, (this.#shares.get(name) ?? 0) + (meanOf(times) * times.length) / whole);
				}
			}
		}
		return this.#shares.get(node) ?? 0;
	}

	#bestOf(what: string, node: string, soFar: Course, y: (node: NodeCourse) => number): Known | null {
		const found = this.#known.get(soFar) ?? new Map<string, Known | null>();
		this.#known.set(soFar, found);
		const key = `${what}\0${node}`;
		let best = found.get(key);
		if (best !== undefined) return best;
		best = null;
		for (const size of this.#varying()) {
			const now = soFar.nodes.get(size.node);
			const x = now === undefined ? null : size.items(now);
			if (x === null) continue;
			const line = this.#dependence(key, node, size, y);
			if (line !== null && (best === null || line.error < best.dependence.error)) best = { dependence: line, size, x };
		}
		found.set(key, best);
		return best;
	}

	#dependence(key: string, node: string, size: Size, y: (node: NodeCourse) => number): Dependence | null {
		const bySize = this.#dependences.get(key) ?? new Map<Size, Dependence | null>();
		this.#dependences.set(key, bySize);
		const known = bySize.get(size);
		if (known !== undefined) return known;
		const points = this.told.flatMap(({ course }): Array<[number, number]> => {
			const found = course.nodes.get(node);
			const sized = course.nodes.get(size.node);
			const x = sized === undefined ? null : size.items(sized);
			return found === undefined || x === null ? [] : [[x, y(found)]];
		});
		const found = dependence(points);
		bySize.set(size, found);
		return found;
	}

	#varying(): readonly Size[] {
		this.#sizes ??= this.#findSizes();
		return this.#sizes;
	}

	/** Those of loops first; what always goes together with one before it is left out. */
	#findSizes(): Size[] {
		const seen = new Set<string>();
		const names = [...new Set(this.told.flatMap(({ course }) => [...course.nodes.keys()]))];
		const sizes: Size[] = [];
		for (const node of names.sort((a, b) => Number(this.loops(b)) - Number(this.loops(a)))) {
			for (const items of [itemsIn, itemsOut]) {
				const values = this.told.map(({ course }) => {
					const found = course.nodes.get(node);
					return found === undefined ? null : items(found);
				});
				const key = values.join();
				if (seen.has(key) || new Set(values.filter((value) => value !== null)).size < 2) continue;
				seen.add(key);
				sizes.push({ node, items });
			}
		}
		return sizes.slice(0, SIZES_MOST);
	}
}

const itemsIn = (node: NodeCourse) => node.itemsIn;
const itemsOut = (node: NodeCourse) => node.itemsOut;

function variance(values: readonly number[]): number {
	const mean = meanOf(values);
	return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
