const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as people say it: "850 ms", "2.1 s", "12 minutes", "3 hours", "5 days". */
export function durationInWords(ms: number): string {
	if (ms < SECOND) return `${Math.round(ms)} ms`;
	if (ms < MINUTE) return `${Math.round(ms / 100) / 10} s`;
	if (ms < 2 * HOUR) return counted(Math.round(ms / MINUTE), 'minute');
	if (ms < 2 * DAY) return counted(Math.round(ms / HOUR), 'hour');
	return counted(Math.round(ms / DAY), 'day');
}

/** "1 item", "3 items", "2 processes" */
export function counted(count: number, what: string): string {
	if (count === 1) return `${count} ${what}`;
	return `${count} ${what}${what.endsWith('s') ? 'es' : 's'}`;
}

/** A text that others wrote in quotes: on one line, without what does not show, cut to so many characters. */
export function quoted(text: string, most: number): string {
	const line = [...text.replace(/[\p{C}\p{Z}]+/gu, ' ').replaceAll('"', "'").trim()];
	return `"${line.length > most ? `${line.slice(0, most - 1).join('')}…` : line.join('')}"`;
}

/** To the minute, in UTC. */
export function instantInWords(instant: string): string {
	return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
