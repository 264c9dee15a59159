import type { INode, IWorkflowBase } from 'n8n-workflow';
import { capturedId, capturedName } from './captured-text';

/** What we keep of a workflow's node: plain, masked, without its parameters. */
export interface NodeFacts {
	id: string | null;
	/** The host's own spelling of its name, which no other node of the workflow has. Never stored. */
	key: string;
	/** The name as it is stored: masked and cut, so that two may look alike. */
	name: string;
	type: string;
	typeVersion: number;
	/** The execution goes on when this node fails. */
	continues: boolean;
	/** It has one output more than its type declares, for errors. */
	errorOutput: boolean;
	/** Switched off: it hands on what it gets. */
	disabled: boolean;
}

/** Facts of all nodes by name; a Map, since nodes may be called like members of Object. */
export function nodeFactsOf(workflow: IWorkflowBase): Map<string, NodeFacts> {
	const facts = new Map<string, NodeFacts>();
	for (const node of workflow.nodes ?? []) facts.set(node.name, factsOf(node));
	return facts;
}

function factsOf(node: INode): NodeFacts {
	return {
		id: typeof node.id === 'string' && node.id !== '' ? capturedId(node.id) : null,
		key: node.name,
		name: capturedName(node.name, 'node_name'),
		type: node.type,
		typeVersion: node.typeVersion,
		continues:
			node.continueOnFail === true ||
			node.onError === 'continueRegularOutput' ||
			node.onError === 'continueErrorOutput',
		errorOutput: node.onError === 'continueErrorOutput',
		disabled: node.disabled === true,
	};
}

/** Facts of a node that is not in the workflow as we got it. */
export function unknownNode(name: string): NodeFacts {
	return {
		id: null,
		key: name,
		name: capturedName(name, 'node_name'),
		type: '',
		typeVersion: 1,
		continues: false,
		errorOutput: false,
		disabled: false,
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
