// npm run measure -- estimate: runs one measurement of benchmarks/measure; its last line is JSON.
import { spawn } from 'node:child_process';
import path from 'node:path';

const [name, ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name ?? '')) {
	console.error('Say which: npm run measure -- estimate');
	process.exit(2);
}
const child = spawn(process.execPath, [path.join(import.meta.dirname, 'measure', `${name}.mjs`), ...rest], { stdio: 'inherit' });
child.on('exit', (code) => (process.exitCode = code ?? 1));
