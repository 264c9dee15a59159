import type { INodeExecutionData } from 'n8n-workflow';
import type { ShapeMode } from '../model/known-shape';
import { isErrorItem } from './error-items';
import type { NodeFacts } from './node-facts';
import type { NodeEndObserved } from './observation';
import { ShapeStream } from './shape-stream';
import { nodeOf, type Story } from './story';
import type { Telling } from './telling';

/** Of a node that runs in a loop the first runs of an execution are looked at, and then every tenth. */
const RUNS_LOOKED_AT = 20;
const THEN_EVERY = 10;
/** Names that are remembered in all: some 20 MB. The workflows that were seen first are forgotten first. */
const NAMES_KEPT = 400_000;

/** By node, then by output and mode. */
type Streams = Map<string, Array<ShapeStream | undefined>>;

/** What the nodes of all workflows have yielded in this process: names of fields, never values. */
export class ShapeBook {
	readonly #workflows = new Map<string, Streams>();

	#names = 0;

	/** Tells what is new about the fields of a run's items. Data that is pinned, redacted or of a failure tells nothing. */
	look(telling: Telling, { node, runIndex, task, pinned, at }: NodeEndObserved): void {
		const main = task.data?.main;
		if (main === undefined || task.executionStatus !== 'success' || pinned || telling.policy.redacted) return;
		if (runIndex >= RUNS_LOOKED_AT && runIndex % THEN_EVERY !== 0) return;
		const { story } = telling;
		const test = isTest(story);
		for (let output = 0; output < main.length; output++) {
			const items = main[output];
			if (items === null || items === undefined || items.length === 0) continue;
			const place = output * 2 + (test ? 1 : 0);
			const stream = this.#stream(story.workflowId, node, place);
			// What nodes put out is foreign to us: to look at it may throw.
			try {
				this.#tell(telling, stream, nodeOf(story, node).facts, items, output, at);
			} catch {
				continue;
			}
		}
	}

	#tell(
		telling: Telling,
		stream: ShapeStream,
		facts: NodeFacts,
		items: readonly INodeExecutionData[],
		output: number,
		at: number,
	): void {
		const { story } = telling;
		const told = stream.look(items, at, facts.continues ? isData : always);
		if (told === null) return;
		this.#count(stream.grown());
		const mode: ShapeMode = isTest(story) ? 'test' : 'production';
		telling.add({
			table: 'node_shapes',
			row: {
				id_key: `shape\0${story.executionId}\0${facts.key}\0${output}\0${told.at}`,
				workflow_id: story.workflowId,
				execution_id: story.executionId,
				node_id: facts.id,
				node_name: facts.name,
				output_index: output,
				mode,
				fields: told.fields,
				partial: told.partial,
				empty: told.empty,
				truncated: told.truncated,
				runs: told.runs,
				timestamp: told.at,
				workflow_version: story.workflowVersion ?? telling.policy.workflowVersion,
			},
		});
	}

	#stream(workflowId: string, node: string, place: number): ShapeStream {
		let nodes = this.#workflows.get(workflowId);
		if (nodes === undefined) this.#workflows.set(workflowId, (nodes = new Map()));
		let streams = nodes.get(node);
		if (streams === undefined) nodes.set(node, (streams = []));
		return (streams[place] ??= new ShapeStream());
	}

	#count(names: number): void {
		this.#names += names;
		while (this.#names > NAMES_KEPT && this.#workflows.size > 1) {
			const [[oldest, nodes]] = this.#workflows;
			this.#workflows.delete(oldest);
			for (const streams of nodes.values()) {
				for (const stream of streams) this.#names -= stream?.size ?? 0;
			}
		}
	}
}

function isTest({ kind, mode }: Story): boolean {
	return mode === 'manual' || mode === 'evaluation' || kind === 'partial';
}

function isData(item: INodeExecutionData): boolean {
	return !isErrorItem(item);
}

function always(): boolean {
	return true;
}
