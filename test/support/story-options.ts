import type { ProcessFacts } from '../../monitoring/capture/story';
import type { StorytellerOptions } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';

export const TEST_PROCESS: ProcessFacts = {
	id: '018f0000-0000-7000-8000-000000000001',
	n8nVersion: '2.41.1',
	packageVersion: '0.1.0',
};

/** What a storyteller wants, with nothing special about it. */
export function storyOptions(given: Partial<StorytellerOptions> = {}): StorytellerOptions {
	return {
		policy: () => DEFAULT_POLICY,
		process: TEST_PROCESS,
		declaredOutputs: () => null,
		cancelReason: () => null,
		...given,
	};
}
