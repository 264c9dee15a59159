import { keyKind, wordsOf, type KeyKind } from './key-names';
import { DEFAULT_RULES, namePattern, type NameRules } from './named-values';

/** What a masking works by: how names are understood, and further shapes. */
export interface Rules {
	names: NameRules;
	patterns: RegExp[];
}

const PLAIN: Rules = { names: DEFAULT_RULES, patterns: [] };

const prepared = new WeakMap<object, Rules>();

/** The rules for what a caller added; made once for each object of options. */
export function rulesFor(options: { keys?: string[]; patterns?: RegExp[] } | undefined): Rules {
	if (options === undefined || options === null) return PLAIN;
	const before = prepared.get(options);
	if (before !== undefined) return before;
	const rules = { names: nameRules(options.keys ?? []), patterns: (options.patterns ?? []).map(everywhere) };
	prepared.set(options, rules);
	return rules;
}

function nameRules(keys: string[]): NameRules {
	const own = keys.map((key) => wordsOf(String(key))).filter((words) => words.length > 0);
	if (own.length === 0) return DEFAULT_RULES;
	const names = new Set(own.map((words) => words.join('')));
	return {
		pattern: namePattern(own.map((words) => words.join('[\\s_.-]{0,2}'))),
		kindOf: (name) => kindAmong(names, name),
	};
}

/** A name is the caller's own also where words stand before it: `x-my-token` for `myToken`. */
function kindAmong(names: ReadonlySet<string>, name: string): KeyKind {
	if (name.length <= 120) {
		const words = wordsOf(name);
		for (let from = 0; from < words.length; from += 1) {
			if (names.has(words.slice(from).join(''))) return 'always';
		}
	}
	return keyKind(name);
}

/** An expression that finds all places and remembers none between two texts. */
function everywhere(pattern: RegExp): RegExp {
	return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
}
