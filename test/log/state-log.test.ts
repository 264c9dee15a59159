import { LossLog } from '../../monitoring/log/loss-log';
import { StateLog } from '../../monitoring/log/state-log';

function log() {
	const lines: string[] = [];
	const say = (level: string) => (message: string) => lines.push(`${level}: ${message}`);
	return { lines, log: new StateLog({ error: say('error'), warn: say('warn'), info: say('info') }) };
}

describe('our lines in the log', () => {
	it('say a state once on entering and once on leaving', () => {
		const { lines, log: subject } = log();
		subject.leave('database', 'back');
		for (let i = 0; i < 5; i++) subject.enter('database', 'away');
		subject.leave('database', 'back');
		subject.leave('database', 'back');
		expect(lines).toEqual(['warn: Monitor: away', 'info: Monitor: back']);
	});

	it('say it again when the reason has changed', () => {
		const { lines, log: subject } = log();
		subject.enter('database', 'away');
		subject.enter('database', 'wrong password');
		expect(lines).toHaveLength(2);
	});

	it('stay on one line and carry no control characters, whatever names are in them', () => {
		const { lines, log: subject } = log();
		subject.info('a workflow called "x\n2026 | error | forged\u001b[31m\u2028"');
		expect(lines).toEqual(['info: Monitor: a workflow called "x 2026 | error | forged [31m "']);
	});

	it('say what is lost once, and its count when it is over', () => {
		jest.useFakeTimers();
		try {
			const { lines, log: subject } = log();
			const losses = new LossLog(subject);
			for (let i = 0; i < 30; i++) losses.add('queue_full', 'the queue is full', 10);
			jest.advanceTimersByTime(9_000);
			losses.add('queue_full', 'the queue is full', 1);
			jest.advanceTimersByTime(11_000);
			expect(lines).toEqual([
				'warn: Monitor: the queue is full',
				'info: Monitor: nothing is lost any more; 301 records were (queue_full)',
			]);
		} finally {
			jest.useRealTimers();
		}
	});
});
