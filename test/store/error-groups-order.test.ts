import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { WorkflowMonitor } from '../../index';
import { REPORTED_END } from '../../monitoring/model/records';
import type { Store } from '../../monitoring/store/pool';
import { withdrawPresumedEnds } from '../../monitoring/store/write/withdraw-presumed-ends';
import type { TestDatabase } from '../support/database';
import { errorRow, HOUR, writeErrors, type StoredError } from '../support/error-rows';
import { monitoredDatabase } from '../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';

describe('groups of errors, whoever is first', () => {
	let database: TestDatabase;
	let store: Store;
	let monitor: WorkflowMonitor;
	let group: string;

	beforeAll(async () => {
		database = await monitoredDatabase(INSTANCE);
		store = database.store({ max: 8 });
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: INSTANCE });
	});

	beforeEach(() => {
		group = randomUUID();
	});

	afterAll(async () => {
		await monitor.close();
		await database.drop();
	});

	const row = (given: Partial<StoredError> = {}) => errorRow(group, given);
	const write = async (...errors: StoredError[]) => await writeErrors(store, INSTANCE, errors);
	const read = async () => await monitor.getErrorGroup(group);
	const open = async () => (await monitor.getErrors({ groupId: group, resolved: false })).map(({ error_message }) => error_message).sort();

	it('end up the same in whatever order errors arrive around a resolution', async () => {
		const errors = fc.uniqueArray(
			fc.record({ hour: fc.integer({ min: -4, max: 6 }).filter((hour) => hour !== 0), version: fc.constantFrom('v1', 'v2', 'v3') }),
			{ minLength: 2, maxLength: 6, selector: ({ hour }) => hour },
		);
		const orders = errors.chain((each) => fc.tuple(fc.constant(each), fc.shuffledSubarray(each, { minLength: each.length })));
		await fc.assert(
			fc.asyncProperty(orders, fc.boolean(), async (both, inNextVersion) => {
				const base = Date.now();
				const seen = await Promise.all(
					both.map(async (order) => {
						const id = randomUUID();
						const each = (given: Partial<StoredError>) => errorRow(id, { execution_id: id, ...given });
						await writeErrors(store, INSTANCE, [each({ timestamp: base - 5 * HOUR, error_message: 'first' })]);
						await monitor.resolveErrorGroup(id, { inNextVersion });
						for (const { hour, version } of order) {
							const error = each({ timestamp: base + hour * HOUR, workflow_version: version, error_message: `${hour}` });
							await writeErrors(store, INSTANCE, [error]);
						}
						const found = await monitor.getErrorGroup(id);
						const unresolved = await monitor.getErrors({ groupId: id, resolved: false });
						return {
							status: found.status, occurrences: found.occurrences, title: found.title, first_version: found.first_version,
							last_version: found.last_version, first_seen_at: found.first_seen_at, last_seen_at: found.last_seen_at,
							regressed_at: found.regressed_at, regressed_version: found.regressed_version, regressions: found.regressions,
							unresolved: unresolved.map(({ error_message }) => error_message),
						};
					}),
				);
				expect(seen[1]).toEqual(seen[0]);
				const back = both[0].filter(({ hour, version }) => hour > 0 && !(inNextVersion && version === 'v1'));
				expect(seen[0].regressions).toBe(back.length > 0 ? 1 : 0);
				expect(seen[0].unresolved).toEqual(back.map(({ hour }) => hour).sort((a, b) => b - a).map(String));
			}),
			{ numRuns: 20 },
		);
	});

	it('are resolved when the last two open rows are resolved at the same time', async () => {
		for (let round = 0; round < 10; round += 1) {
			group = randomUUID();
			const rows = [row(), row()];
			await write(...rows);
			await Promise.all(rows.map(async ({ id }) => await monitor.resolveError(id)));
			const { status, history } = await read();
			expect([status, history.map(({ action }) => action)]).toEqual(['resolved', ['resolved']]);
		}
	});

	it('are written by processes that hold the same rows in another order', async () => {
		for (let round = 0; round < 10; round += 1) {
			group = randomUUID();
			const rows = Array.from({ length: 200 }, () => row({ execution_id: null }));
			await Promise.all([write(...rows), write(...rows.toReversed()), write(...rows), write(...rows.toReversed())]);
			expect(await read()).toMatchObject({ occurrences: 200, executions: 0 });
		}
	});

	it('resolve all that is known of them, also what the clock of a host says of the next minutes', async () => {
		await write(row({ timestamp: Date.now() + HOUR / 12 }));
		await monitor.resolveErrorGroup(group);
		expect(await open()).toEqual([]);
		await write(row({ timestamp: Date.now() + HOUR }));
		expect(await read()).toMatchObject({ status: 'open', regressions: 1 });
	});

	it('resolved in the next version go by the version that is published, and want one to be known', async () => {
		await database.sql(
			`insert into monitoring.workflows (instance_id, workflow_id, workflow_version) values ($1, $2, 'v2')`,
			[INSTANCE, `wf ${group}`],
		);
		const of = (given: Partial<StoredError>) => row({ workflow_id: `wf ${group}`, ...given });
		await write(of({}));
		expect(await monitor.resolveErrorGroup(group, { inNextVersion: true })).toMatchObject({ resolved_version: 'v2' });
		await write(of({ timestamp: Date.now() + HOUR, workflow_version: 'v2', error_message: 'expected' }));
		expect(await open()).toEqual([]);
		await write(of({ timestamp: Date.now() + 2 * HOUR, workflow_version: 'v3', error_message: 'back' }));
		expect(await read()).toMatchObject({ status: 'open', regressed_version: 'v3' });
		expect(await open()).toEqual(['back']);

		group = randomUUID();
		await write(row({ workflow_version: null }));
		await expect(monitor.resolveErrorGroup(group, { inNextVersion: true })).rejects.toThrow(/"inNextVersion".*which version/);
		expect(await read()).toMatchObject({ status: 'open' });
	});

	it('that somebody has opened are no regressions, nor those that are resolved again', async () => {
		const regressed = async () => (await monitor.getErrorGroups({ regressed: true })).some(({ group_id }) => group_id === group);
		await write(row());
		await monitor.resolveErrorGroup(group);
		await write(row({ timestamp: Date.now() + HOUR }));
		expect(await regressed()).toBe(true);
		await monitor.resolveErrorGroup(group);
		await monitor.reopenErrorGroup(group);
		expect(await regressed()).toBe(false);
		expect(await read()).toMatchObject({ status: 'open', regressions: 1, regressed_at: null });
	});

	it('tell of their rows who resolved them first, and nothing of it once they are open again', async () => {
		const [first, second] = [row(), row()];
		await write(first, second);
		await monitor.resolveErrorGroup(group, { resolvedBy: 'ann', notes: 'token renewed' });
		expect(await monitor.resolveError(first.id, { resolvedBy: 'bob' })).toMatchObject({ resolved_by: 'ann', resolution_notes: 'token renewed' });
		expect(await monitor.reopenError(first.id)).toMatchObject({ resolved: false, resolved_by: null, resolved_at: null, resolution_notes: null });
		expect(await read()).toMatchObject({ status: 'open' });
	});

	it('forget an end that was presumed, and a group of nothing else goes', async () => {
		const alone = randomUUID();
		const execution = `lost ${group}`;
		const presumed = { execution_id: execution, metadata: { presumed: true } };
		await write(row(), row(presumed), errorRow(alone, presumed));
		await database.sql('update monitoring.workflow_executions set state_key = $2 where execution_id = $1', [execution, REPORTED_END]);
		expect(await withdrawPresumedEnds(store, INSTANCE, [execution], 0)).toEqual([execution]);
		expect(await read()).toMatchObject({ occurrences: 1, executions: 1, days: [{ occurrences: 1 }] });
		await expect(monitor.getErrorGroup(alone)).rejects.toThrow(/does not exist/);
		expect(await database.sql('select 1 from monitoring.error_group_days where group_id = $1', [alone])).toEqual([]);
	});

	it('keep no secret that somebody gives as a fingerprint', async () => {
		const given = 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB';
		const id = await monitor.logError(`wf ${group}`, 'x', { message: 'a', fingerprint: `billing ${given}` });
		const [error] = await monitor.getErrors({ workflowId: `wf ${group}` });
		expect(error).toMatchObject({ id, fingerprint: expect.stringMatching(/^billing /) as string });
		expect(JSON.stringify([error, await monitor.getErrorGroups({ workflowId: `wf ${group}` })])).not.toContain(given);
	});

	it('and alerts are changed once by ten who do the same at once', async () => {
		await write(row());
		const alert = await monitor.createAlert('wf', { type: 'error', title: 'Down' });
		const ten = Array.from({ length: 10 }, (_, at) => `p${at}`);
		await Promise.all(ten.map(async (by) => await monitor.acknowledgeAlert(alert, by)));
		await Promise.all(ten.map(async (resolvedBy) => await monitor.resolveErrorGroup(group, { resolvedBy })));
		const acknowledged = (await monitor.getAlertHistory(alert)).filter(({ action }) => action === 'acknowledged');
		const [now] = await monitor.getAlerts({ acknowledged: true, workflowId: 'wf' });
		expect(acknowledged.map(({ by_whom }) => by_whom)).toEqual([now.acknowledged_by]);
		const { history, resolved_by } = await read();
		expect(history.map(({ action, by_whom }) => [action, by_whom])).toEqual([['resolved', resolved_by]]);
	});
});
