import core from '../../migrations/0001_core.sql';
import wholeRecord from '../../migrations/0002_whole_record.sql';
import measuredAndLive from '../../migrations/0003_measured_and_live.sql';
import { readMigration, type Migration } from './migration';

/** All migrations that this package knows, in order. How to write one: migrations/README.md. */
export const MIGRATIONS: readonly Migration[] = [
	readMigration('0001_core', core),
	readMigration('0002_whole_record', wholeRecord),
	readMigration('0003_measured_and_live', measuredAndLive),
];
