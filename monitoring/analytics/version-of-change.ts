import type { Change } from './change-point';
import type { TrendRun } from './trend-series';

/** A new version of the workflow with which a change coincides. */
export interface VersionOfChange {
	/** Whether there is one; null where versions are not known. */
	with_new_version: boolean | null;
	version_before: string | null;
	version_after: string | null;
	/** When the first execution of the new version began; ISO 8601. */
	version_since: string | null;
}

/** So many runs beside the place of a change still count as being there. */
const BESIDE = 3;

/** The first run of a version that lies where the change may be, the nearest one of several. */
export function versionOfChange(runs: readonly TrendRun[], { index, place }: Change): VersionOfChange {
	const none = { version_before: null, version_after: null, version_since: null };
	const seen = new Set<string>();
	let nearest: number | null = null;
	let before: string | null = null;
	let known = 0;
	const versions = new Map<number, string>();
	runs.slice(0, place.to + BESIDE + 1).forEach(({ version }, at) => {
		if (version === null) return;
		known += 1;
		const isFirst = !seen.has(version);
		seen.add(version);
		if (isFirst && before !== null && at >= place.from - BESIDE) {
			versions.set(at, before);
			if (nearest === null || Math.abs(at - index) < Math.abs(nearest - index)) nearest = at;
		}
		before = version;
	});
	if (known === 0) return { with_new_version: null, ...none };
	if (nearest === null) return { with_new_version: false, ...none };
	return {
		with_new_version: true,
		version_before: versions.get(nearest) ?? null,
		version_after: runs[nearest].version,
		version_since: new Date(runs[nearest].at).toISOString(),
	};
}
