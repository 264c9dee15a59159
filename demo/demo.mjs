// Entered by `npm run demo`. Written so that an old Node, too, gets as far as saying that it is too old.

if (Number(process.versions.node.split('.')[0]) < 20) {
	console.error(
		'The demo needs Node 20 or newer; this is ' +
			process.versions.node +
			' (' +
			process.execPath +
			'). Install one from https://nodejs.org, then run the same command again.',
	);
	process.exitCode = 1;
} else {
	import('./command.mjs').then((command) => command.run(process.argv.slice(2)));
}
