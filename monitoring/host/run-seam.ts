import { corePrototype, HostError } from './host-modules';
import { report, type RunSurroundings, type SeamSocket } from './seam';

interface ExecutePrototype {
	processRunExecutionData(this: { additionalData?: { executionId?: string } }, ...given: unknown[]): PromiseLike<unknown>;
}

const RUNS = Symbol.for('n8n-nodes-monitor.runs');

/**
 * Has each execution that this process runs call `WorkflowExecute.processRunExecutionData` within what the socket's
 * `surround` gives, once per process. The host gets the very promise that its own function returned, and what that throws.
 *
 * @throws HostError where this n8n has no such class
 */
export function installRunSeam(socket: SeamSocket, prototype: ExecutePrototype = corePrototype('WorkflowExecute')): void {
	const original = prototype.processRunExecutionData as ExecutePrototype['processRunExecutionData'] & { [RUNS]?: true };
	if (typeof original !== 'function') throw new HostError("n8n's WorkflowExecute has no processRunExecutionData");
	if (original[RUNS] === true) return;
	const wrapper: typeof original = function processRunExecutionData(...given) {
		const around = surroundingsOf(socket, this.additionalData?.executionId);
		if (around === null) return original.apply(this, given);
		const leave = () => {
			try {
				around.leave();
			} catch (error) {
				report(socket, error);
			}
		};
		try {
			const result = around.run(() => original.apply(this, given));
			// Whatever it is, it is the host's.
			if (typeof result?.then === 'function') result.then(leave, leave);
			else leave();
			return result;
		} catch (error) {
			leave();
			throw error;
		}
	};
	wrapper[RUNS] = true;
	prototype.processRunExecutionData = wrapper;
}

function surroundingsOf(socket: SeamSocket, executionId: string | undefined): RunSurroundings | null {
	if (!socket.surround || executionId === undefined) return null;
	try {
		return socket.surround(executionId);
	} catch (error) {
		report(socket, error);
		return null;
	}
}
