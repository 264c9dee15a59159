import type { INode, IWorkflowBase } from 'n8n-workflow';
import { addedVersion } from '../masking/added-masks';
import { capturedId, capturedName } from './captured-text';
import { modelFactsOf, sameModel, type ModelFacts } from './model-facts';

/** What we keep of a node of a workflow. The same for all executions of it, so that nothing of one is in here. */
export interface NodeFacts {
	id: string | null;
	/** Its name as the host has it; for looking things up, never stored. */
	key: string;
	/** Its name as it is stored. */
	name: string;
	/** What the rows of its runs say where all went well. */
	finished: string;
	type: string;
	typeVersion: number;
	/** The execution goes on when this node fails. */
	continues: boolean;
	/** It has one output more than its type declares, for errors. */
	errorOutput: boolean;
	/** Switched off: it hands on what it gets. */
	disabled: boolean;
	/** It does nothing but wait. */
	waits: boolean;
	/** Null where its type is not known to ask a language model. */
	model: ModelFacts | null;
}

const WAITS = /\.wait$/;

/** Facts by name; a Map, since nodes may be called like members of Object. */
export type FactsByName = ReadonlyMap<string, NodeFacts>;

const WORKFLOWS_KEPT = 500;

/** What was made of workflows last, by id. */
const known = new Map<string, { nodes: NodeFacts[]; byName: FactsByName; masks: number }>();

/** Facts of all nodes: those made before, as long as the workflow's nodes and what is masked are the same. */
export function nodeFactsOf(workflow: IWorkflowBase): FactsByName {
	const nodes = workflow.nodes ?? [];
	const before = known.get(workflow.id);
	const masks = addedVersion();
	if (before !== undefined && before.masks === masks && fit(before.nodes, nodes)) return before.byName;
	const facts = nodes.map(factsOf);
	const byName = new Map(facts.map((each) => [each.key, each]));
	if (known.size >= WORKFLOWS_KEPT) known.clear();
	known.set(workflow.id, { nodes: facts, byName, masks });
	return byName;
}

function fit(facts: readonly NodeFacts[], nodes: readonly INode[]): boolean {
	if (facts.length !== nodes.length) return false;
	for (let index = 0; index < facts.length; index++) {
		const each = facts[index];
		const node = nodes[index];
		const same =
			each.key === node.name &&
			each.id === idOf(node) &&
			each.type === node.type &&
			each.typeVersion === node.typeVersion &&
			each.continues === continues(node) &&
			each.errorOutput === (node.onError === 'continueErrorOutput') &&
			each.disabled === (node.disabled === true) &&
			(each.model === null || sameModel(each.model, node));
		if (!same) return false;
	}
	return true;
}

function factsOf(node: INode): NodeFacts {
	const name = capturedName(node.name, 'node_name');
	return {
		id: idOf(node),
		key: node.name,
		name,
		finished: `Node "${name}" finished`,
		type: node.type,
		typeVersion: node.typeVersion,
		continues: continues(node),
		errorOutput: node.onError === 'continueErrorOutput',
		disabled: node.disabled === true,
		waits: WAITS.test(node.type),
		model: modelFactsOf(node),
	};
}

function idOf({ id }: INode): string | null {
	return typeof id === 'string' && id !== '' ? capturedId(id) : null;
}

function continues({ continueOnFail, onError }: INode): boolean {
	return continueOnFail === true || onError === 'continueRegularOutput' || onError === 'continueErrorOutput';
}

/** Facts of a node that is not in the workflow as we got it. */
export function unknownNode(key: string): NodeFacts {
	const name = capturedName(key, 'node_name');
	return {
		id: null,
		key,
		name,
		finished: `Node "${name}" finished`,
		type: '',
		typeVersion: 1,
		continues: false,
		errorOutput: false,
		disabled: false,
		waits: false,
		model: null,
	};
}

const TRIGGER = /(^|\.)monitorTrigger$/;

/** True for our own trigger's type, whatever stands before the dot: a scope, or n8n's word for custom nodes. */
export function isMonitorTrigger(type: string): boolean {
	return TRIGGER.test(type);
}

/** True where a workflow holds an enabled Monitor Trigger; such a workflow never starts itself. */
export function holdsMonitorTrigger(workflow: IWorkflowBase): boolean {
	return (workflow.nodes ?? []).some((node) => isMonitorTrigger(node.type) && node.disabled !== true);
}
