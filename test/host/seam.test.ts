import { installSeam, type SeamSocket } from '../../monitoring/host/seam';

/** n8n's class as far as the seam touches it. */
class Hooks {
	readonly ran: string[] = [];

	constructor(readonly executionId: string) {}

	async runHook(hook: string, parameters: readonly unknown[]): Promise<void> {
		await Promise.resolve();
		if (parameters[0] === 'throws') throw new Error('a handler of n8n');
		this.ran.push(hook);
	}
}

describe('the seam', () => {
	let socket: SeamSocket;
	let HooksClass: typeof Hooks;

	beforeEach(() => {
		socket = { observer: null, onError: null };
		HooksClass = class extends Hooks {};
		Object.defineProperty(HooksClass.prototype, 'runHook', {
			value: Hooks.prototype.runHook,
			writable: true,
			configurable: true,
		});
	});

	it('hands each hook to the observer before the original runs', async () => {
		const seen: unknown[] = [];
		socket.observer = (hook, hooks, parameters) => seen.push([hook, (hooks as Hooks).executionId, parameters]);
		installSeam(socket, HooksClass.prototype);
		const hooks = new HooksClass('7');
		await hooks.runHook('workflowExecuteBefore', ['x']);
		expect(seen).toEqual([['workflowExecuteBefore', '7', ['x']]]);
		expect(hooks.ran).toEqual(['workflowExecuteBefore']);
	});

	it('is put in once, however many copies of the package are loaded', async () => {
		const calls: string[] = [];
		installSeam(socket, HooksClass.prototype);
		const once = HooksClass.prototype.runHook;
		socket.observer = () => calls.push('first copy');
		installSeam(socket, HooksClass.prototype);
		expect(HooksClass.prototype.runHook).toBe(once);
		socket.observer = () => calls.push('second copy');
		await new HooksClass('1').runHook('nodeExecuteBefore', []);
		expect(calls).toEqual(['second copy']);
	});

	it('lets no error of ours reach the execution', async () => {
		const errors: unknown[] = [];
		socket.observer = () => {
			throw new Error('ours');
		};
		socket.onError = (error) => errors.push(error);
		installSeam(socket, HooksClass.prototype);
		const hooks = new HooksClass('1');
		await expect(hooks.runHook('nodeExecuteAfter', [])).resolves.toBeUndefined();
		expect(hooks.ran).toEqual(['nodeExecuteAfter']);
		expect(errors).toHaveLength(1);
		socket.onError = () => {
			throw new Error('even this');
		};
		await expect(hooks.runHook('nodeExecuteAfter', [])).resolves.toBeUndefined();
		expect(socket.observer).toBeNull();
	});

	it("passes on what n8n's own handlers throw", async () => {
		installSeam(socket, HooksClass.prototype);
		await expect(new HooksClass('1').runHook('x', ['throws'])).rejects.toThrow('a handler of n8n');
	});
});
