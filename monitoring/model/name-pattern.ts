/**
 * Whether a name is as the pattern has it: `*` stands for any text and `?` for one character, all else for
 * itself in any case. Takes at most the product of both lengths in steps, whatever the pattern.
 */
export function matchesPattern(name: string, pattern: string): boolean {
	const text = [...name.toLowerCase()];
	const wanted = [...pattern.toLowerCase()];
	let at = 0;
	let next = 0;
	/** Where the last star stands, and how much of the text it has taken. */
	let star = -1;
	let taken = 0;
	while (at < text.length) {
		if (wanted[next] === '*') {
			star = next;
			taken = at;
			next += 1;
		} else if (wanted[next] === '?' || wanted[next] === text[at]) {
			at += 1;
			next += 1;
		} else if (star !== -1) {
			taken += 1;
			at = taken;
			next = star + 1;
		} else {
			return false;
		}
	}
	while (wanted[next] === '*') next += 1;
	return next === wanted.length;
}
