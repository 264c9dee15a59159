import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** A program that a suite needs beyond what npm brings: named by a variable, or found on PATH. */
function program(name: string, variable: string): string | null {
	const named = process.env[variable];
	if (named) return named;
	for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
		const file = path.join(folder, name);
		try {
			accessSync(file, constants.X_OK);
			return file;
		} catch {
			// Not in this folder.
		}
	}
	return null;
}

/**
 * `describe` where the program is there; else the suite is skipped with the reason in its title, or fails where
 * MONITOR_TEST_REQUIRE=all wants every suite.
 */
export function describeWith(name: string, variable: string, title: string, suite: (file: string) => void): void {
	const file = program(name, variable);
	if (file !== null) {
		describe(title, () => suite(file));
	} else if (process.env.MONITOR_TEST_REQUIRE === 'all') {
		describe(title, () => {
			it(`needs ${name}`, () => {
				throw new Error(`${name} is neither on PATH nor named by ${variable}, and MONITOR_TEST_REQUIRE=all asks for it`);
			});
		});
	} else {
		describe.skip(`${title} (skipped: ${name} is neither on PATH nor named by ${variable})`, () => suite(''));
	}
}
