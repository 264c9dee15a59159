// npm test: installs what the tests need, runs them, and ends with one plain line of counts.
//   npm test                     everything
//   npm test -- unit postgres    only these projects (unit, postgres, e2e)
//   npm test -- unit -t "loop"   what follows a dash goes to jest
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureN8n } from '../demo/n8n-install.mjs';
import { ensureNode } from '../demo/node-runtime.mjs';
import { buildAndPack, ensureDependencies, REPOSITORY } from '../demo/package-build.mjs';
import { endLeftovers, stopAll } from '../demo/processes.mjs';
import { printTo } from '../demo/progress.mjs';

const PROJECTS = ['unit', 'postgres', 'e2e'];
const say = printTo(process.stderr);

const given = process.argv.slice(2);
const firstFlag = given.findIndex((each) => each.startsWith('-'));
const chosen = given.slice(0, firstFlag === -1 ? given.length : firstFlag);
const forJest = firstFlag === -1 ? [] : given.slice(firstFlag);
const projects = chosen.length === 0 ? PROJECTS : chosen;

const unknown = projects.find((each) => !PROJECTS.includes(each));
if (unknown !== undefined) {
	console.error(`There is no group of tests called "${unknown}"; there are ${PROJECTS.join(', ')}.`);
	process.exit(2);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
try {
	await endLeftovers();
	await ensureDependencies(say);
	const fast = projects.filter((each) => each !== 'e2e');
	process.env.MONITOR_TEST_TARBALL = await buildAndPack(say);
	if (fast.length > 0) await jest(fast, ['--maxWorkers=2']);
	if (projects.includes('e2e')) {
		await ensureN8n({ nodePath: await ensureNode(24, say), progress: say });
		await jest(['e2e'], ['--runInBand']);
	}
} catch (error) {
	console.error(error.message);
	counts.failed += 1;
} finally {
	await stopAll();
	rmSync(folder, { recursive: true, force: true });
	if (process.env.MONITOR_TEST_TARBALL) {
		rmSync(path.dirname(process.env.MONITOR_TEST_TARBALL), { recursive: true, force: true });
	}
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function jest(names, options) {
	const report = path.join(folder, `${names.join('-')}.json`);
	const child = spawn(
		process.execPath,
		[
			// Tests share the demo's scripts, which are ES modules.
			'--experimental-vm-modules',
			'--no-warnings',
			path.join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js'),
			...['--selectProjects', ...names],
			...options,
			...['--json', '--outputFile', report],
			...forJest,
		],
		{ cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'inherit'] },
	);
	const [code] = await once(child, 'exit');
	const result = readReport(report);
	counts.passed += result.numPassedTests;
	counts.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
	counts.skipped += result.numPendingTests + result.numTodoTests;
	if (code !== 0 && counts.failed === 0) counts.failed += 1;
}

function readReport(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		throw new Error('jest has written no report: it ended before its tests did');
	}
}
