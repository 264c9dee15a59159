import * as fc from 'fast-check';
import { courseOf, courseUntil, type CourseRow } from '../../monitoring/analytics/course';

function row(node: string, at: number, duration: number | null): CourseRow {
	return { node, at, duration, itemsIn: 1, itemsOut: 1 };
}

describe('the course of an execution', () => {
	it('gives the time between two ends to the run that ended, gaps and what lies within it included', () => {
		const course = courseOf([row('Start', 10, 10), row('Model', 250, 200), row('Agent', 300, 280), row('Done', 350, 5)]);
		expect(Object.fromEntries([...course.nodes].map(([node, { times }]) => [node, times]))).toEqual({
			Start: [10],
			Model: [240],
			Agent: [50],
			Done: [50],
		});
		expect(course).toMatchObject({ active: 350, until: 350 });
	});

	it('leaves out the time that a node waited', () => {
		const course = courseOf([row('Start', 10, 10), row('Wait', 15, null), row('Wait', 86_400_020, 8), row('Done', 86_400_120, 100)]);
		expect(course.nodes.get('Wait')?.times).toEqual([13]);
		expect(course.active).toBe(123);
		expect(course.until).toBe(86_400_120);
	});

	const rows = fc
		.array(fc.record({ node: fc.constantFrom('A', 'B', 'constructor'), took: fc.integer({ min: 0, max: 500 }) }), { maxLength: 20 })
		.map((runs) => {
			let at = 0;
			return runs.map(({ node, took }) => row(node, (at += took), took));
		});

	it('adds up to the whole, and as it stood at the end is the whole', () => {
		fc.assert(
			fc.property(rows, (given) => {
				const course = courseOf(given);
				const sum = [...course.nodes.values()].flatMap(({ times }) => times).reduce((all, time) => all + time, 0);
				expect(sum).toBe(course.until);
				expect(courseUntil(course, course.active)).toEqual(course);
			}),
		);
	});

	it('never has more of it the earlier it is looked at', () => {
		fc.assert(
			fc.property(rows, fc.nat(10_000), fc.nat(10_000), (given, a, b) => {
				const course = courseOf(given);
				const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) => courseUntil(course, ms));
				expect(early.active).toBeLessThanOrEqual(late.active);
				expect(late.order.slice(0, early.order.length)).toEqual(early.order);
			}),
		);
	});
});
