import { installTrySeam, type SeamSocket, type TryOutcome } from '../../monitoring/host/seam';

/** The engine as far as the seam touches it. */
class Execute {
	calls = 0;

	runNode(
		_workflow: unknown,
		_executionData: object,
		_data: unknown,
		_runIndex: number,
		_additional: { executionId?: string },
	): Promise<unknown> {
		this.calls += 1;
		return this.calls === 1 ? Promise.reject(new Error('boom')) : Promise.resolve({ data: [[]] });
	}
}

function wrapped(tryObserver: SeamSocket['tryObserver']) {
	const seen: TryOutcome[] = [];
	const socket: SeamSocket = { observer: null, onError: (error) => errors.push(error), tryObserver: tryObserver ?? ((each) => void seen.push(each)) };
	const errors: unknown[] = [];
	class Engine extends Execute {}
	Object.defineProperty(Engine.prototype, 'runNode', { value: Execute.prototype.runNode, writable: true });
	installTrySeam(socket, Engine.prototype);
	const once = Engine.prototype.runNode;
	installTrySeam(socket, Engine.prototype);
	expect(Engine.prototype.runNode).toBe(once);
	return { engine: new Engine(), seen, errors, socket };
}

const node = (given: object = {}) => ({ node: { name: 'N', retryOnFail: true, ...given } });

describe('the seam of tries', () => {
	it('tells of each try, and leaves the outcome to the engine', async () => {
		const { engine, seen } = wrapped(undefined);
		await expect(engine.runNode({}, node(), {}, 2, { executionId: '7' })).rejects.toThrow('boom');
		await expect(engine.runNode({}, node({ maxTries: 9 }), {}, 2, { executionId: '7' })).resolves.toEqual({ data: [[]] });
		expect(seen).toMatchObject([
			{ executionId: '7', node: 'N', runIndex: 2, tries: 3, thrown: expect.any(Error) as Error },
			{ executionId: '7', node: 'N', runIndex: 2, tries: 5, output: { data: [[]] } },
		]);
	});

	it('does not look at nodes that are not tried again', async () => {
		const { engine, seen } = wrapped(undefined);
		await expect(engine.runNode({}, node({ retryOnFail: false }), {}, 0, { executionId: '7' })).rejects.toThrow('boom');
		expect(seen).toEqual([]);
	});

	it('keeps an error of the observer to itself', async () => {
		const { engine, errors } = wrapped(() => {
			throw new Error('ours');
		});
		await expect(engine.runNode({}, node(), {}, 0, { executionId: '7' })).rejects.toThrow('boom');
		expect(errors).toMatchObject([{ message: 'ours' }]);
	});
});
