import type { RunEnd } from './node-row';
import type { NodeState, OpenRun } from './node-state';
import type { StartObserved } from './observation';
import type { Story } from './story';

/** What is kept of a segment of an execution while it runs, for the figures of its performance. */
export interface PerformanceNotes {
	/** What its nodes took in, each run counted; of the first node what it yielded. */
	items: number;
	/** ms that its nodes have worked themselves. */
	selfTotal: number;
	/** ms from its creation to its start; null where n8n does not say. */
	queueWait: number | null;
	/** The execution that started it waits for it. */
	awaited: boolean;
}

export function newPerformanceNotes(): PerformanceNotes {
	return { items: 0, selfTotal: 0, queueWait: null, awaited: false };
}

/** @param n8nVersion of the process that executes */
export function noteStart({ performance }: Story, seen: StartObserved, n8nVersion: string | null): void {
	performance.awaited = seen.parent !== null && seen.parent.shouldResume !== false;
	performance.queueWait = queueWaitOf(seen, n8nVersion);
}

/** What goes on after a wait, and what another execution starts, has not been queued as n8n tells it. */
function queueWaitOf(seen: StartObserved, n8nVersion: string | null): number | null {
	const { createdAt, resumed, executes, parent, retryOf, at } = seen;
	if (createdAt === null || resumed || !executes || parent !== null || retryOf !== null) return null;
	// n8n 1 takes the time only when the execution starts.
	return n8nVersion === null || /^[01]\./.test(n8nVersion) ? null : Math.max(0, at - createdAt);
}

/** A run has ended: what it took without the runs that it waited for. */
export function noteRun({ performance }: Story, state: NodeState, { open, at, duration, itemsIn, itemsOut }: RunEnd): void {
	performance.items += itemsIn ?? itemsOut ?? 0;
	if (!state.facts.waits) {
		// Of a node that has waited for others n8n tells the time of its last part only.
		const self = open === null || open.inside === 0 ? duration : Math.max(0, at - open.startedAt - open.inside);
		state.selfTime += self;
		performance.selfTotal += self;
	}
	if (open !== null && open.parent !== null) open.parent.inside += at - open.startedAt;
}

/** An execution has ended, of which `parent` is the one that started it: what runs there has waited for it. */
export function noteChild(parent: Story | undefined, child: Story, at: number): void {
	if (parent === undefined || !child.performance.awaited) return;
	let latest: OpenRun | null = null;
	for (const { open } of parent.nodes.values()) if (open !== null && open.step > (latest?.step ?? -1)) latest = open;
	if (latest !== null) latest.inside += Math.max(0, at - Math.max(child.segmentStartedAt, latest.startedAt));
}
