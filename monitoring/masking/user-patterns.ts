import { createContext, Script } from 'node:vm';
import { MASK } from './marker';

/** A user's expression took longer than the thread that runs workflows can wait. */
export class PatternTooSlow extends Error {}

/** ms for all of a user's expressions on one text. */
const LIMIT = 4;

/** It is too slow where it took that time twice. A limit that ran out while the machine was busy says nothing. */
const SLOW_TRIES = 2;
const TRIES_MOST = 10;

/** Steps that quick expressions take in the time that a limit itself costs. */
const STEPS_MAX = 1_000_000;

/** What a user's expressions match is masked, everywhere but in what is masked already. */
export class UserPatterns {
	readonly #patterns: readonly RegExp[];

	readonly #areQuick: boolean;

	constructor(patterns: readonly RegExp[]) {
		this.#patterns = patterns.map(everywhere);
		this.#areQuick = patterns.every(isQuick);
	}

	/** @throws PatternTooSlow */
	mask(text: string): string {
		if (this.#patterns.length === 0) return text;
		if (this.#areQuick && text.length ** 2 * this.#patterns.length <= STEPS_MAX) return this.#mask(text);
		return withinLimit(() => this.#mask(text));
	}

	#mask(text: string): string {
		let masked = text;
		for (const pattern of this.#patterns) {
			masked = masked
				.split(MASK)
				.map((part) => part.replace(pattern, (found: string) => (found === '' ? '' : MASK)))
				.join(MASK);
		}
		return masked;
	}
}

/** An expression that finds all places and remembers none between two texts. */
function everywhere(pattern: RegExp): RegExp {
	return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
}

/** Whether an expression takes at most the square of a text's length: one open repetition, and none of a group. */
function isQuick({ source }: RegExp): boolean {
	if (/\\(?:[1-9]|k<)/.test(source)) return false;
	const bare = source.replace(/\\[^]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
	const open = bare.match(/[*+]|\{\d*,\d*\}/g) ?? [];
	const optional = bare.match(/(?<!\()\?/g) ?? [];
	return open.length <= 1 && optional.length <= 3 && !/\)[*+?{]/.test(bare);
}

const sandbox: { work(): void } = { work() {} };
let script: Script | null = null;

/** V8 gives up an expression only where the script that runs it has a time limit. */
function withinLimit(work: () => string): string {
	let result = '';
	sandbox.work = () => {
		result = work();
	};
	script ??= new Script('work()');
	const place = createdContext();
	let slow = 0;
	for (let tries = 1; ; tries += 1) {
		const before = process.cpuUsage();
		try {
			script.runInContext(place, { timeout: LIMIT });
			return result;
		} catch (error) {
			if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
			const { user, system } = process.cpuUsage(before);
			if ((user + system) / 1_000 >= LIMIT * 0.75) slow += 1;
			if (slow === SLOW_TRIES || tries === TRIES_MOST) throw new PatternTooSlow();
		}
	}
}

let context: ReturnType<typeof createContext> | null = null;

function createdContext(): ReturnType<typeof createContext> {
	context ??= createContext(sandbox);
	return context;
}
