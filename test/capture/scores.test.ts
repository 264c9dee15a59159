import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Share {
	right: number;
	of: number;
}
interface Scores {
	secrets: Record<string, number>;
	errors: Record<'types' | 'severity' | 'retryable' | 'group_precision' | 'group_recall', Share> &
		Record<'changed_inputs' | 'thrown', number>;
}

const repository = join(__dirname, '..', '..');
const lines = execFileSync(process.execPath, [join(repository, 'scripts', 'scores.mjs')], { encoding: 'utf8' })
	.trim()
	.split('\n');
const { secrets, errors } = JSON.parse(lines[lines.length - 1]) as Scores;
const share = ({ right, of }: Share): number => right / of;

describe('npm run scores', () => {
	it('finds no secret left, no innocent harmed, nothing changed or thrown', () => {
		expect(secrets).toMatchObject({ survived: 0, harmed: 0, changed_inputs: 0, not_idempotent: 0, thrown: 0 });
		expect(errors).toMatchObject({ changed_inputs: 0, thrown: 0 });
	});

	it('tells errors apart', () => {
		expect(share(errors.types)).toBeGreaterThanOrEqual(0.95);
		expect(share(errors.severity)).toBeGreaterThanOrEqual(0.9);
		expect(share(errors.retryable)).toBeGreaterThanOrEqual(0.95);
		expect(share(errors.group_precision)).toBeGreaterThanOrEqual(0.97);
		expect(share(errors.group_recall)).toBeGreaterThanOrEqual(0.97);
	});

	it('prints the table that the papers show', () => {
		const table = lines.filter((line) => line.startsWith('|')).join('\n');
		expect(readFileSync(join(repository, 'docs', 'scores.md'), 'utf8')).toContain(table);
	});
});
