import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from './certificates';
import type { Server } from './postgres-tls';

export interface PgBouncer {
	port: number;
	stop(): Promise<void>;
}

/** What a line of [databases] says, by the name that clients use. */
export type Databases = Record<string, string>;

/**
 * Starts a PgBouncer in front of a server, as the user who runs the server, since it refuses to be root.
 * @param users of auth_file: names and passwords
 * @param settings of [pgbouncer], over the usual ones
 */
export async function startPgBouncer(
	program: string,
	server: Server,
	options: {
		databases: Databases;
		users: Record<string, string>;
		settings?: Record<string, string | number>;
		certificate?: Certificate;
	},
): Promise<PgBouncer> {
	const { startProcess } = await import('../../demo/processes.mjs');
	const { accepts, freePort } = await import('../../demo/ports.mjs');
	const { uid, gid } = statSync(path.join(server.dataDir, 'pgdata'));
	const asRoot = process.getuid?.() === 0;
	const folder = mkdtempSync(path.join(os.tmpdir(), 'pgbouncer-'));
	const port = await freePort();
	const write = (name: string, text: string) => {
		const file = path.join(folder, name);
		writeFileSync(file, text, { mode: 0o600 });
		if (asRoot) chownSync(file, uid, gid);
		return file;
	};
	const settings = {
		listen_addr: '127.0.0.1',
		listen_port: port,
		unix_socket_dir: '',
		auth_type: 'scram-sha-256',
		auth_file: write('users.txt', lines(options.users, (name, password) => `"${name}" "${password}"`)),
		pool_mode: 'transaction',
		...(options.certificate && {
			client_tls_sslmode: 'require',
			client_tls_cert_file: write('server.crt', options.certificate.certificate),
			client_tls_key_file: write('server.key', options.certificate.key),
		}),
		...options.settings,
	};
	const is = (name: string, value: string | number) => `${name} = ${value}`;
	const configuration = `[databases]\n${lines(options.databases, is)}[pgbouncer]\n${lines(settings, is)}`;
	if (asRoot) chownSync(folder, uid, gid);
	const bouncer = await startProcess({
		name: 'PgBouncer',
		command: program,
		args: [write('pgbouncer.ini', configuration)],
		cwd: folder,
		env: { PATH: process.env.PATH },
		logFile: path.join(folder, 'pgbouncer.log'),
		stopSignal: 'SIGQUIT',
		...(asRoot ? { uid, gid } : {}),
	});
	for (let tries = 0; !(await accepts(port)); tries++) {
		if (!bouncer.running || tries > 200) throw new Error(`PgBouncer has not started: ${bouncer.lastWords()}`);
		await sleep(25);
	}
	return {
		port,
		stop: async () => {
			await bouncer.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function lines<T>(values: Record<string, T>, line: (name: string, value: T) => string): string {
	return Object.entries(values).map(([name, value]) => `${line(name, value)}\n`).join('');
}
