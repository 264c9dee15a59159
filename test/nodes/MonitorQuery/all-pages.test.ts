import { allPages } from '../../../nodes/MonitorQuery/actions/all-pages';
import { executeContext } from '../Monitor/execute-context';

describe('all pages of a list', () => {
	const context = executeContext({ parameters: [{}] });

	it('are read one behind the other', async () => {
		const rows = await allPages<{ n: number }, number>(context, 0, async (after) => {
			const n = (after ?? 0) + 1;
			return { rows: [{ n }], next: n < 5 ? n : null };
		});
		expect(rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
	});

	it.each([
		['many', Array.from({ length: 1_000 }, () => ({}))],
		['long', [{ message: 'x'.repeat(1_000_000) }]],
	])('are given up, with what to do, where there are too %s rows for the memory', async (_what, page) => {
		let read = 0;
		const all = allPages(context, 0, async () => ({ rows: page, next: (read += 1) }));
		await expect(all).rejects.toMatchObject({
			message: expect.stringContaining('too many to return all'),
			description: expect.stringContaining('shorter time range'),
		});
		expect(read).toBeLessThanOrEqual(100);
	});

	it('end with the execution', async () => {
		const stop = new AbortController();
		const all = allPages(executeContext({ parameters: [{}], cancelSignal: stop.signal }), 0, async () => {
			stop.abort();
			return { rows: [{}], next: 1 };
		});
		await expect(all).rejects.toThrow('canceled');
	});
});
