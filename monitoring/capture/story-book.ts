import type { Story } from './story';

const ENDED_KEPT = 500;

/**
 * The stories of executions that run in this process. Those that ended are let go, but for canceled ones: the
 * node that was under way tells of its end seconds later.
 */
export class StoryBook {
	/** By execution id; handed on to a newer copy of the package. */
	readonly stories: Map<string, Story>;

	readonly #ended = new Set<string>();

	constructor(stories: Map<string, Story> = new Map()) {
		this.stories = stories;
		for (const [id, story] of stories) if (story.endedAt !== null) this.#ended.add(id);
	}

	get(executionId: string): Story | undefined {
		return this.stories.get(executionId);
	}

	put(executionId: string, story: Story): void {
		this.#ended.delete(executionId);
		this.stories.set(executionId, story);
	}

	/** @param expectMore keeps it for node events that may follow */
	close(executionId: string, story: Story, at: number, expectMore: boolean): void {
		story.endedAt = at;
		if (!expectMore) {
			this.stories.delete(executionId);
			this.#ended.delete(executionId);
			return;
		}
		this.stories.set(executionId, story);
		this.#ended.add(executionId);
		if (this.#ended.size <= ENDED_KEPT) return;
		const [oldest] = this.#ended;
		this.#ended.delete(oldest);
		this.stories.delete(oldest);
	}
}
