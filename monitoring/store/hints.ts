/** What a writer tells those who listen: something of an instance was written. Where to look, not what is there. */
export interface Hint {
	instanceId: string;
	/** What it has to do with, such as `logs`. */
	wrote: string[];
}

/** One channel a schema: Postgres' channels belong to the whole database. */
export function hintChannel(schemaName: string): string {
	return `n8n_monitor_${schemaName}`;
}

/** Null where it is none of ours. */
export function readHint(payload: string | undefined): Hint | null {
	try {
		const { instanceId, wrote } = JSON.parse(payload ?? '') as Partial<Hint>;
		return typeof instanceId === 'string' && Array.isArray(wrote) ? { instanceId, wrote } : null;
	} catch {
		return null;
	}
}
