// npm run scores: how well secrets are masked and errors are told apart, on the cases in test/corpora.
//   npm run scores -- <folder>              other cases of the same form (secrets*.json, errors*.json)
//   npm run scores -- <folder> --failures   each case that came out wrong, too
// The last line is JSON, for machines.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const REPOSITORY = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const given = process.argv.slice(2);
const folder = given.find((each) => !each.startsWith('-')) ?? path.join(REPOSITORY, 'test', 'corpora');
const failures = [];

const { maskSecrets, classifyError } = await load();
const result = { secrets: scoreSecrets(casesOf('secrets')), errors: scoreErrors(casesOf('errors')) };
if (given.includes('--failures')) for (const line of failures) console.log(line);
printTable(result);
console.log(JSON.stringify(result));

async function load() {
	const { outputFiles } = await esbuild.build({
		stdin: {
			contents: [
				"export * from './monitoring/masking/mask-secrets';",
				"export * from './monitoring/capture/classify-error';",
			].join('\n'),
			resolveDir: REPOSITORY,
			loader: 'ts',
		},
		bundle: true,
		platform: 'node',
		format: 'esm',
		write: false,
	});
	const code = Buffer.from(outputFiles[0].contents).toString('base64');
	return await import(`data:text/javascript;base64,${code}`);
}

function casesOf(name) {
	return readdirSync(folder)
		.filter((file) => file.startsWith(name) && file.endsWith('.json'))
		.flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).cases);
}

function scoreSecrets(cases) {
	const score = {
		cases: cases.length,
		secrets: 0,
		survived: 0,
		innocents: 0,
		harmed: 0,
		changed_inputs: 0,
		not_idempotent: 0,
		thrown: 0,
	};
	for (const one of cases) {
		const input = one.text ?? one.json;
		const before = JSON.stringify(input);
		score.secrets += one.secrets.length;
		score.innocents += one.keep.length;
		try {
			const masked = maskSecrets(input);
			const all = [JSON.stringify(masked), ...stringsIn(masked)];
			const whole = all.join('\u0000');
			const survived = one.secrets.filter((secret) => isLeft(secret, whole));
			const harmed = one.keep.filter((kept) => !all.some((text) => text.includes(kept)));
			score.survived += survived.length;
			score.harmed += harmed.length;
			if (JSON.stringify(input) !== before) score.changed_inputs += 1;
			if (JSON.stringify(maskSecrets(masked)) !== JSON.stringify(masked)) score.not_idempotent += 1;
			if (survived.length + harmed.length > 0) {
				failures.push(JSON.stringify({ id: one.id, kind: one.kind, context: one.context, survived, harmed, masked }));
			}
		} catch (error) {
			score.thrown += 1;
			failures.push(JSON.stringify({ id: one.id, thrown: String(error) }));
		}
	}
	return score;
}

/** All strings of a value, keys and values alike, also from JSON within strings. */
function stringsIn(value) {
	if (typeof value === 'string') return [value, ...(/^\s*[[{"]/.test(value) ? stringsIn(parsed(value)) : [])];
	if (value === null || typeof value !== 'object') return [String(value)];
	return Object.entries(value).flatMap(([name, item]) => [name, ...stringsIn(item)]);
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** Whether 60 % of a secret are still there in one piece. */
function isLeft(secret, whole) {
	const size = Math.max(1, Math.ceil(secret.length * 0.6));
	for (let at = 0; at + size <= secret.length; at += 1) {
		if (whole.includes(secret.slice(at, at + size))) return true;
	}
	return false;
}

function scoreErrors(cases) {
	const got = cases.map((one) => {
		const before = JSON.stringify(one.error);
		try {
			const found = classifyError(one.error, one.nodeType);
			return { one, found, changed: JSON.stringify(one.error) !== before };
		} catch (error) {
			failures.push(JSON.stringify({ id: one.id, thrown: String(error) }));
			return { one, found: null, changed: false };
		}
	});
	const share = (labelled, isRight) => ({
		right: labelled.filter(isRight).length,
		of: labelled.length,
	});
	const verdict = (name, labelled, isRight) => {
		for (const { one, found } of labelled.filter((each) => !isRight(each))) {
			failures.push(JSON.stringify({ id: one.id, wrong: name, expect: one.expect, found, error: one.error }));
		}
		return share(labelled, isRight);
	};
	return {
		cases: cases.length,
		types: verdict('type', got, ({ one: { expect }, found }) =>
			[expect.error_type, ...(expect.also ?? [])].includes(found?.error_type),
		),
		severity: verdict(
			'severity',
			got.filter(({ one }) => one.expect.severity !== null && one.expect.severity !== undefined),
			({ one, found }) => found?.severity === one.expect.severity,
		),
		retryable: verdict(
			'retryable',
			got.filter(({ one }) => one.expect.retryable !== undefined),
			({ one, found }) => found?.retryable === one.expect.retryable,
		),
		...scoreGroups(got),
		changed_inputs: got.filter(({ changed }) => changed).length,
		thrown: got.filter(({ found }) => found === null).length,
	};
}

/** Over all pairs of cases: what is grouped together should be (precision), and what should be is (recall). */
function scoreGroups(got) {
	let both = 0;
	let grouped = 0;
	let wanted = 0;
	const said = new Set();
	got.forEach((a, index) => {
		for (const b of got.slice(index + 1)) {
			const isGrouped = a.found !== null && a.found.fingerprint === b.found?.fingerprint;
			const isWanted = a.one.expect.group === b.one.expect.group;
			if (isGrouped) grouped += 1;
			if (isWanted) wanted += 1;
			if (isGrouped && isWanted) both += 1;
			if (isGrouped === isWanted) continue;
			const names = `${isGrouped ? 'merged' : 'split'} ${a.one.expect.group} ${b.one.expect.group}`;
			if (said.has(names)) continue;
			said.add(names);
			failures.push(`${names}\n  ${JSON.stringify(a.one.error)}\n  ${JSON.stringify(b.one.error)}`);
		}
	});
	return {
		group_precision: { right: both, of: grouped },
		group_recall: { right: both, of: wanted },
	};
}

function printTable({ secrets, errors }) {
	const ratio = ({ right, of }) => `${of === 0 ? '-' : (right / of).toFixed(4)} (${right} of ${of})`;
	const rows = [
		['secrets that survive', `${secrets.survived} of ${secrets.secrets}`, '0'],
		['innocents harmed', `${secrets.harmed} of ${secrets.innocents}`, '0'],
		['masked twice differs from once', `${secrets.not_idempotent} of ${secrets.cases}`, '0'],
		['error types', ratio(errors.types), '≥ 0.95'],
		['severity, where labelled', ratio(errors.severity), '≥ 0.90'],
		['retryable, where labelled', ratio(errors.retryable), ''],
		['groups, over pairs: precision', ratio(errors.group_precision), '≥ 0.97'],
		['groups, over pairs: recall', ratio(errors.group_recall), '≥ 0.97'],
		['inputs changed', `${secrets.changed_inputs + errors.changed_inputs}`, '0'],
		['thrown', `${secrets.thrown + errors.thrown}`, '0'],
	];
	console.log('| what | score | bar |\n| --- | --- | --- |');
	for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
