import { withAdvice } from './advice.mjs';
import { requireCacheFolder } from './cache.mjs';
import { inWords, takeLock } from './demo-lock.mjs';
import { keptData } from './kept-data.mjs';
import { playLive } from './live.mjs';
import { chosenVersion } from './n8n-install.mjs';
import { endLeftovers, onInterrupt, stopAll } from './processes.mjs';
import { printTo } from './progress.mjs';
import { removeKeptData } from './reset.mjs';
import { playOnce } from './story.mjs';

const USAGE = `npm run demo             a real n8n with traffic, recorded into a real PostgreSQL, until Ctrl-C;
                         the next start continues with the same data
npm run demo -- --once   plays the story to its end, with data of its own that is removed afterwards, and
                         prints the figures as one line of JSON
npm run demo -- --reset  removes the data that the demo has kept; what is installed stays
npm run demo -- --help   prints this

MONITOR_N8N_VERSION      another n8n, such as 2.40.7; each version has data of its own
MONITOR_CACHE            where n8n is installed and the data is kept, instead of the user's cache folder`;

/**
 * @typedef {object} Run what the parts of a run share
 * @property {import('./cache.mjs').Progress} say
 * @property {boolean} stopping true from the moment in which it is to end
 * @property {import('./stage.mjs').Stage} [stage] what is to be struck then
 * @property {(reason: string) => Promise<void>} leave ends it with that reason, unless it is ending already
 */

const HOW = new Map([
	['', live],
	['--once', once],
	['--reset', reset],
	['--help', help],
	['-h', help],
]);

/**
 * @param {string[]} args of the command line
 */
export async function run(args) {
	const unknown = args.find((arg) => arg === '' || !HOW.has(arg));
	const asked = new Set(args.map((arg) => HOW.get(arg)));
	if (unknown !== undefined) return fail(`The demo does not know "${unknown}".\n${USAGE}`);
	if (asked.has(help)) return help();
	if (asked.size > 1) return fail(`The demo takes one of ${args.join(' and ')}.\n${USAGE}`);

	/** @type {Run} */
	const run = {
		say: printTo(process.stdout),
		stopping: false,
		leave: async (reason) => {
			if (run.stopping) return; // What fails now, fails because of that.
			run.stopping = true;
			await stopAll().catch(() => {});
			fail(withAdvice(reason));
		},
	};
	try {
		requireCacheFolder();
		await ([...asked][0] ?? live)(run);
	} catch (error) {
		await run.leave(error.message);
	}
}

/** @param {Run} run */
async function live(run) {
	const kept = keptData(chosenVersion());
	const lock = await takeLock(kept.lockFile);
	if ('holder' in lock) {
		return run.leave(
			`The demo is already running: ${inWords(lock.holder)}. End that one by Ctrl-C where it was started ` +
				`(or by \`kill ${lock.holder.pid}\`) to start it here.`,
		);
	}
	stopOnInterrupt(run, 'its data is kept: `npm run demo` continues with it, `npm run demo -- --reset` removes it');
	await clearTheWay(run);
	try {
		await playLive(run, { kept, tell: lock.tell });
	} catch (error) {
		await run.leave(
			kept.state.hasData
				? `${withAdvice(error.message)}\nShould the data kept in ${kept.folder} be the cause: \`npm run demo -- --reset\` removes it.`
				: error.message,
		);
	}
}

/** @param {Run} run */
async function once(run) {
	stopOnInterrupt(run, 'its data is removed');
	await clearTheWay(run);
	const result = await playOnce(run);
	run.stopping = true;
	await run.stage?.strike();
	await stopAll();
	process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

/** @param {Run} run */
async function reset(run) {
	await clearTheWay(run);
	await removeKeptData(run.say);
}

function help() {
	console.log(USAGE);
}

/** @param {Run} run @param {string} ofItsData */
function stopOnInterrupt(run, ofItsData) {
	onInterrupt(async () => {
		run.stopping = true;
		run.say('stopping');
		await run.stage?.strike();
		await stopAll();
		run.say(`all that was started has ended${run.stage ? `; ${ofItsData}` : ''}`);
	});
}

/** @param {Run} run */
async function clearTheWay({ say }) {
	for (const name of await endLeftovers()) say(`ended a leftover of an earlier run: ${name}`);
}

function fail(reason) {
	process.stderr.write(`${reason}\n`, () => process.exit(1));
}
