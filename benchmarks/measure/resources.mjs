// Known loads on a real n8n, as the monitor reads them back, and what the sampler itself takes of a core. Each load
// runs three times; the figure with the greatest error counts.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import esbuild from 'esbuild';
import { printTo } from '../../demo/progress.mjs';
import { setLoadStage } from './load-stage.mjs';

const TIMES = 3;
const SAMPLED_FOR = 20_000;
const progress = printTo(process.stdout);

const sampler = await costOfSampler();
progress(`the sampler takes ${sampler.cpu_percent} % of a core with ${sampler.executions} executions under way`);
const stage = await setLoadStage(progress);
try {
	const loads = [
		...(await readBack('memory', 200, [['200 MB held for a second, bytes', () => 200 * 2 ** 20, (row) => Number(row.memory_growth)]])),
		...(await readBack('cpu', 2_000, [
			['a core for 2 s, ms of CPU', ({ cpu }) => cpu, (row) => (Number(row.cpu_average) / 100) * row.total_duration],
			['a core for 2 s, peak %', ({ cpu, wall }) => (cpu / wall) * 100, (row) => Number(row.cpu_peak)],
			['a core for 2 s, peak of the event loop delay in ms', ({ wall }) => wall, (row) => Number(row.event_loop_delay_peak)],
		])),
		...(await readBack('fetch', 50, network('fetch'))),
		...(await readBack('http', 50, network("n8n's HTTP client"))),
	];
	console.log(JSON.stringify({ loads, sampler }));
} finally {
	await stage.strike();
}

/** The figures of 50 calls, each answered with 100 kB. */
function network(client) {
	return [
		[`50 × 100 kB by ${client}, bytes received`, () => 5_000_000, (row) => Number(row.network_bytes_received)],
		[`50 × 100 kB by ${client}, bytes received by the node`, () => 5_000_000, (row) => row.node_network.bytes_received],
		[`50 × 100 kB by ${client}, requests`, () => 50, (row) => row.network_requests],
	];
}

/** @param {Array<[string, (said: any) => number, (row: any) => number]>} figures each with what is expected and recorded */
async function readBack(name, amount, figures) {
	const run = await stage.load(name, amount);
	/** @type {any[]} */
	const rows = [];
	for (let time = 0; time < TIMES; time += 1) {
		rows.push(await run());
		// What n8n does for itself behind an execution is no part of the next one.
		await sleep(1_000);
	}
	progress(`${name}: ${JSON.stringify(rows.at(-1))}`);
	return figures.map(([figure, expected, recorded]) => {
		const readings = rows.map((row) => {
			const [should, is] = [expected(row.said), recorded(row)];
			return { name: figure, expected: rounded(should), recorded: rounded(is), error: rounded(Math.abs(is - should) / should, 4) };
		});
		return readings.reduce((worst, each) => (each.error > worst.error ? each : worst));
	});
}

function rounded(value, digits = 2) {
	return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** CPU that this process takes while it does nothing but sample executions that wait. */
async function costOfSampler() {
	const { outputFiles } = await esbuild.build({
		stdin: {
			contents: "export { Sampler } from './monitoring/measure/sampler';",
			resolveDir: path.join(import.meta.dirname, '../..'),
			loader: 'ts',
		},
		bundle: true,
		platform: 'node',
		format: 'esm',
		write: false,
	});
	const { Sampler } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
	const executions = 20;
	const measure = async () => {
		const before = process.cpuUsage();
		await sleep(SAMPLED_FOR);
		const { user, system } = process.cpuUsage(before);
		return ((user + system) / 1_000 / SAMPLED_FOR) * 100;
	};
	const idle = await measure();
	const samplerOfAll = new Sampler();
	const samples = Array.from({ length: executions }, () => samplerOfAll.join());
	const busy = await measure();
	for (const sample of samples) samplerOfAll.leave(sample);
	samplerOfAll.stop();
	return { executions, cpu_percent: rounded(busy - idle, 3) };
}
