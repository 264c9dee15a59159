/** What a workflow has the host hide of its runs; the words are n8n's own. */
export type RedactionPolicy = 'none' | 'all' | 'non-manual' | 'manual-only';

/** What the host asks of all workflows at least. */
export type RedactionFloor = 'off' | 'production' | 'all';

/** What the host's own tables say of a workflow. A process that executes it knows little of this. */
export interface WorkflowFacts {
	id: string;
	name: string;
	active: boolean;
	archived: boolean;
	/** The version that is published; null where none is, or the host keeps no versions. */
	version: string | null;
	/** Its home project; null where it has none. */
	projectId: string | null;
	tags: ReadonlyArray<{ id: string; name: string }>;
	redaction: RedactionPolicy;
}

/** Whether the host hides the data of a run. As n8n has it, what hides manual runs hides the others too. */
export function isRedacted(policy: RedactionPolicy, floor: RedactionFloor, mode: string | null): boolean {
	const manual = policy === 'all' || policy === 'manual-only' || floor === 'all';
	return manual || (mode !== 'manual' && (policy === 'non-manual' || floor === 'production'));
}

const POLICIES: readonly RedactionPolicy[] = ['none', 'all', 'non-manual', 'manual-only'];

/** n8n's word for what it hides; one that we do not know hides rather too much. */
export function redactionPolicy(word: unknown): RedactionPolicy {
	if (word === undefined || word === null) return 'none';
	return POLICIES.find((each) => each === word) ?? 'all';
}
