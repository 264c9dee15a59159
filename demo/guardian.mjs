import { endRecorded } from './leftovers.mjs';

// Runs beside a process that starts others (processes.mjs) and reads from a pipe that nobody writes to. The
// pipe ends when that process ends, in whatever way; then what it left running is ended.

const file = process.argv[2];
process.stdin.on('end', () => void endRecorded(file));
process.stdin.on('error', () => void endRecorded(file));
process.stdin.resume();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGHUP'])) process.on(signal, () => {});
