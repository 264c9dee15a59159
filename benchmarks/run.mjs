// npm run bench -- capture: runs one benchmark of this folder.
import { spawn } from 'node:child_process';
import path from 'node:path';

const [name] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name ?? '')) {
	console.error('Say which: npm run bench -- capture');
	process.exit(2);
}
// Room for what one round allocates. What is still collected is collected on the one thread that we ask about.
const flags = ['--expose-gc', '--max-semi-space-size=512', '--single-threaded-gc'];
const child = spawn(process.execPath, [...flags, path.join(import.meta.dirname, `${name}.mjs`)], { stdio: 'inherit' });
child.on('exit', (code) => (process.exitCode = code ?? 1));
