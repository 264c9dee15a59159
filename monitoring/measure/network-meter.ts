import type { NetworkUse, NodeUse } from '../model/usage';
import { Flow } from './flow';

const RUNNING_AT_MOST = 64;

/**
 * Counts the requests of one execution, in all and for each node: a request is the node's that started last and has
 * not ended when the request is made. What comes later than the end is nobody's.
 */
export class NetworkMeter {
	readonly total: NetworkUse = noUse();

	/** Nodes whose work a task runner did; made where there is one. */
	#outside: Set<string> | null = null;

	readonly #running: string[] = [];

	/** Of runs that go on; made where there is something to count. */
	#uses: Map<string, NodeUse> | null = null;

	/** Requests under way. */
	#flows: Set<Flow> | null = null;

	#closed = false;

	/** The execution has ended here. */
	get closed(): boolean {
		return this.#closed;
	}

	get outside(): string[] {
		return this.#outside === null ? [] : [...this.#outside];
	}

	nodeStarts(node: string): void {
		this.#running.push(node);
		// Of a node that yields nothing n8n tells no end.
		if (this.#running.length > RUNNING_AT_MOST) this.#running.shift();
	}

	/** @returns what the run used; null where that was nothing */
	nodeEnds(node: string): NodeUse | null {
		const running = this.#running;
		// The one that started last ends first, unless nodes nest.
		if (running[running.length - 1] === node) running.pop();
		else if (running.includes(node)) running.splice(running.lastIndexOf(node), 1);
		if (this.#uses === null) return null;
		this.#flows?.forEach((flow) => {
			if (flow.node === node) flow.count();
		});
		const use = this.#uses.get(node) ?? null;
		this.#uses.delete(node);
		return use;
	}

	/** A request is made now. */
	request(): Flow {
		const node = this.#running.at(-1) ?? null;
		const flow = new Flow(node, (sent, received) => this.#add(node, 0, sent, received));
		(this.#flows ??= new Set()).add(flow);
		this.#add(node, 1, 0, 0);
		return flow;
	}

	/** The request is over. */
	ends(flow: Flow): void {
		flow.end();
		this.#flows?.delete(flow);
	}

	/** The node that runs has handed its work to a task runner. */
	goesOutside(): void {
		const node = this.#running.at(-1);
		if (node === undefined) return;
		(this.#outside ??= new Set()).add(node);
		this.#use(node).outside = true;
	}

	/** Counts what is under way, and nothing after it. */
	close(): void {
		this.#flows?.forEach((flow) => flow.end());
		this.#closed = true;
		this.#flows = null;
		this.#running.length = 0;
		this.#uses = null;
	}

	#add(node: string | null, requests: number, sent: number, received: number): void {
		add(this.total, requests, sent, received);
		if (node !== null) add((this.#use(node).network ??= noUse()), requests, sent, received);
	}

	#use(node: string): NodeUse {
		this.#uses ??= new Map();
		let use = this.#uses.get(node);
		if (use === undefined) this.#uses.set(node, (use = { network: null, outside: false }));
		return use;
	}
}

function noUse(): NetworkUse {
	return { requests: 0, bytes_sent: 0, bytes_received: 0 };
}

function add(use: NetworkUse, requests: number, sent: number, received: number): void {
	use.requests += requests;
	use.bytes_sent += sent;
	use.bytes_received += received;
}
