import { Listener } from '../../monitoring/store/listener';
import type { Hint } from '../../monitoring/store/hints';
import { migrate } from '../../monitoring/store/migrate';
import { Store } from '../../monitoring/store/pool';
import { sendHint } from '../../monitoring/store/write/send-hint';
import { until } from '../support/agent-copies';
import { createDatabase, type TestDatabase } from '../support/database';
import { startPgBouncer } from '../support/pgbouncer';
import { asSuperuser, startServer } from '../support/postgres-tls';
import { describeWith } from '../support/required';

const HINT = { instanceId: 'here', wrote: ['logs'] };

describe('a listener', () => {
	let database: TestDatabase;
	let store: Store;
	let listener: Listener;
	let heard: Array<Hint | null>;
	const wake = (hint: Hint | null) => heard.push(hint);

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
		listener = new Listener(store, database.settings);
		heard = [];
	});

	afterEach(async () => {
		await listener.close();
		await database.drop();
	});

	/** Subscribed, connected, and woken for what came before. */
	async function listen(): Promise<() => void> {
		const end = listener.subscribe('here', wake);
		await until(() => listener.listening && heard.includes(null));
		return end;
	}

	it('hears what a writer says of its instance, and the writer hears whether anybody listens', async () => {
		expect(await sendHint(store, HINT)).toBe(false);
		const end = await listen();
		expect(await sendHint(store, { ...HINT, instanceId: 'elsewhere' })).toBe(false);
		expect(await sendHint(store, HINT)).toBe(true);
		await until(() => heard.some((hint) => hint?.instanceId === 'here'));
		expect(heard.filter((hint) => hint !== null)).toEqual([HINT]);
		end();
		await until(async () => !(await sendHint(store, HINT)));
	});

	it('comes back when its connection is cut, and wakes for what it has missed', async () => {
		await listen();
		for (let cut = 1; cut <= 3; cut += 1) {
			await database.sql(
				"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'",
			);
			await until(() => !listener.listening);
			heard = [];
			await until(() => listener.listening && heard.includes(null));
		}
		await sendHint(store, HINT);
		await until(() => heard.some((hint) => hint !== null));
	});

	it('wakes now and then where nothing is heard, and no more once it is closed', async () => {
		await listener.close();
		listener = new Listener(store, { ...database.settings, listenConnectionString: 'postgres://nobody@127.0.0.1:1/none' });
		listener.subscribe('here', wake);
		await until(() => heard.length > 2);
		expect(await sendHint(store, HINT)).toBe(false);
		await listener.close();
		const before = heard.length;
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(heard).toHaveLength(before);
	});
});

describeWith('pgbouncer', 'MONITOR_TEST_PGBOUNCER', 'a listener behind PgBouncer', (program) => {
	it('does without LISTEN, and listens where it is told the direct address', async () => {
		const server = await startServer({ name: 'PostgreSQL behind PgBouncer' });
		await asSuperuser(server, "create role ann login password 'p'", 'grant create on database postgres to ann');
		const bouncer = await startPgBouncer(program, server, {
			databases: { n8n: `host=127.0.0.1 port=${server.port} dbname=postgres` },
			users: { ann: 'p' },
		});
		const url = (port: number, name: string) => `postgres://ann:p@127.0.0.1:${port}/${name}`;
		const settings = { connectionString: url(bouncer.port, 'n8n'), schema: 'monitoring' };
		const store = new Store(settings);
		const deaf = new Listener(store, settings);
		const direct = new Listener(store, { ...settings, listenConnectionString: url(server.port, 'postgres') });
		try {
			await migrate(store);
			let looks = 0;
			deaf.subscribe('here', () => (looks += 1));
			await until(() => looks > 3);
			expect(deaf.listening).toBe(false);
			expect(await sendHint(store, HINT)).toBe(false);
			const heard: Array<Hint | null> = [];
			direct.subscribe('here', (hint) => heard.push(hint));
			await until(() => direct.listening && heard.includes(null));
			expect(await sendHint(store, HINT)).toBe(true);
			await until(() => heard.some((hint) => hint !== null));
		} finally {
			await Promise.all([deaf.close(), direct.close()]);
			await store.end();
			await bouncer.stop();
			await server.remove();
		}
	}, 90_000);
});
