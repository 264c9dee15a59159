import { installRunSeam } from '../../monitoring/host/run-seam';
import type { SeamSocket } from '../../monitoring/host/seam';

function wrapped(surround: SeamSocket['surround'], outcome: () => unknown = () => Promise.resolve('done')) {
	const errors: unknown[] = [];
	const socket: SeamSocket = { observer: null, onError: (error) => errors.push(error), surround };
	const given: unknown[] = [];
	class Engine {
		additionalData?: { executionId?: string } = { executionId: '7' };

		processRunExecutionData(...parameters: unknown[]): PromiseLike<unknown> {
			given.push(this, ...parameters);
			return outcome() as PromiseLike<unknown>;
		}
	}
	installRunSeam(socket, Engine.prototype);
	const once = Engine.prototype.processRunExecutionData;
	installRunSeam(socket, Engine.prototype);
	expect(Engine.prototype.processRunExecutionData).toBe(once);
	return { engine: new Engine(), errors, given, socket };
}

const steps: string[] = [];
const surroundings = (executionId: string) => ({
	run: <T>(go: () => T): T => {
		steps.push(`enter ${executionId}`);
		return go();
	},
	leave: () => void steps.push(`leave ${executionId}`),
});

beforeEach(() => (steps.length = 0));

describe('the seam of runs', () => {
	it('has an execution run within its surroundings, and hands on the promise itself', async () => {
		const promise = Promise.resolve('done');
		const { engine, given } = wrapped(surroundings, () => promise);
		expect(engine.processRunExecutionData('workflow')).toBe(promise);
		expect(given).toEqual([engine, 'workflow']);
		expect(steps).toEqual(['enter 7']);
		await promise;
		expect(steps).toEqual(['enter 7', 'leave 7']);
	});

	it('leaves where the execution fails, at once or later, and hands on what it throws', async () => {
		const later = wrapped(surroundings, () => Promise.reject(new Error('later')));
		await expect(later.engine.processRunExecutionData()).rejects.toThrow('later');
		const atOnce = wrapped(surroundings, () => {
			throw new Error('at once');
		});
		expect(() => atOnce.engine.processRunExecutionData()).toThrow('at once');
		expect(steps).toEqual(['enter 7', 'leave 7', 'enter 7', 'leave 7']);
	});

	it('hands on whatever else this n8n returns', () => {
		expect(wrapped(surroundings, () => undefined).engine.processRunExecutionData()).toBeUndefined();
		expect(steps).toEqual(['enter 7', 'leave 7']);
	});

	it('stays away where nothing is measured, or the execution has no id', async () => {
		await expect(wrapped(null).engine.processRunExecutionData()).resolves.toBe('done');
		const { engine } = wrapped(surroundings);
		engine.additionalData = {};
		await expect(engine.processRunExecutionData()).resolves.toBe('done');
		engine.additionalData = undefined;
		await expect(engine.processRunExecutionData()).resolves.toBe('done');
		expect(steps).toEqual([]);
	});

	it('keeps our own errors to itself', async () => {
		const entering = wrapped(() => {
			throw new Error('ours');
		});
		await expect(entering.engine.processRunExecutionData()).resolves.toBe('done');
		const leaving = wrapped(() => ({
			run: (go) => go(),
			leave: () => {
				throw new Error('ours too');
			},
		}));
		await expect(leaving.engine.processRunExecutionData()).resolves.toBe('done');
		expect([...entering.errors, ...leaving.errors]).toMatchObject([{ message: 'ours' }, { message: 'ours too' }]);
	});
});
