import {
	successRate,
	systemHealth,
	type HealthSigns,
} from '../../monitoring/analytics/system-health';

const NOTHING = { successful: 0, failed: 0 };

function health(given: Partial<HealthSigns>) {
	return systemHealth({
		period: NOTHING,
		lastHour: NOTHING,
		openAlerts: { critical: 0, critical_unacknowledged: 0, warning_unacknowledged: 0 },
		openCriticalErrors: 0,
		blind: false,
		...given,
	});
}

function openAlerts(given: Partial<HealthSigns['openAlerts']>) {
	return {
		openAlerts: { critical: 0, critical_unacknowledged: 0, warning_unacknowledged: 0, ...given },
	};
}

describe('systemHealth', () => {
	it('is healthy where nothing has happened', () => {
		expect(health({})).toBe('healthy');
	});

	it.each([
		[100, 0, 'healthy'],
		[9, 1, 'healthy'],
		[89, 11, 'degraded'],
		[50, 50, 'degraded'],
		[49, 51, 'critical'],
		[0, 5, 'critical'],
		[0, 4, 'degraded'],
		[2, 2, 'healthy'],
	])(
		'of %i successes and %i failures is %s, in the period and in the last hour',
		(successful, failed, expected) => {
			expect(health({ period: { successful, failed } })).toBe(expected);
			expect(
				health({ period: { successful: 10_000, failed: 0 }, lastHour: { successful, failed } }),
			).toBe(expected);
		},
	);

	it('follows open alerts', () => {
		expect(health(openAlerts({ critical: 1, critical_unacknowledged: 1 }))).toBe('critical');
		expect(health(openAlerts({ critical: 1 }))).toBe('degraded');
		expect(health(openAlerts({ warning_unacknowledged: 4 }))).toBe('healthy');
		expect(health(openAlerts({ warning_unacknowledged: 5 }))).toBe('degraded');
	});

	it('is degraded by five open critical errors of the last day', () => {
		expect(health({ openCriticalErrors: 4 })).toBe('healthy');
		expect(health({ openCriticalErrors: 5 })).toBe('degraded');
	});

	it('is never healthy while something is not recorded', () => {
		expect(health({ blind: true, period: { successful: 100, failed: 0 } })).toBe('degraded');
		expect(health({ blind: true, period: { successful: 0, failed: 100 } })).toBe('critical');
	});
});

describe('successRate', () => {
	it('has two decimals and is null where nothing has ended', () => {
		expect(successRate({ successful: 142, failed: 8 })).toBe(94.67);
		expect(successRate({ successful: 2, failed: 1 })).toBe(66.67);
		expect(successRate({ successful: 3, failed: 0 })).toBe(100);
		expect(successRate(NOTHING)).toBeNull();
	});
});
