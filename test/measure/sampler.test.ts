import * as fc from 'fast-check';
import type { Reading } from '../../monitoring/measure/reading';
import { Sampler } from '../../monitoring/measure/sampler';

/** A process whose readings the test sets. */
function machine() {
	const now: Reading = { at: 1_000, cpu: 50, cpuAt: 1_000, heap: 100, external: 0 };
	const delay = { peak: 0, looks: 0, start() {}, stop() {}, take: () => ({ peak: delay.peak, average: delay.peak / 2, looks: delay.looks }) };
	const sampler = new Sampler({ read: () => ({ ...now }), delay });
	/** So many ms pass, in which all threads take so much CPU (null: nobody looks), and the memory gets to this. */
	const pass = (ms: number, cpu: number | null, heap = now.heap, external = now.external) => {
		now.at += ms;
		if (cpu !== null) {
			now.cpu += cpu;
			now.cpuAt = now.at;
		}
		now.heap = heap;
		now.external = external;
	};
	return { sampler, pass, delay };
}

describe('the sampler', () => {
	it('reads what one execution uses, however long it holds the event loop', () => {
		const { sampler, pass } = machine();
		const sample = sampler.join();
		pass(2_000, 1_990, 300);
		expect(sampler.leave(sample)).toEqual({
			ms: 2_000,
			memory_peak: 300,
			memory_average: 200,
			memory_growth: 200,
			cpu_peak: 99.5,
			cpu_average: 99.5,
			cpu_share: 1,
			// The tick that it held up was due after 200 ms.
			delay_peak: 1_800,
			delay_average: 1_800,
			together_peak: 1,
			together_average: 1,
		});
		sampler.stop();
	});

	it('divides CPU time by those that run, and tells how many they were', () => {
		const { sampler, pass } = machine();
		const long = sampler.join();
		pass(100, 100);
		const short = sampler.join();
		pass(100, 100);
		expect(sampler.leave(short)).toMatchObject({ ms: 100, cpu_average: 50, cpu_share: 0.5, together_peak: 2, together_average: 2 });
		pass(200, 0);
		sampler.tick();
		expect(sampler.leave(long)).toMatchObject({ ms: 400, cpu_average: 37.5, cpu_share: 0.75, together_average: 1.25 });
		sampler.stop();
	});

	it('takes a peak over windows, and a rise from the lowest reading before it', () => {
		const { sampler, pass, delay } = machine();
		const sample = sampler.join();
		for (const [cpu, memory] of [[20, 40], [180, 90], [0, 60]]) {
			pass(200, cpu, memory);
			sampler.tick();
		}
		delay.peak = 30;
		delay.looks = 2;
		pass(10, 10, 60);
		expect(sampler.leave(sample)).toMatchObject({ memory_peak: 100, memory_growth: 50, cpu_peak: 90, delay_peak: 30 });
		sampler.stop();
	});

	it('sees a buffer grow while garbage of the heap makes room for it', () => {
		const { sampler, pass } = machine();
		const sample = sampler.join();
		pass(100, 0, 20, 80);
		expect(sampler.leave(sample)).toMatchObject({ memory_peak: 100, memory_growth: 80 });
		sampler.stop();
	});

	it('does not blame an execution for a delay from before it', () => {
		const { sampler, pass, delay } = machine();
		const first = sampler.join();
		pass(500, 0);
		const second = sampler.join();
		pass(3, 0);
		Object.assign(delay, { peak: 400, looks: 5 });
		sampler.tick();
		expect(sampler.leave(second).delay_peak).toBe(3);
		expect(sampler.leave(first).delay_peak).toBe(400);
		sampler.stop();
	});

	it('says nothing of what it had no time to see', () => {
		const { sampler, pass } = machine();
		const sample = sampler.join();
		pass(0.5, null);
		expect(sampler.leave(sample)).toMatchObject({ cpu_peak: null, cpu_average: null, delay_peak: null, delay_average: null });
		sampler.stop();
	});

	it('hands out all CPU time of busy periods and no more, whoever runs when', () => {
		const step = fc.record({ act: fc.constantFrom('join', 'leave', 'tick'), ms: fc.integer({ min: 1, max: 300 }), cpu: fc.nat(400) });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const { sampler, pass } = machine();
				const running = [sampler.join()];
				let taken = 0;
				let handedOut = 0;
				const leave = () => {
					const [sample] = running.splice(0, 1);
					const { cpu_average: cpu, ms } = sampler.leave(sample);
					handedOut += ((cpu ?? 0) * ms) / 100;
				};
				for (const { act, ms, cpu } of steps) {
					if (running.length > 0) taken += cpu;
					pass(ms, cpu);
					if (act === 'join') running.push(sampler.join());
					else if (act === 'leave' && running.length > 0) leave();
					else if (running.length > 0) sampler.tick();
				}
				pass(5, 0);
				while (running.length > 0) leave();
				sampler.stop();
				// One that starts and ends at one instant takes nothing.
				expect(Math.abs(handedOut - taken)).toBeLessThan(1e-6 * Math.max(1, taken));
			}),
		);
	});
});
