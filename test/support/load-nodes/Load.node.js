// A node that uses known amounts of memory, CPU or network within n8n's own process. Only tests and measurements
// install it: N8N_CUSTOM_EXTENSIONS names this folder, and n8n calls it CUSTOM.load.
const { setTimeout: sleep } = require('node:timers/promises');

const MEGABYTE = 2 ** 20;

/** What it can do, each with `amount` and `url` as the node has them. */
const LOADS = {
	/** Holds so many MB for a second, and gives them back at once, not when they are collected some time. */
	async memory({ amount }) {
		const held = Buffer.alloc(amount * MEGABYTE, 1);
		await sleep(1_000);
		held.buffer.transfer(0);
		return { held: amount * MEGABYTE };
	},
	/** Takes so many ms of CPU time on one core, without letting the event loop turn. */
	async cpu({ amount }) {
		const [begin, before] = [performance.now(), process.cpuUsage()];
		for (let turns = 0, taken = 0; ; turns += 1) {
			if (turns % 1e6 !== 0) continue;
			const { user, system } = process.cpuUsage(before);
			taken = (user + system) / 1_000;
			if (taken >= amount) return { cpu: taken, wall: performance.now() - begin };
		}
	},
	/** Gets an address so often, one after the other. */
	async fetch({ amount, url }) {
		let bytes = 0;
		for (let call = 0; call < amount; call += 1) bytes += (await (await fetch(url)).arrayBuffer()).byteLength;
		return { bytes };
	},
	/** The same by n8n's own client, as its HTTP Request node has it. */
	async http({ amount, url, helpers }) {
		let bytes = 0;
		for (let call = 0; call < amount; call += 1) {
			const options = { method: 'GET', url, encoding: 'arraybuffer' };
			bytes += (await helpers.httpRequest(options)).byteLength;
		}
		return { bytes };
	},
	async sleep({ amount }) {
		await sleep(amount);
		return {};
	},
};

class Load {
	description = {
		displayName: 'Load',
		name: 'load',
		group: ['transform'],
		version: 1,
		description: 'Uses a known amount of memory, CPU or network',
		defaults: { name: 'Load' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Load', name: 'load', type: 'string', default: 'sleep' },
			{ displayName: 'Amount', name: 'amount', type: 'number', default: 0 },
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
		],
	};

	async execute() {
		const given = { amount: this.getNodeParameter('amount', 0), url: this.getNodeParameter('url', 0), helpers: this.helpers };
		return [[{ json: await LOADS[this.getNodeParameter('load', 0)](given), pairedItem: { item: 0 } }]];
	}
}

module.exports = { Load };
