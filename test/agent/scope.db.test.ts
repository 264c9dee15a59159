import { credentialFields, forgetCopies, loadCopy, shared, until } from '../support/agent-copies';
import { createDatabase, type TestDatabase } from '../support/database';
import { FakeHost, OWNERS_PROJECT } from '../support/fake-host';

const MEMBERS = 'members';

jest.setTimeout(60_000);

describe('who may watch, and what', () => {
	let host: FakeHost;
	let databases: TestDatabase[];

	const database = async () => {
		const made = await createDatabase();
		databases.push(made);
		return made;
	};

	beforeEach(() => {
		host = new FakeHost();
		databases = [];
		host.workflows = [
			{ id: 'shop', name: 'Shop', tags: [{ id: 't1', name: 'prod' }], activeVersionId: 'v7' },
			{ id: 'mine', name: 'Mine', projectId: MEMBERS },
			{ id: 'm', name: 'Monitor', projectId: MEMBERS },
		];
	});

	afterEach(async () => {
		forgetCopies();
		delete process.env.MONITOR_INSTANCE_WORKFLOWS;
		delete process.env.MONITOR_INSTANCE_ID;
		for (const each of databases) await each.drop();
	});

	const publish = (given: object = {}) =>
		host.publish({ workflowId: 'm', workflowName: 'Monitor', credentialId: 'c1', ...given });
	const credential = (id: string, to: TestDatabase, more: object = {}) =>
		host.credentials.set(id, { version: 1, data: { ...credentialFields(to), ...more } });
	const run = async (id: string, workflow: string, given: object = {}) =>
		await host.execute(id, { workflow: { id: workflow, name: workflow }, ...given });
	const ids = async (from: TestDatabase) =>
		(await from.sql<{ execution_id: string }>('select execution_id from monitoring.workflow_executions order by execution_id').catch(() => []))
			.map(({ execution_id }) => execution_id);
	const recording = (door: ReturnType<typeof loadCopy>) => until(() => door.monitoringState().state === 'recording');
	const logs = async (from: TestDatabase, execution: string) =>
		(await from.sql<{ log_level: string }>('select log_level::text from monitoring.workflow_execution_logs where execution_id = $1 order by 1', [execution]))
			.map(({ log_level }) => log_level);

	it('lets a plain member\'s monitor see the workflows of its own project only, new ones included, in recording and events', async () => {
		const members = await database();
		credential('c1', members);
		host.sharedCredentials.set(MEMBERS, ['c1']);
		publish();
		const door = loadCopy(host);
		const events: Array<{ execution: { id: string } }> = [];
		door.subscribe({ workflowId: 'm', nodeId: 'm-trigger', settings: door.monitorSettings({}), emit: async (payload) => { events.push(payload as never); return { status: 'success' }; } });
		await run('1', 'shop', { fails: true });
		await run('2', 'mine', { fails: true });
		await recording(door);
		host.workflows.push({ id: 'new', projectId: MEMBERS, updatedAt: Date.now() }, { id: 'foreign', updatedAt: Date.now() });
		await run('3', 'foreign', { fails: true });
		await run('4', 'new', { fails: true });
		await run('5', 'nowhere');
		await until(async () => (await ids(members)).includes('4'));
		expect(await ids(members)).toEqual(['2', '4']);
		await until(() => events.length === 2);
		expect(events.map(({ execution }) => execution.id)).toEqual(['2', '4']);
		expect(door.monitoringState()).toMatchObject({
			reason: expect.stringContaining('the workflows of the own project only'),
			next_step: expect.stringContaining('MONITOR_INSTANCE_WORKFLOWS'),
		});
		await until(async () => (await members.sql('select 1 from monitoring.monitors')).length > 0);
		expect(await members.sql('select workflow_id, covers, project_id, state from monitoring.monitors')).toEqual([
			{ workflow_id: 'm', covers: 'project', project_id: MEMBERS, state: 'recording' },
		]);
		await until(async () => (await members.sql("select 1 from monitoring.workflows where project_id = 'members'")).length === 3);
		expect(await members.sql("select workflow_id from monitoring.workflows where workflow_id in ('shop', 'foreign')")).toEqual([]);
	});

	it('lets it see all where whoever runs n8n says so', async () => {
		const members = await database();
		credential('c1', members);
		host.sharedCredentials.set(MEMBERS, ['c1']);
		process.env.MONITOR_INSTANCE_WORKFLOWS = 'x, m';
		publish();
		loadCopy(host);
		await run('1', 'shop');
		await until(async () => (await ids(members)).includes('1'));
	});

	it('refuses a credential that the workflow may not use, says what to do, and records once it is shared', async () => {
		const owners = await database();
		credential('c1', owners);
		publish();
		const door = loadCopy(host);
		await run('1', 'mine');
		await until(() => door.monitoringState().state === 'not_allowed');
		expect(door.monitoringState()).toMatchObject({
			reason: '"Monitor" may not use the credential "Monitor" of its Monitor Trigger', next_step: expect.stringContaining('share it'),
			monitor: { workflow_id: 'm' },
		});
		expect(host.lines.filter((line) => line.includes('may not use'))).toHaveLength(1);
		expect(await owners.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		host.sharedCredentials.set(MEMBERS, ['c1']);
		shared()?.driver?.hasten();
		await recording(door);
		await run('2', 'mine');
		await until(async () => (await ids(owners)).includes('2'));
		expect(await ids(owners)).toEqual(['2']);
	});

	it('refuses where n8n cannot be asked', async () => {
		const owners = await database();
		credential('c1', owners);
		publish();
		host.missing = 'permission-checker';
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'not_allowed');
		expect(door.monitoringState().next_step).toContain('MONITOR_DATABASE_URL');
	});

	it('writes for several monitors into several databases, to each in the detail that it wants', async () => {
		const [all, some] = [await database(), await database()];
		credential('c1', all);
		credential('c2', some);
		publish({ workflowId: 'a', workflowName: 'All', parameters: { options: { level: 'debug' } } });
		publish({ workflowId: 'b', workflowName: 'Some', credentialId: 'c2', parameters: { workflows: 'tagged', tagIds: ['prod'], options: { nodeRows: false } } });
		const door = loadCopy(host);
		await recording(door);
		await run('1', 'shop');
		await run('2', 'mine');
		await until(async () => (await ids(all)).length === 2 && (await ids(some)).length === 1 && (await logs(some, '1')).length > 0);
		expect(await ids(some)).toEqual(['1']);
		await until(async () => (await logs(all, '1')).length === 4);
		expect(await logs(all, '1')).toEqual(['debug', 'debug', 'info', 'info']);
		expect(await logs(some, '1')).toEqual(['info']);
		expect(await some.sql("select rows_left_out from monitoring.workflow_executions where execution_id = '1'")).toEqual([{ rows_left_out: 1 }]);
		await until(async () => (await all.sql('select 1 from monitoring.monitors')).length === 2 && (await some.sql('select 1 from monitoring.monitors')).length === 2);
		host.monitors = host.monitors.filter(({ workflowId }) => workflowId === 'a');
		shared()?.driver?.hasten();
		await until(() => door.monitoringState().other_monitors.length === 0);
		await run('3', 'shop');
		await until(async () => (await ids(all)).includes('3'));
		expect(await ids(some)).toEqual(['1']);
		await host.close();
		for (const each of [all, some]) {
			const [{ counters }] = await each.sql<{ counters: Record<string, number | object> }>('select counters from monitoring.processes');
			const total = (what: string) => (typeof counters[what] === 'number' ? (counters[what] as number) : Object.values(counters[what] as object).reduce((sum: number, count: number) => sum + count, 0));
			expect(total('skipped')).toBeGreaterThan(each === some ? 0 : -1);
			expect(total('captured')).toBeGreaterThan(5);
			expect(total('captured')).toBe(['stored', 'duplicate', 'merged', 'queued', 'held', 'skipped', 'refused', 'dropped'].map(total).reduce((sum, count) => sum + count));
		}
	});

	it('knows one database under two names, and takes the most detailed of its monitors', async () => {
		const one = await database();
		credential('c1', one);
		credential('c2', one, { host: 'localhost' });
		publish({ workflowId: 'a', workflowName: 'A', parameters: { options: { level: 'error' } }, createdAt: '2026-01-01T00:00:00Z' });
		publish({ workflowId: 'b', workflowName: 'B', credentialId: 'c2', parameters: { workflows: 'named', namePatterns: 'sho?', options: { level: 'info' } }, createdAt: '2026-02-01T00:00:00Z' });
		const door = loadCopy(host);
		await run('1', 'shop');
		await recording(door);
		await until(async () => (await one.sql('select 1 from monitoring.monitors')).length === 2);
		await run('2', 'shop');
		await run('3', 'mine');
		await until(async () => (await ids(one)).length === 3 && (await logs(one, '2')).length === 2);
		expect(await logs(one, '3')).toEqual([]);
		expect(await logs(one, '1')).toHaveLength(2);
		expect(await one.sql('select count(*)::int as processes from monitoring.processes where ended_at is null')).toEqual([{ processes: 1 }]);
		await until(async () => (await one.sql("select 1 from monitoring.monitors where state <> 'recording'")).length === 0);
	});

	it('takes levels and importance that are set while it runs, until they are cleared', async () => {
		const one = await database();
		credential('c1', one);
		publish({ workflowId: 'a', parameters: { options: { level: 'error' } } });
		const door = loadCopy(host);
		await recording(door);
		let number = 0;
		const rows = async (workflow: string) => {
			const id = String((number += 1));
			await run(id, workflow);
			await until(async () => (await ids(one)).includes(id));
			await run(`${id}f`, workflow, { fails: true });
			await until(async () => (await one.sql('select 1 from monitoring.workflow_errors where execution_id = $1', [`${id}f`])).length > 0);
			return (await logs(one, id)).length;
		};
		expect(await rows('shop')).toBe(0);
		await one.sql("insert into monitoring.workflow_settings (instance_id, workflow_id, log_level, importance) values ('fake-instance', '*', 'info', null), ('fake-instance', 'shop', 'debug', 'high')");
		await until(async () => (await rows('shop')) === 4, 15_000);
		expect(await rows('mine')).toBe(2);
		const severities = await one.sql('select distinct workflow_id, severity::text from monitoring.workflow_errors where execution_id in ($1, $2)', [`${number - 1}f`, `${number}f`]);
		expect(new Set(severities.map(({ severity }) => severity)).size).toBe(2);
		await one.sql('delete from monitoring.workflow_settings');
		await until(async () => (await rows('shop')) === 0, 15_000);
	});

	it('writes what n8n says of workflows, its redaction included, and stores no message of a redacted one', async () => {
		const one = await database();
		credential('c1', one);
		publish({ workflowId: 'a' });
		host.workflows.push({ id: 'quiet', name: 'Quiet', settings: { redactionPolicy: 'non-manual' } });
		const door = loadCopy(host);
		await recording(door);
		await run('1', 'quiet', { fails: true });
		await host.execute('2', { workflow: { id: 'fresh', name: 'Fresh', settings: { redactionPolicy: 'all' } }, fails: true });
		await run('3', 'mine', { fails: true });
		await until(async () => (await one.sql('select 1 from monitoring.workflow_errors')).length === 3);
		const errors = await one.sql<{ error_message: string; error_stack: string | null; fingerprint: string }>('select error_message, error_stack, fingerprint from monitoring.workflow_errors order by execution_id');
		for (const each of errors.slice(0, 2)) expect(each).toMatchObject({ error_message: expect.stringContaining('redacts'), error_stack: null });
		expect(errors[2].error_message).toContain('the step failed');
		expect(errors[0].fingerprint).not.toBe(errors[2].fingerprint);
		expect(JSON.stringify(await one.sql("select message from monitoring.workflow_execution_logs where execution_id in ('1', '2')"))).not.toContain('the step failed');
		await until(async () => (await one.sql('select 1 from monitoring.workflows where redacted')).length === 1);
		host.workflows[0] = { ...host.workflows[0], name: 'Shop, password=hunter2secret', isArchived: true, updatedAt: Date.now() };
		shared()?.driver?.hasten();
		await until(async () => (await one.sql('select 1 from monitoring.workflows where archived')).length === 1);
		const [shop] = await one.sql("select name, workflow_version, tags, project_id, archived, active from monitoring.workflows where workflow_id = 'shop'");
		expect(shop).toMatchObject({ workflow_version: 'v7', tags: ['prod'], project_id: OWNERS_PROJECT, archived: true, active: true });
		expect(JSON.stringify(shop)).not.toContain('hunter2secret');
	});

	it('keeps a copy of an n8n apart from the original, and says so once', async () => {
		const one = await database();
		credential('c1', one);
		publish({ workflowId: 'a' });
		host.databaseName = 'production';
		await recording(loadCopy(host));
		for (const databaseName of ['staging', 'staging']) {
			forgetCopies();
			host = Object.assign(new FakeHost(), { monitors: host.monitors, credentials: host.credentials, databaseName });
			const door = loadCopy(host);
			await recording(door);
			expect(door.currentInstanceId()).toBe('fake-instance~2');
			expect(host.lines.filter((line) => line.includes('fake-instance~2'))).toHaveLength(1);
			await host.execute('1');
			await until(async () => (await one.sql("select 1 from monitoring.workflow_executions where instance_id = 'fake-instance~2'")).length === 1);
		}
		forgetCopies();
		process.env.MONITOR_INSTANCE_ID = 'fake-instance';
		host = Object.assign(new FakeHost(), { monitors: host.monitors, credentials: host.credentials, databaseName: 'moved' });
		const door = loadCopy(host);
		await recording(door);
		expect(door.currentInstanceId()).toBe('fake-instance');
		expect((await one.sql('select instance_id, name from monitoring.instances order by 1'))).toEqual([
			{ instance_id: 'fake-instance', name: expect.any(String) }, { instance_id: 'fake-instance~2', name: expect.any(String) },
		]);
	});
});
