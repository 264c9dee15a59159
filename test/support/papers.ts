import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** The papers that users and contributors read, by their path from the root. */
export const PAPERS = [
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'migrations/README.md',
	'benchmarks/README.md',
	...readdirSync(path.join(ROOT, 'docs'))
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.join('docs', file)),
];

export function paper(file: string): string {
	return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The fenced blocks of a language in a paper, in order. */
export function blocks(file: string, language: string): string[] {
	const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
	return [...paper(file).matchAll(fence)].map(([, text]) => text);
}
