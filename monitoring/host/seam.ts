import { corePrototype, HostError } from './host-modules';

/** Called with each hook of each execution, on n8n's own path. Must return at once. */
export type HookObserver = (
	hook: string,
	hooks: unknown,
	parameters: readonly unknown[],
) => void;

/** What one try came to, as the host's engine has it: what it threw, or what it put out. */
export interface TryOutcome {
	executionId: string;
	node: string;
	runIndex: number;
	/** How often the node is tried at most. */
	tries: number;
	/** What was thrown; undefined where nothing was. */
	thrown?: unknown;
	/** What the node put out, where it threw nothing. */
	output?: unknown;
}

export type TryObserver = (outcome: TryOutcome) => void;

/** What an execution runs in; `run` calls what it is given and returns its result. */
export interface RunSurroundings {
	run<T>(go: () => T): T;
	/** The execution has settled. */
	leave(): void;
}

/** The place that the wrapper reads; it outlives the copy of the package that installed it. */
export interface SeamSocket {
	observer: HookObserver | null;
	/** Called with each try of a node that is tried again when it fails. Absent in sockets of older copies. */
	tryObserver?: TryObserver | null;
	/** Asked where an execution is about to run in this process. Absent in sockets of older copies. */
	surround?: ((executionId: string) => RunSurroundings | null) | null;
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
export function installSeam(socket: SeamSocket, prototype: HooksPrototype = corePrototype('ExecutionLifecycleHooks')): void {
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

interface RetriedNode {
	name: string;
	retryOnFail?: boolean;
	maxTries?: number;
}

interface ExecutePrototype {
	runNode(
		workflow: unknown,
		executionData: { node: RetriedNode },
		runExecutionData: unknown,
		runIndex: number,
		additionalData: { executionId?: string },
		...more: unknown[]
	): Promise<unknown>;
}

const TRIES = Symbol.for('n8n-nodes-monitor.tries');

/**
 * Puts the socket's `tryObserver` behind `WorkflowExecute.runNode`, once per process. The hooks tell of the last try
 * of a node only; each try is a call of this. Nodes that are not tried again are not looked at, and the engine gets
 * the promise that its own function returned.
 *
 * @throws HostError where this n8n has no such class
 */
export function installTrySeam(socket: SeamSocket, prototype: ExecutePrototype = corePrototype('WorkflowExecute')): void {
	const original = prototype.runNode as ExecutePrototype['runNode'] & { [TRIES]?: true };
	if (typeof original !== 'function') throw new HostError("n8n's WorkflowExecute has no runNode");
	if (original[TRIES] === true) return;
	const wrapper: typeof original = function runNode(this: unknown, ...given) {
		const result = original.apply(this as ExecutePrototype, given);
		const [, executionData, , runIndex, additionalData] = given;
		if (executionData?.node?.retryOnFail !== true || !socket.tryObserver) return result;
		const { name, maxTries } = executionData.node;
		const executionId = additionalData?.executionId;
		if (executionId === undefined) return result;
		// The engine's own bounds.
		const tries = Math.min(5, Math.max(2, maxTries || 3));
		const tell = (outcome: Pick<TryOutcome, 'thrown' | 'output'>) => {
			try {
				socket.tryObserver?.({ executionId, node: name, runIndex, tries, ...outcome });
			} catch (error) {
				report(socket, error);
			}
		};
		// Whatever it is, it is the engine's; we only look at a promise.
		if (typeof result?.then !== 'function') return result;
		result.then(
			(output) => tell({ output }),
			(thrown: unknown) => tell({ thrown: thrown ?? 'null' }),
		);
		return result;
	};
	wrapper[TRIES] = true;
	prototype.runNode = wrapper;
}

export function report(socket: SeamSocket, error: unknown): void {
	try {
		socket.onError?.(error);
	} catch {
		// Whatever is wrong with us must not reach the execution.
		socket.observer = null;
	}
}
