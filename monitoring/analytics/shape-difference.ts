/** The names of a shape's fields, and those that hold nothing. */
export interface ShapeFields {
	fields: readonly string[];
	always_empty: readonly string[];
}

/** How a shape differs from the one before it. */
export interface ShapeDifference {
	added: string[];
	removed: string[];
	turned_empty: string[];
	no_longer_empty: string[];
}

const SHAPE_CHANGES = ['added', 'removed', 'turned_empty', 'no_longer_empty'] as const;
export type ShapeChangeKind = (typeof SHAPE_CHANGES)[number];

/** What is different; nothing where there is none before. */
export function shapeDifference(before: ShapeFields | null, after: ShapeFields): ShapeDifference {
	if (before === null) return { added: [], removed: [], turned_empty: [], no_longer_empty: [] };
	const [had, emptyBefore] = [new Set(before.fields), new Set(before.always_empty)];
	const [has, empty] = [new Set(after.fields), new Set(after.always_empty)];
	return {
		added: after.fields.filter((field) => !had.has(field)),
		removed: before.fields.filter((field) => !has.has(field)),
		turned_empty: after.always_empty.filter((field) => had.has(field) && !emptyBefore.has(field)),
		no_longer_empty: before.always_empty.filter((field) => has.has(field) && !empty.has(field)),
	};
}

/** One thing that is different, and the shape with which it began. */
export interface DatedChange<Shape> {
	field: string;
	change: ShapeChangeKind;
	since: Shape;
}

/**
 * What is different between the first and the last of the shapes of an output, each with the shape since which it
 * has been so.
 *
 * @param course in their order, none left out
 */
export function datedChanges<Shape extends ShapeFields>(course: readonly Shape[]): Array<DatedChange<Shape>> {
	const [first, last] = [course[0], course[course.length - 1]];
	if (first === undefined || first === last) return [];
	const difference = shapeDifference(first, last);
	return SHAPE_CHANGES.flatMap((change) =>
		difference[change].map((field) => {
			const wanted = stateOf(last, field);
			let at = course.length - 1;
			while (at > 1 && stateOf(course[at - 1], field) === wanted) at -= 1;
			return { field, change, since: course[at] };
		}),
	);
}

function stateOf({ fields, always_empty: empty }: ShapeFields, field: string): 'gone' | 'empty' | 'filled' {
	if (!fields.includes(field)) return 'gone';
	return empty.includes(field) ? 'empty' : 'filled';
}
