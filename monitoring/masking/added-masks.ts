import { maskPattern, type AddedMasks } from '../model/mask-rules';

interface Added extends AddedMasks {
	onSlow?: () => void;
}

/** What the users of this process add, by who brought it: each text is masked by all of it. */
const added = new Map<string, Added>();

let version = 0;

/**
 * Masks every text of this process by these, too, until the same owner brings others.
 *
 * @param onSlow called once, when a pattern has taken too long and its text was dropped
 */
export function setAddedMasks(owner: string, masks: AddedMasks | null, onSlow?: () => void): void {
	const before = added.get(owner);
	if (masks === null || masks.keys.length + masks.patterns.length === 0) {
		if (before === undefined) return;
		added.delete(owner);
	} else added.set(owner, { ...masks, onSlow });
	version += 1;
}

/** Grows whenever what is added has changed. */
export function addedVersion(): number {
	return version;
}

export function addedKeys(): string[] {
	return [...added.values()].flatMap(({ keys }) => keys);
}

export function addedPatterns(): RegExp[] {
	return [...added.values()].flatMap(({ patterns }) => patterns.map(maskPattern));
}

/** Tells each owner once that a pattern of somebody's is too slow. */
export function tellSlow(): void {
	for (const masks of added.values()) {
		const { onSlow } = masks;
		masks.onSlow = undefined;
		onSlow?.();
	}
}
