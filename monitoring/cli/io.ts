/** What a command sees of its process. */
export interface Io {
	environment: NodeJS.ProcessEnv;
	out(text: string): void;
	error(text: string): void;
}

/** The command was called wrongly; `message` is one sentence for whoever typed it, without what he typed. */
export class UsageError extends Error {}
