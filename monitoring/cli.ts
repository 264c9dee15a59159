import { UsageError, type Io } from './cli/io';
import { MIGRATE_USAGE, migrateCommand } from './cli/migrate-command';

const COMMANDS: Record<string, typeof migrateCommand> = { migrate: migrateCommand };
const USAGE = `Usage: ${MIGRATE_USAGE}`;

/**
 * Door three: the command `n8n-nodes-monitor`, for a plain Node.
 *
 * @returns the exit code
 */
export async function runCommand(words: string[], io: Io = ofThisProcess()): Promise<number> {
	const [name, ...rest] = words;
	if (name === '--help' || name === '-h' || name === 'help') {
		io.out(USAGE);
		return 0;
	}
	try {
		const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
		if (command === null) throw new UsageError('There is one command: migrate');
		return await command(rest, io);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		io.error(`${error.message}\n\n${USAGE}`);
		return 2;
	}
}

function ofThisProcess(): Io {
	return {
		environment: process.env,
		out: (text) => process.stdout.write(text),
		error: (text) => process.stderr.write(text),
	};
}
