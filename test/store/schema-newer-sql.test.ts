import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** What PostgreSQL has learnt since 13, as it would stand in our SQL. */
const NEWER: Array<[since: number, what: string, pattern: RegExp]> = [
	[14, 'date_bin', /\bdate_bin\b/],
	[14, 'multiranges', /\b(multirange|range_agg|\w+multirange)\b/],
	[14, 'subscripts of jsonb', /\b(metadata|options|segment_times)\s*\[/],
	[14, 'procedures with out parameters or bodies in standard SQL', /\bbegin atomic\b|\breturns? \w+ return\b/],
	[14, 'or replace of triggers', /\bor replace trigger\b/],
	[14, 'bit_xor, string_to_table, trim_array', /\b(bit_xor|string_to_table|trim_array|unistr|bit_count)\b/],
	[14, 'search and cycle', /\b(search (breadth|depth) first by|cycle \w+ set)\b/],
	[14, 'detach concurrently', /\bdetach partition\b[^;]*\b(concurrently|finalize)\b/],
	[14, 'compression of columns', /\bcompression (pglz|lz4)\b/],
	[14, 'an alias for using', /\busing \([^)]*\) as\b/],
	[14, 'distinct groups', /\bgroup by (distinct|all)\b/],
	[15, 'merge', /\bmerge into\b/],
	[15, 'nulls not distinct', /\bnulls (not )?distinct\b/],
	[15, 'security_invoker', /\bsecurity_invoker\b/],
	[15, 'new functions for patterns', /\bregexp_(count|instr|like|substr)\b/],
	[15, 'columns of set null', /\bon delete set (null|default) \(/],
	[16, 'any_value and other aggregates', /\b(any_value|json_(object|array)agg)\b/],
	[16, 'is json, constructors of json', /\bis (not )?json\b|\bjson_(array|object)\(/],
	[16, 'random_normal, array_shuffle, array_sample', /\b(random_normal|array_shuffle|array_sample|pg_input_is_valid)\b/],
	[16, 'numbers with underscores or prefixes', /(?<![\w'$.-])(\d+_\d+|0[xob][0-9a-f]+)\b/],
	[17, 'json_table and its like', /\bjson_(table|query|exists|value|scalar|serialize)\b/],
	[17, 'copy on_error, merge returning', /\bon_error\b|\bmerge_action\b/],
	[18, 'uuidv7', /\buuidv[47]\b/],
	[18, 'virtual columns, old and new in returning', /\)\s*virtual\b|\breturning\b[^;`]*\b(old|new)\./],
];

function newerIn(sql: string): string[] {
	const text = sql.replaceAll(/--[^\n]*/g, '').toLowerCase().replaceAll(/[ \t\n]+/g, ' ');
	return NEWER.filter(([, , pattern]) => pattern.test(text)).map(([since, what]) => `${what} (${since})`);
}

/** The SQL texts of a file: itself, or what stands in its template literals. */
function sqlOf(file: string): string {
	const text = readFileSync(file, 'utf8');
	if (file.endsWith('.sql')) return text;
	const code = text.replaceAll(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
	return [...code.matchAll(/`[^`]*`/g)].map(([literal]) => literal).join('\n');
}

function filesBelow(...folders: string[]): string[] {
	return folders.flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => (file.endsWith('.ts') && !file.endsWith('.d.ts')) || file.endsWith('.sql'))
			.map((file) => path.join(folder, file)),
	);
}

describe('SQL for PostgreSQL 13', () => {
	it.each(filesBelow('migrations', 'monitoring/store'))('is all there is in %s', (file) => {
		expect(newerIn(sqlOf(path.join(ROOT, file)))).toEqual([]);
	});

	it.each([
		['merge into a using b on true when matched then delete', 'merge (15)'],
		['create unique index i on t (a) nulls not distinct', 'nulls not distinct (15)'],
		["select metadata['a'] from t", 'subscripts of jsonb (14)'],
		["select date_bin('1 hour', at, 'epoch')", 'date_bin (14)'],
		['alter table t detach partition p concurrently', 'detach concurrently (14)'],
		['select 1_000', 'numbers with underscores or prefixes (16)'],
		['select uuidv7()', 'uuidv7 (18)'],
		['select * from json_table($1)', 'json_table and its like (17)'],
	])('is not %s', (sql, what) => {
		expect(newerIn(sql)).toEqual([what]);
	});
});
