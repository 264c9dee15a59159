import { estimate } from '../../monitoring/analytics/live-status';

describe('estimate', () => {
	it('is unknown without a typical duration', () => {
		expect(estimate('running', 5_000, null)).toEqual({
			progress_percentage: null,
			estimated_remaining_time: null,
		});
	});

	it('stays below 100 while it runs, and knows no rest once the typical duration is over', () => {
		expect(estimate('running', 0, 1_000)).toEqual({
			progress_percentage: 0,
			estimated_remaining_time: 1_000,
		});
		expect(estimate('running', 999.9, 1_000)).toEqual({
			progress_percentage: 99,
			estimated_remaining_time: 0,
		});
		expect(estimate('running', 1_000, 1_000)).toEqual({
			progress_percentage: 99,
			estimated_remaining_time: null,
		});
		expect(estimate('running', 99_000, 1_000).progress_percentage).toBe(99);
	});

	it('is complete after success only', () => {
		expect(estimate('success', 10, 1_000)).toEqual({
			progress_percentage: 100,
			estimated_remaining_time: 0,
		});
		for (const status of ['error', 'crashed', 'canceled', 'waiting', 'queued'] as const) {
			expect(estimate(status, 10, 1_000)).toEqual({
				progress_percentage: null,
				estimated_remaining_time: null,
			});
		}
	});
});
