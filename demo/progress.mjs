const EVERY = 10_000; // ms between passing lines where they cannot be overwritten

/**
 * Prints lines. A passing line (a figure that will change) is overwritten by the next one on a terminal;
 * elsewhere, only one in ten seconds is printed.
 * @param {NodeJS.WriteStream} stream
 * @returns {import('./cache.mjs').Progress}
 */
export function printTo(stream) {
	let passingShown = false;
	let lastPassing = 0;
	return (text, passing = false) => {
		if (passing && !stream.isTTY) {
			if (Date.now() - lastPassing < EVERY) return;
			lastPassing = Date.now();
		}
		if (passingShown) stream.write('\r\x1b[K');
		passingShown = passing && Boolean(stream.isTTY);
		stream.write(passingShown ? text.slice(0, (stream.columns ?? 80) - 1) : `${text}\n`);
	};
}
