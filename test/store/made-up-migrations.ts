import { readMigration, type Migration } from '../../monitoring/store/migration';

/** A list of migrations from their texts; the first is version 1. Limits of 1 stand where none are given. */
export function madeUp(...texts: string[]): Migration[] {
	return texts.map((text, index) => {
		const head = text.startsWith('-- min-writer') ? '' : '-- min-writer: 1 min-reader: 1\n';
		return readMigration(`${String(index + 1).padStart(4, '0')}_made_up`, head + text);
	});
}
