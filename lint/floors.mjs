import path from 'node:path';

/**
 * The floors of the house, from the top. A room imports from floors below its own only; rooms of one floor do
 * not know each other. What is not listed here (tests, scripts) may import anything.
 */
const FLOORS = [
	['nodes', 'credentials', 'index', 'cli'],
	['workflow-monitor'],
	['agent', 'live'],
	['recorder', 'alerts', 'analytics'],
	['host', 'capture', 'measure', 'store'],
	['log'],
	['masking'],
	['model'],
];

/** Rooms that a node may enter: its door. */
const DOORS = { MonitorTrigger: 'agent' };
const OTHER_DOOR = 'workflow-monitor';

const HOST_MODULES = /^(n8n|n8n-core|@n8n\/.+|@n8n_io\/.+)(\/|$)/;

/** @returns {string | null} the room that a file of this repository lies in */
export function roomOf(file) {
	const parts = file.split(path.sep).join('/').split('/');
	const [top, room] = parts;
	if (top === 'nodes' || top === 'credentials') return top;
	if (file === 'index.ts' || file === 'index') return 'index';
	if (top !== 'monitoring' || room === undefined) return null;
	return room.replace(/\.ts$/, '');
}

function floorOf(room) {
	return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** @returns {string | null} why `from` may not import `to`, both relative to the repository's root */
export function forbidden(from, to) {
	const [home, guest] = [roomOf(from), roomOf(to)];
	if (home === null || guest === null) return null;
	if (home === 'nodes' && guest !== 'nodes') {
		const node = from.split(path.sep).join('/').split('/')[1];
		const door = DOORS[node] ?? OTHER_DOOR;
		const isDoor = to.replace(/\.ts$/, '') === path.join('monitoring', door);
		return isDoor ? null : `${node} opens the door monitoring/${door} only`;
	}
	if (home === guest) return null;
	if (floorOf(home) === -1 || floorOf(guest) === -1) return `the room ${home} or ${guest} has no floor`;
	if (floorOf(home) < floorOf(guest)) return null;
	return `${home} may import from floors below its own only, and ${guest} is none`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const floors = {
	meta: {
		type: 'problem',
		docs: { description: 'Imports go from a floor to those below it' },
		schema: [],
		messages: {
			floor: 'Wrong direction: {{why}}',
			host: "Only monitoring/host may load n8n's inside, and inside of functions",
			sql: 'Only monitoring/store holds a database driver',
		},
	},
	create(context) {
		const root = context.cwd;
		const file = path.relative(root, context.filename);
		const room = roomOf(file);
		if (room === null) return {};
		const check = (node) => {
			const source = node.source?.value;
			if (typeof source !== 'string') return;
			const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
			if (HOST_MODULES.test(source) && !typeOnly) context.report({ node, messageId: 'host' });
			if (source === 'pg' && room !== 'store') context.report({ node, messageId: 'sql' });
			if (!source.startsWith('.')) return;
			const target = path.relative(root, path.resolve(path.dirname(context.filename), source));
			const why = forbidden(file, target);
			if (why !== null) context.report({ node, messageId: 'floor', data: { why } });
		};
		return {
			ImportDeclaration: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check,
			ImportExpression: check,
		};
	},
};
