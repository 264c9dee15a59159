import path from 'node:path';
import { ESLint } from 'eslint';

const ROOT = path.join(__dirname, '..', '..');

/** What our lint says of a text that stands at a place in the house. */
async function saidOf(place: string, text: string): Promise<string[]> {
	const { floors } = await import('../../lint/floors.mjs');
	const { default: parser } = await import('@typescript-eslint/parser');
	const eslint = new ESLint({
		cwd: ROOT,
		overrideConfigFile: true,
		overrideConfig: [
			{
				files: ['**/*.ts'],
				languageOptions: { parser },
				plugins: { house: { rules: { floors } } },
				rules: { 'house/floors': 'error' },
			} as never,
		],
	});
	const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, place) });
	return result.messages.map(({ message }) => message);
}

describe('the floors', () => {
	it.each([
		['monitoring/store/read/x.ts', "import { eventPayload } from '../../alerts/event-payload';"],
		['monitoring/model/x.ts', "import { maskText } from '../masking/mask-secrets';"],
		['monitoring/capture/x.ts', "import { hostLog } from '../host/host-log';"],
		['monitoring/capture/x.ts', "import type { HostLog } from '../host/host-log';"],
		['monitoring/host/x.ts', "export { Store } from '../store/pool';"],
		['monitoring/recorder/x.ts', "import { Agent } from '../agent/agent';"],
		['nodes/Monitor/x.ts', "import { Store } from '../../monitoring/store/pool';"],
		['nodes/Monitor/x.ts', "import { startAgent } from '../../monitoring/agent';"],
		['nodes/MonitorTrigger/x.ts', "import { WorkflowMonitor } from '../../monitoring/workflow-monitor';"],
		['monitoring/recorder/x.ts', "import { Pool } from 'pg';"],
		['monitoring/capture/x.ts', "import { ExecutionLifecycleHooks } from 'n8n-core';"],
	])('catch a wrong import in %s: %s', async (place, text) => {
		expect(await saidOf(place, text)).toHaveLength(1);
	});

	it.each([
		['monitoring/recorder/x.ts', "import { mergeExecutions } from '../capture/merge-executions';"],
		['monitoring/agent/x.ts', "import { Store } from '../store/pool';"],
		['monitoring/capture/x.ts', "import type { IRun } from 'n8n-workflow';"],
		['nodes/Monitor/x.ts', "import { WorkflowMonitor } from '../../monitoring/workflow-monitor';"],
		['nodes/MonitorTrigger/x.ts', "import { startAgent } from '../../monitoring/agent';"],
		['index.ts', "export { WorkflowMonitor } from './monitoring/workflow-monitor';"],
	])('let a right one pass in %s: %s', async (place, text) => {
		expect(await saidOf(place, text)).toEqual([]);
	});
});
