import { hostModule, HostError } from './host-modules';

/** Called with each hook of each execution, on n8n's own path. Must return at once. */
export type HookObserver = (
	hook: string,
	hooks: unknown,
	parameters: readonly unknown[],
) => void;

/** The place that the wrapper reads; it outlives the copy of the package that installed it. */
export interface SeamSocket {
	observer: HookObserver | null;
	/** Called where the observer throws; may take it out. */
	onError: ((error: unknown) => void) | null;
}

interface HooksPrototype {
	runHook(hook: string, parameters: readonly unknown[]): Promise<void>;
}

const MARK = Symbol.for('n8n-nodes-monitor.seam');

/**
 * Puts the observer's socket before `ExecutionLifecycleHooks.runHook`, once per process: a second copy of the
 * package finds the mark and changes nothing. The wrapper awaits nothing, throws nothing and hands on what the
 * original returns.
 *
 * @throws HostError where this n8n has no such class
 */
export function installSeam(socket: SeamSocket, prototype: HooksPrototype = hooksPrototype()): void {
	const original = prototype.runHook as HooksPrototype['runHook'] & { [MARK]?: true };
	if (typeof original !== 'function') throw new HostError("n8n's ExecutionLifecycleHooks has no runHook");
	if (original[MARK] === true) return;
	const wrapper: typeof original = function runHook(this: unknown, hook, parameters) {
		const { observer } = socket;
		if (observer !== null) {
			try {
				observer(hook, this, parameters);
			} catch (error) {
				report(socket, error);
			}
		}
		return original.call(this as HooksPrototype, hook, parameters);
	};
	wrapper[MARK] = true;
	prototype.runHook = wrapper;
}

function report(socket: SeamSocket, error: unknown): void {
	try {
		socket.onError?.(error);
	} catch {
		// Whatever is wrong with us must not reach the execution.
		socket.observer = null;
	}
}

function hooksPrototype(): HooksPrototype {
	const core = hostModule<{ ExecutionLifecycleHooks?: { prototype: HooksPrototype } }>('n8n-core');
	if (core.ExecutionLifecycleHooks === undefined) {
		throw new HostError('this n8n has no ExecutionLifecycleHooks');
	}
	return core.ExecutionLifecycleHooks.prototype;
}
