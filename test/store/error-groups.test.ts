import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { WorkflowMonitor } from '../../index';
import type { Store } from '../../monitoring/store/pool';
import type { TestDatabase } from '../support/database';
import { errorRow, HOUR, writeErrors, type StoredError } from '../support/error-rows';
import { monitoredDatabase } from '../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';

describe('groups of errors', () => {
	let database: TestDatabase;
	let store: Store;
	let monitor: WorkflowMonitor;
	let group: string;

	beforeAll(async () => {
		database = await monitoredDatabase(INSTANCE);
		store = database.store();
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
	const write = async (errors: StoredError[], mode?: string) => await writeErrors(store, INSTANCE, errors, mode);
	const read = async () => await monitor.getErrorGroup(group);
	const actions = async () => (await read()).history.map(({ action }) => action);

	it('count each row once, whoever writes it, however often and in whatever order', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ execution: fc.integer({ min: 1, max: 3 }), hour: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 1, max: 4 }),
				async (errors, size) => {
					group = randomUUID();
					const rows = errors.map(({ execution, hour }, index) =>
						row({ execution_id: `${group} ${execution}`, timestamp: Date.now() - hour * HOUR, error_message: `m${index}` }),
					);
					const batches: StoredError[][] = [];
					for (let at = 0; at < rows.length; at += size) batches.push(rows.slice(at, at + size));
					await Promise.all([...batches, ...batches, rows].map(async (batch) => await write(batch)));
					const times = rows.map(({ timestamp }) => timestamp);
					const found = await read();
					expect(found).toMatchObject({
						occurrences: rows.length,
						executions: new Set(rows.map(({ execution_id }) => execution_id)).size,
						first_seen_at: new Date(Math.min(...times)).toISOString(),
						last_seen_at: new Date(Math.max(...times)).toISOString(),
					});
					expect(found.days.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(rows.length);
				},
			),
			{ numRuns: 15 },
		);
	});

	it('name what is worst and last in them', async () => {
		const now = Date.now();
		await write([
			row({ severity: 'critical', timestamp: now - 3 * HOUR, workflow_version: 'v1', error_message: 'old' }),
			row({ timestamp: now - HOUR, workflow_version: 'v3', error_message: 'new' }),
		]);
		await write([row({ timestamp: now - 2 * HOUR, workflow_version: 'v2', error_message: 'late' })]);
		expect(await read()).toMatchObject({ severity: 'critical', title: 'new', first_version: 'v1', last_version: 'v3' });
	});

	it('resolved, let their rows read so, and come back by the time of the event', async () => {
		await write([row()]);
		await monitor.resolveErrorGroup(group, { resolvedBy: 'ann', notes: 'token renewed' });
		expect(await monitor.getErrors({ groupId: group })).toMatchObject([
			{ resolved: true, resolved_by: 'ann', resolution_notes: 'token renewed' },
		]);
		expect(await monitor.getErrors({ groupId: group, resolved: false })).toEqual([]);

		await write([row({ timestamp: Date.now() - HOUR / 2 })]);
		expect(await read()).toMatchObject({ status: 'resolved', occurrences: 2, regressions: 0 });
		expect(await monitor.getErrors({ groupId: group, resolved: false })).toEqual([]);

		const back = Date.now() + HOUR;
		await write([row({ timestamp: back, workflow_version: 'v2', execution_id: '2' })]);
		const regressed = await read();
		expect(regressed).toMatchObject({ status: 'open', regressions: 1, regressed_version: 'v2', regressed_at: new Date(back).toISOString() });
		expect(Number(regressed.regressed_after)).toBeCloseTo(back - Date.parse(regressed.resolved_at ?? ''), -2);
		expect(await monitor.getErrors({ groupId: group, resolved: false })).toHaveLength(1);
		expect((await monitor.getErrorGroups({ regressed: true })).map(({ groupId }) => groupId)).toContain(group);
		expect(await actions()).toEqual(['resolved', 'regressed']);
	});

	it('are not brought back by runs by hand', async () => {
		await write([row()]);
		await monitor.resolveErrorGroup(group);
		await write([row({ timestamp: Date.now() + HOUR, execution_id: `hand ${group}` })], 'manual');
		expect(await read()).toMatchObject({ status: 'resolved', occurrences: 2 });
	});

	it('resolved in the next version wait for another version', async () => {
		await write([row()]);
		await monitor.resolveErrorGroup(group, { inNextVersion: true });
		await write([row({ timestamp: Date.now() + HOUR })]);
		expect(await read()).toMatchObject({ status: 'resolved', in_next_version: true });
		expect(await monitor.getErrors({ groupId: group, resolved: false })).toEqual([]);
		await write([row({ timestamp: Date.now() + HOUR, workflow_version: 'v2', execution_id: '3' })]);
		expect(await read()).toMatchObject({ status: 'open', regressed_version: 'v2' });
	});

	it('ignored are open again after so many errors, or after a time', async () => {
		await write([row()]);
		await monitor.ignoreErrorGroup(group, { occurrences: 2, by: 'ann' });
		await write([row()]);
		expect(await read()).toMatchObject({ status: 'ignored' });
		await write([row()]);
		expect(await read()).toMatchObject({ status: 'open', occurrences: 3 });
		await monitor.ignoreErrorGroup(group, { until: new Date(Date.now() - 1) });
		expect(await read()).toMatchObject({ status: 'open' });
		await write([row({ timestamp: Date.now() })]);
		expect(await actions()).toEqual(['ignored', 'ignore_ended', 'ignored', 'ignore_ended']);
	});

	it('are assigned and spoken of, and done twice nothing is noted twice', async () => {
		await write([row()]);
		await monitor.assignErrorGroup(group, 'bob', { by: 'ann' });
		await monitor.assignErrorGroup(group, 'bob');
		await monitor.noteErrorGroup(group, { notes: 'seen before, token=ghp_0123456789abcdefghijklmnopqrstuvwxyzAB', by: 'bob' });
		await monitor.resolveErrorGroup(group);
		await monitor.resolveErrorGroup(group);
		await monitor.reopenErrorGroup(group);
		await monitor.reopenErrorGroup(group);
		expect(await read()).toMatchObject({ status: 'open', assigned_to: 'bob' });
		expect(await actions()).toEqual(['assigned', 'noted', 'resolved', 'reopened']);
		expect(JSON.stringify(await read())).not.toContain('ghp_');
		await expect(monitor.resolveErrorGroup(randomUUID())).rejects.toThrow(/error group/);
	});

	it('are resolved with their last open row, and reopened with any', async () => {
		const rows = [row(), row()];
		await write(rows);
		await monitor.resolveError(rows[0].id);
		expect(await read()).toMatchObject({ status: 'open' });
		await monitor.resolveError(rows[1].id, { resolvedBy: 'ann' });
		expect(await read()).toMatchObject({ status: 'resolved', resolved_by: 'ann' });
		expect(await monitor.reopenError(rows[0].id)).toMatchObject({ resolved: false });
		expect(await read()).toMatchObject({ status: 'open' });
		expect(await monitor.getErrors({ groupId: group, resolved: false })).toHaveLength(1);
	});

	it("take a user's fingerprint, and are listed page by page", async () => {
		const workflow = `wf ${group}`;
		for (const [fingerprint, message] of [['billing', 'a'], ['billing', 'b'], ['mail', 'c']]) {
			await monitor.logError(workflow, 'x', { message, fingerprint });
		}
		const all = await monitor.getErrorGroups({ workflowId: workflow });
		expect(all.map(({ fingerprint, occurrences }) => [fingerprint, occurrences])).toEqual([['mail', 1], ['billing', 2]]);
		const [first] = await monitor.getErrorGroups({ workflowId: workflow, limit: 1 });
		const after = { timestamp: first.last_seen_at, id: first.group_id };
		expect((await monitor.getErrorGroups({ workflowId: workflow, after })).map(({ fingerprint }) => fingerprint)).toEqual(['billing']);
	});
});

describe('the history of alerts', () => {
	it('tells what happened and who did it, each thing once', async () => {
		const database = await monitoredDatabase(INSTANCE);
		const monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: INSTANCE });
		try {
			const id = await monitor.createAlert('wf', { type: 'error', title: 'Down' });
			await monitor.acknowledgeAlert(id, 'ann');
			await monitor.acknowledgeAlert(id, 'bob');
			await monitor.commentAlert(id, { notes: 'looking', by: 'ann' });
			await monitor.resolveAlert(id, { resolvedBy: 'ann', notes: 'restarted' });
			await monitor.resolveAlert(id, 'bob');
			expect(await monitor.reopenAlert(id, { by: 'bob' })).toMatchObject({ resolved: false, resolved_by: null, acknowledged_by: 'ann' });
			await monitor.reopenAlert(id);
			const history = await monitor.getAlertHistory(id);
			expect(history.map(({ action, byWhom, note }) => [action, byWhom, note])).toEqual([
				['created', null, null],
				['acknowledged', 'ann', null],
				['commented', 'ann', 'looking'],
				['resolved', 'ann', 'restarted'],
				['reopened', 'bob', null],
			]);
			await expect(monitor.getAlertHistory(randomUUID())).rejects.toThrow(/alert/);
		} finally {
			await monitor.close();
			await database.drop();
		}
	});
});
