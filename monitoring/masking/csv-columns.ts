import { isStrong } from './key-names';
import { MASK } from './marker';
import type { NameRules } from './named-values';
import { isNothing } from './value-looks';

/** A line of names, and at least one line of values under it. */
const HEAD =
	/^[ \t]*"?[\p{L}_][\w .\p{L}-]{0,40}"?(?:[,;\t|]"?[\p{L}_][\w .\p{L}-]{0,40}"?){1,40}[ \t]*\r?$/u;
const CELL = /(?:"(?:[^"]|"")*"|[^,;\t|]*)/g;
const LINES_MAX = 2_000;

/** Masks the columns of a table in a text (CSV and the like) whose heads are names of credentials. */
export function maskColumns(text: string, rules: NameRules): string {
	if (!text.includes('\n') || !/[,;\t|]/.test(text)) return text;
	const lines = text.split('\n');
	if (lines.length > LINES_MAX) return text;
	let secret: number[] = [];
	let width = 0;
	for (let index = 0; index < lines.length; index += 1) {
		const cells = lines[index].length > 4_000 ? [] : cellsOf(lines[index]);
		if (secret.length > 0 && cells.length === width) lines[index] = masked(cells, secret);
		else {
			secret = cells.length > 1 && HEAD.test(lines[index]) ? secretColumns(cells, rules) : [];
			width = cells.length;
		}
	}
	return lines.join('\n');
}

/** Cells and the signs between them, alternating. */
function cellsOf(line: string): string[] {
	const cells: string[] = [];
	let at = 0;
	while (at <= line.length) {
		CELL.lastIndex = at;
		const cell = CELL.exec(line)?.[0] ?? '';
		at += cell.length;
		cells.push(cell);
		if (at >= line.length) break;
		cells.push(line[at]);
		at += 1;
	}
	return cells;
}

function secretColumns(cells: string[], rules: NameRules): number[] {
	const found: number[] = [];
	cells.forEach((cell, index) => {
		if (index % 2 === 0 && isStrong(rules.kindOf(cell.replace(/"/g, '').trim()))) found.push(index);
	});
	return found;
}

function masked(cells: string[], secret: number[]): string {
	return cells
		.map((cell, index) => {
			const value = cell.trim().replace(/^"|"$/g, '');
			if (!secret.includes(index) || value === MASK || isNothing(value) || value.length < 3) return cell;
			return cell.replace(value, () => MASK);
		})
		.join('');
}
