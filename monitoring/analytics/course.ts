/** A row of an execution's course: the end of a node run, or the begin of a node's wait, which has no duration. */
export interface CourseRow {
	node: string;
	/** When, in ms since the execution started. */
	at: number;
	/** ms */
	duration: number | null;
	itemsIn: number | null;
	itemsOut: number | null;
}

/** What one node took in an execution. */
export interface NodeCourse {
	/** ms that the execution spent until each of its runs was over, from the end of what ran before. */
	times: number[];
	/** Places of its first and its last run among all runs. */
	first: number;
	last: number;
	/** Of its first run. */
	itemsIn: number | null;
	itemsOut: number | null;
}

/** Which nodes have run, how often and for how long; waiting is left out. */
export interface Course {
	nodes: Map<string, NodeCourse>;
	/** The node of each run in the order of their ends. */
	order: string[];
	/** ms from the start to the last row, without waiting. */
	active: number;
	/** When that was, in ms since the start. */
	until: number;
}

/**
 * The time between two ends goes to the run that ended, so that all times add up to the whole, gaps between nodes
 * included, and a node within another one is not counted twice.
 *
 * @param rows in the order of their ends
 */
export function courseOf(rows: readonly CourseRow[]): Course {
	const course: Course = { nodes: new Map(), order: [], active: 0, until: 0 };
	let waited = false;
	let beforeWait = 0;
	for (const { node, at, duration, itemsIn, itemsOut } of rows) {
		const passed = Math.max(0, at - course.until);
		course.until = Math.max(course.until, at);
		if (duration === null) {
			course.active += passed;
			beforeWait += passed;
			waited = true;
			continue;
		}
		const spent = waited ? Math.min(passed, duration) : passed;
		course.active += spent;
		addRun(course, node, spent + beforeWait, itemsIn, itemsOut);
		beforeWait = 0;
		waited = false;
	}
	return course;
}

function addRun(
	{ nodes, order }: Course,
	node: string,
	time: number,
	itemsIn: number | null,
	itemsOut: number | null,
): void {
	const place = order.push(node) - 1;
	const known = nodes.get(node);
	if (known === undefined) nodes.set(node, { times: [time], first: place, last: place, itemsIn, itemsOut });
	else {
		known.times.push(time);
		known.last = place;
	}
}

/** The course as it stood so many ms of running after the start. */
export function courseUntil({ nodes, order }: Course, ms: number): Course {
	const then: Course = { nodes: new Map(), order: [], active: 0, until: 0 };
	for (const node of order) {
		const whole = nodes.get(node);
		const time = whole?.times[then.nodes.get(node)?.times.length ?? 0] ?? 0;
		if (then.active + time > ms) break;
		then.active += time;
		addRun(then, node, time, whole?.itemsIn ?? null, whole?.itemsOut ?? null);
	}
	return { ...then, until: then.active };
}
