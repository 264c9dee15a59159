import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as TarballModule from '../../demo/tarball.mjs';
import type { TestDatabase } from '../support/database';
import { blocks } from '../support/papers';
import { tarball } from '../support/stage';
import { ended, monitoredDatabase, storeExecutions } from '../workflow-monitor/monitored';

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLES = 'test/library-examples/examples.md';
const IMPORT = 'import { workflowMonitor } from "@/lib/monitoring/workflow-monitor";\n';

const BEFORE = `
const said: string[] = [];
const log = console.log;
console.log = (...values: unknown[]) => {
	said.push(String(values[0]));
	log(...values);
};
const error = new Error('API connection failed');
const errorId = await workflowMonitor.logError('wf-001', 'exec-123', { message: 'to be resolved' });
const alertId = await workflowMonitor.createAlert('wf-001', { type: 'performance', title: 'To be acknowledged' });
`;

/** The streams say what happens once they have begun. */
const AFTER = `
while (!said.includes('New log:') || !said.includes('New error:')) {
	await workflowMonitor.logExecution('wf-001', 'exec-123', { message: 'something happens' });
	await workflowMonitor.logError('wf-001', 'exec-123', { message: 'something fails' });
}
await workflowMonitor.close();
`;

/** Each example in a block of its own; only the path of the import is another one. */
function script(kind: 'module' | 'commonjs'): string {
	const bodies = blocks(EXAMPLES, 'typescript').map((body) => `{\n${body.replace(IMPORT, '')}}\n`);
	const body = BEFORE + bodies.join('') + AFTER;
	const head = IMPORT.replace('@/lib/monitoring/workflow-monitor', 'n8n-nodes-monitor');
	return head + (kind === 'module' ? body : `async function main() {\n${body}}\nvoid main();\n`);
}

describe('the examples of the specification', () => {
	let database: TestDatabase;
	let folder: string;

	beforeAll(async () => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-examples-'));
		const modules = path.join(folder, 'node_modules');
		mkdirSync(path.join(modules, 'n8n-nodes-monitor'), { recursive: true });
		mkdirSync(path.join(modules, '@types'));
		const { unpack } = (await import('../../demo/tarball.mjs')) as typeof TarballModule;
		unpack(tarball(), path.join(modules, 'n8n-nodes-monitor'));
		symlinkSync(path.join(ROOT, 'node_modules', '@types', 'node'), path.join(modules, '@types', 'node'));
		writeFileSync(path.join(folder, 'examples.mts'), script('module'));
		writeFileSync(path.join(folder, 'examples.cts'), script('commonjs'));
		writeFileSync(
			path.join(folder, 'tsconfig.json'),
			JSON.stringify({
				compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', types: ['node'], skipLibCheck: false },
				include: ['*.mts', '*.cts'],
			}),
		);
	});

	beforeEach(async () => {
		database = await monitoredDatabase();
		await storeExecutions(database, [
			ended('success', { workflow_id: 'wf-001' }),
			{ workflow_id: 'wf-001', execution_id: 'exec-123', status: 'running', last_node: 'Data Processor' },
		]);
	});

	afterEach(async () => {
		await database.drop();
	});

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('are the methods that the library has: they compile with its package and the types of Node alone', () => {
		expect(blocks(EXAMPLES, 'typescript').filter((body) => body.includes('workflowMonitor.'))).toHaveLength(9);
		const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
		const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
		expect(stdout).toBe('');
		expect(status).toBe(0);
	}, 120_000);

	it.each(['examples.mjs', 'examples.cjs'])('do what they say in a plain Node: %s', async (file) => {
		const { NODE_PATH: _nodePath, NODE_OPTIONS: _nodeOptions, ...environment } = process.env;
		const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(folder, file)], {
			encoding: 'utf8',
			env: { ...environment, MONITOR_DATABASE_URL: database.url, MONITOR_INSTANCE_ID: 'this-n8n' },
			timeout: 60_000,
		});
		expect(stderr).toBe('');
		expect(status).toBe(0);
		expect(stdout).toEqual(expect.stringContaining('Workflow: wf-001\nState: running\n'));
		expect(stdout).toMatch(/^System Health: \w+\nSuccess Rate: 100%\nActive Alerts: 2\nAvg Execution Time: 1000ms$/m);
		expect(stdout).toMatch(/New log: \{[^}]*message: 'something happens'/);
		expect(stdout).toMatch(/New error: \{[^}]*error_message: 'something fails'/);
		expect(stdout).not.toContain('undefined');
		expect(await database.sql("select log_level, workflow_id from monitoring.workflow_settings")).toEqual([
			{ log_level: 'debug', workflow_id: '*' },
		]);
		const [stored] = await database.sql(`select
			(select count(*)::int from monitoring.workflow_execution_logs where message = 'Processing 1000 records' and duration = 2500) as logs,
			(select count(*)::int from monitoring.workflow_errors where resolved and resolved_by = 'admin-user') as resolved,
			(select count(*)::int from monitoring.workflow_errors where error_code = 'CONN_001' and severity = 'high') as errors,
			(select count(*)::int from monitoring.monitoring_alerts where acknowledged and acknowledged_by = 'team-lead') as acknowledged,
			(select memory_peak::int from monitoring.workflow_performance_metrics) as memory`);
		expect(stored).toEqual({ logs: 1, resolved: 1, errors: 1, acknowledged: 1, memory: 134_217_728 });
	}, 120_000);
});
