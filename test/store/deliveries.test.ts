import { randomUUID } from 'node:crypto';
import type { Store } from '../../monitoring/store/pool';
import { deleteOldRows } from '../../monitoring/store/maintain/delete-old-rows';
import { countDeliveries } from '../../monitoring/store/read/count-deliveries';
import { readEventFacts } from '../../monitoring/store/read/read-event-facts';
import { breakCircuit } from '../../monitoring/store/write/break-circuit';
import { claimDeliveries } from '../../monitoring/store/write/claim-deliveries';
import { insertDeliveries } from '../../monitoring/store/write/insert-deliveries';
import type { StoredDelivery } from '../../monitoring/store/write/rows';
import { settleDelivery, sweepDeliveries } from '../../monitoring/store/write/settle-delivery';
import type { TestDatabase } from '../support/database';
import { errorRow, writeErrors } from '../support/error-rows';
import { monitoredDatabase } from '../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';
const TRIGGER = [{ workflowId: 'm', nodeId: 't' }];
const [FIRST, SECOND] = [randomUUID(), randomUUID()];

describe('deliveries of events', () => {
	let database: TestDatabase;
	let store: Store;

	beforeAll(async () => {
		database = await monitoredDatabase(INSTANCE);
		store = database.store();
	});

	beforeEach(async () => {
		await database.sql('truncate monitoring.event_deliveries');
	});

	afterAll(async () => {
		await database.drop();
	});

	const row = (given: Partial<StoredDelivery> = {}): StoredDelivery => ({
		id: randomUUID(), monitor_workflow_id: 'm', monitor_node_id: 't', event: 'execution_failed', workflow_id: 'shop',
		execution_id: randomUUID(), group_id: null, circuit: 'c', details: {}, timestamp: Date.now(), delay: 0, ...given,
	});
	const insert = async (...rows: StoredDelivery[]) => {
		for (const each of rows) await insertDeliveries(store, INSTANCE, [each]);
	};
	const claim = async (by = FIRST, limit = 10) => (await claimDeliveries(store, INSTANCE, by, TRIGGER, limit)).map(({ id }) => id);
	const states = async () => (await database.sql<{ state: string }>('select state from monitoring.event_deliveries order by position')).map(({ state }) => state);
	const lapse = async () => await database.sql("update monitoring.event_deliveries set lease_until = now() - interval '1 s', due_at = least(due_at, now())");

	it('are one, however often and by whomever they are told', async () => {
		const delivery = row();
		const told = await Promise.all([1, 2, 3].map(async () => await insertDeliveries(store, INSTANCE, [delivery, delivery])));
		expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
		expect(await states()).toEqual(['pending']);
	});

	it('wait for somebody who knows more, and no longer once he has told', async () => {
		const delivery = row({ delay: 60_000 });
		await insert(delivery);
		expect(await claim()).toEqual([]);
		await insert({ ...delivery, delay: 0 });
		expect(await claim()).toEqual([delivery.id]);
	});

	it('are claimed by one process each, in their order, for the triggers that it runs', async () => {
		const rows = Array.from({ length: 40 }, () => row());
		await insert(...rows, row({ monitor_workflow_id: 'other' }));
		const claims = await Promise.all([FIRST, SECOND, FIRST, SECOND].map(async (by) => await claim(by, 10)));
		expect(claims.flat().sort()).toEqual(rows.map(({ id }) => id).sort());
		const places = claims.map((ids) => ids.map((id) => rows.findIndex((each) => each.id === id)));
		for (const each of places) expect(each).toEqual([...each].sort((a, b) => a - b));
		expect(await claim()).toEqual([]);
	});

	it('keep their order for one execution: a later one waits until the earlier one has started or is given up', async () => {
		const [first, second] = [row({ execution_id: '1', event: 'execution_slow' }), row({ execution_id: '1' })];
		await insert(first, second);
		expect(await claim()).toEqual([first.id]);
		expect(await claim()).toEqual([]);
		await settleDelivery(store, INSTANCE, first.id, { state: 'pending', reason: 'n8n is away', after: 60_000 });
		expect(await claim()).toEqual([]);
		await lapse();
		expect(await claim()).toEqual([first.id]);
		await settleDelivery(store, INSTANCE, first.id, { state: 'started', executionId: '9', suspect: false });
		expect(await claim()).toEqual([second.id]);
	});

	it('go to another process where the lease of the first one runs out, and never once they have started', async () => {
		const [started, lost] = [row(), row()];
		await insert(started, lost);
		await claim();
		await settleDelivery(store, INSTANCE, started.id, { state: 'started', executionId: '9', suspect: false });
		expect(await claim(SECOND)).toEqual([]);
		await lapse();
		expect(await claim(SECOND)).toEqual([lost.id]);
		await settleDelivery(store, INSTANCE, started.id, { state: 'pending', reason: 'late', after: 0 });
		expect(await states()).toEqual(['started', 'claimed']);
	});

	it('are over with their execution, also where nobody has seen its end', async () => {
		const delivery = row();
		await insert(delivery);
		await claim();
		await settleDelivery(store, INSTANCE, delivery.id, { state: 'started', executionId: 'ran', suspect: false });
		await database.sql("update monitoring.event_deliveries set started_at = now() - interval '1 minute'");
		await database.sql(
			`insert into monitoring.workflow_executions (instance_id, execution_id, workflow_id, status, started_at, finished_at, state_key, started_source, segment)
			values ('${INSTANCE}', 'ran', 'm', 'success', now(), now(), 1, 1, 0)`,
		);
		await sweepDeliveries(store, INSTANCE);
		expect(await states()).toEqual(['done']);
		expect(await countDeliveries(store, INSTANCE)).toMatchObject({ pending: 0, done: 1, failed: 0, given_up: 0 });
	});

	it('are given up after a day, and say so', async () => {
		await insert(row());
		await database.sql("update monitoring.event_deliveries set recorded_at = now() - interval '2 days'");
		await sweepDeliveries(store, INSTANCE);
		expect(await countDeliveries(store, INSTANCE)).toMatchObject({ pending: 0, given_up: 0 });
		expect(await states()).toEqual(['given_up']);
	});

	it('go when they are old and settled; what waits stays', async () => {
		const [settled, waits] = [row(), row()];
		await insert(settled);
		await claim();
		await settleDelivery(store, INSTANCE, settled.id, { state: 'skipped', reason: 'below high' });
		await insert(waits);
		await database.sql("update monitoring.event_deliveries set recorded_at = now() - interval '40 days'");
		const before = new Date(Date.now() - 30 * 86_400_000).toISOString();
		expect(await deleteOldRows(store, INSTANCE, 'event_deliveries', before)).toBe(1);
		expect(await states()).toEqual(['pending']);
	});

	it('tell all that is recorded: the error, its group, the last good run, the steps before', async () => {
		const group = randomUUID();
		await writeErrors(store, INSTANCE, [errorRow(group, { execution_id: 'bad', error_message: 'No route', workflow_id: 'shop' })]);
		await database.sql(
			`insert into monitoring.workflow_executions (instance_id, execution_id, workflow_id, status, started_at, finished_at, duration, state_key, started_source, segment)
			select '${INSTANCE}', 'good', 'shop', 'success', started_at - interval '1 hour', started_at - interval '1 hour', 70, 1, 1, 0
			from monitoring.workflow_executions where execution_id = 'bad'`,
		);
		const delivery = row({ execution_id: 'bad', workflow_id: 'shop' });
		await database.sql("update monitoring.workflow_executions set workflow_id = 'shop' where execution_id = 'bad'");
		await insert(delivery);
		const facts = (await readEventFacts(store, INSTANCE, [delivery.id])).get(delivery.id);
		expect(facts).toMatchObject({
			error: { error_message: 'No route', severity: 'medium', group_id: group },
			group: { group_id: group, occurrences: 1, status: 'open' },
			last_good_run: { execution_id: 'good', duration: 70 },
			suspect: false, suspects: 0,
		});
	});

	it('that go in a circle open the circuit once: it is told at once, and what was left out after ten minutes', async () => {
		const rows = [row(), row(), row()];
		await insert(...rows);
		for (const delivery of await claimDeliveries(store, INSTANCE, FIRST, TRIGGER, 3)) await breakCircuit(store, INSTANCE, delivery);
		expect((await states()).sort()).toEqual(['pending', 'pending', 'suppressed', 'suppressed', 'suppressed']);
		const claimed = await claimDeliveries(store, INSTANCE, FIRST, TRIGGER, 10);
		expect(claimed.map(({ event }) => event)).toEqual(['circuit_open']);
		await lapse();
		await settleDelivery(store, INSTANCE, claimed[0].id, { state: 'started', executionId: '1', suspect: false });
		await database.sql('update monitoring.event_deliveries set due_at = now()');
		const [digest] = (await claimDeliveries(store, INSTANCE, FIRST, TRIGGER, 10)).filter(({ event }) => event === 'circuit_digest');
		expect((await readEventFacts(store, INSTANCE, [digest.id])).get(digest.id)).toMatchObject({ left_out: 3 });
	});
});

describe('groups of errors that a trigger hears of', () => {
	let database: TestDatabase;
	let store: Store;

	beforeAll(async () => {
		database = await monitoredDatabase(INSTANCE);
		store = database.store();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('are told once when they are new, and once each time they come back', async () => {
		const group = randomUUID();
		const watched = (time: number) => {
			const error = errorRow(group, { timestamp: time });
			const hears = (['error_group_new', 'error_group_regressed'] as const).map((event) => ({
				id: randomUUID(), monitor_workflow_id: 'm', monitor_node_id: 't', event, workflow_id: 'wf', execution_id: '1',
				group_id: group, circuit: event, details: {}, timestamp: time, delay: 0,
			}));
			return { ...error, hears };
		};
		const told = async () => (await database.sql<{ event: string }>('select event from monitoring.event_deliveries order by position')).map(({ event }) => event);
		const now = Date.now();
		await writeErrors(store, INSTANCE, [watched(now - 5_000), watched(now - 4_000)]);
		await writeErrors(store, INSTANCE, [watched(now - 3_000)]);
		expect(await told()).toEqual(['error_group_new']);
		await database.sql("update monitoring.error_groups set status = 'resolved', resolved_at = now() - interval '2 s', resolved_until = now() - interval '2 s'");
		await writeErrors(store, INSTANCE, [watched(now - 1_000), watched(now - 900)]);
		await writeErrors(store, INSTANCE, [watched(now - 800)]);
		expect(await told()).toEqual(['error_group_new', 'error_group_regressed']);
	});
});
