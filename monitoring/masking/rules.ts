import { addedKeys, addedPatterns, addedVersion } from './added-masks';
import { keyKind, wordsOf, type KeyKind } from './key-names';
import { DEFAULT_RULES, namePattern, type NameRules } from './named-values';
import { UserPatterns } from './user-patterns';

/** What a masking works by: how names are understood, and further shapes. */
export interface Rules {
	names: NameRules;
	patterns: UserPatterns;
}

/** Stands for callers that add nothing of their own. */
const NOTHING = {};

let prepared = new WeakMap<object, Rules>();
let preparedFor = 0;

/** The rules for what a caller and the users of this process added; made once for each object of options. */
export function rulesFor(options: { keys?: string[]; patterns?: RegExp[] } | undefined): Rules {
	if (preparedFor !== addedVersion()) {
		prepared = new WeakMap();
		preparedFor = addedVersion();
	}
	const own = options ?? NOTHING;
	const before = prepared.get(own);
	if (before !== undefined) return before;
	const rules = {
		names: nameRules([...addedKeys(), ...(options?.keys ?? [])]),
		patterns: new UserPatterns([...addedPatterns(), ...(options?.patterns ?? [])]),
	};
	prepared.set(own, rules);
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
