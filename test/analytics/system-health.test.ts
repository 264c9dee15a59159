import {
	successRate,
	systemHealth,
	type HealthSigns,
} from '../../monitoring/analytics/system-health';

const NOTHING = { successful: 0, failed: 0 };
const PROCESSES = { known: 2, alive: 2, off: 0, lost: 0, last_loss_at: null };

function verdict(given: Partial<HealthSigns>) {
	return systemHealth({
		period: NOTHING,
		lastHour: NOTHING,
		openAlerts: { critical: 0, critical_unacknowledged: 0, warning_unacknowledged: 0 },
		openCriticalErrors: 0,
		blind: null,
		processes: PROCESSES,
		monitors: { idle: 0, reason: null },
		silent: { count: 0, names: [] },
		...given,
	});
}

function health(given: Partial<HealthSigns>) {
	return verdict(given).health;
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

	it.each([
		[{ blind: 'Capture has switched itself off' }, 'Executions go by unseen: Capture has switched itself off'],
		[{ processes: { ...PROCESSES, alive: 0 } }, 'No process of this n8n records into this database now'],
		[{ processes: { ...PROCESSES, off: 2 } }, 'Capture has switched itself off in 2 processes'],
		[{ monitors: { idle: 1, reason: 'Its owner may not' } }, '1 published monitor not recording: Its owner may not'],
		[{ processes: { ...PROCESSES, lost: 1 } }, 'The lease of 1 process ran out within the last hour'],
		[
			{ processes: { ...PROCESSES, last_loss_at: '2026-01-31T08:00:00.000Z' } },
			'Records were dropped or refused within the last hour, the last at 2026-01-31T08:00:00.000Z',
		],
		[
			{ silent: { count: 4, names: ['Orders', 'A "b"\n', 'C'] } },
			'4 busy workflows silent for longer than usual: "Orders", "A \\"b\\"\\n", "C" and others',
		],
	])('is never healthy while something is not recorded, lost or silent: %#', (signs, reason) => {
		expect(verdict({ ...signs, period: { successful: 100, failed: 0 } })).toEqual({ health: 'degraded', reasons: [reason] });
		expect(verdict({ ...signs, period: { successful: 0, failed: 100 } })).toEqual({
			health: 'critical',
			reasons: ['0 % of 100 executions of the period succeeded', reason],
		});
	});

	it('knows of no process before one has told of itself', () => {
		expect(health({ processes: { known: 0, alive: 0, off: 0, lost: 0, last_loss_at: null } })).toBe('healthy');
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
