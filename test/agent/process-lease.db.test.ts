import { hostname } from 'node:os';
import { ProcessLease } from '../../monitoring/agent/process-lease';
import { noteGapBeforeStart } from '../../monitoring/store/write/note-gap-before-start';
import { DEAD, INSTANCE, OWN, setLostStage, type LostStage } from './lost-stage';

let stage: LostStage;

beforeEach(async () => {
	stage = await setLostStage();
});

afterEach(async () => await stage.database.drop());

describe('the lease of a process', () => {
	const OLD = process.env.MONITOR_LEASE_SECONDS;

	beforeAll(() => (process.env.MONITOR_LEASE_SECONDS = '1'));
	afterAll(() => {
		if (OLD === undefined) delete process.env.MONITOR_LEASE_SECONDS;
		else process.env.MONITOR_LEASE_SECONDS = OLD;
	});

	const lease = (dropped: Record<string, number> = {}) =>
		new ProcessLease(stage.store, INSTANCE, { id: OWN, type: 'main', n8nVersion: '2.41.1', packageVersion: '0.1.0' }, () => ({
			state: 'recording', stateReason: null, counters: { dropped },
		}));
	const row = async () => (await stage.database.sql('select * from monitoring.processes'))[0];

	it('says who it is, lives while it is renewed, and ends with its reason', async () => {
		const own = lease();
		await own.renew();
		expect(await row()).toMatchObject({ process_type: 'main', host: hostname(), pid: process.pid, n8n_version: '2.41.1', state: 'recording', ended_at: null });
		expect(Number((await row()).memory_share)).toBeGreaterThan(0);
		await own.stop('shutdown');
		expect(await row()).toMatchObject({ end_reason: 'shutdown', ended_at: expect.any(Date) });
		await own.renew();
		expect(await row()).toMatchObject({ end_reason: null, ended_at: null });
	});

	it('is settled only after a whole lease without a break', async () => {
		const own = lease();
		const clock = jest.spyOn(performance, 'now');
		try {
			const at = async (ms: number) => {
				clock.mockReturnValue(ms);
				await own.renew();
				return own.settled;
			};
			expect(await at(0)).toBe(false);
			expect(await at(400)).toBe(false);
			expect(await at(800)).toBe(false);
			expect(await at(1_200)).toBe(true);
			// Stopped for a while, as by SIGSTOP.
			clock.mockReturnValue(9_000);
			expect(own.settled).toBe(false);
			expect(await at(9_000)).toBe(false);
			expect(await at(9_400)).toBe(false);
			expect(await at(9_800)).toBe(false);
			expect(await at(10_100)).toBe(true);
			await stage.database.sql("update monitoring.processes set renewed_at = now() - interval '10 seconds'");
			expect(await at(10_200)).toBe(false);
		} finally {
			clock.mockRestore();
		}
	});

	it.each([
		['process_lost', '', "select reason from monitoring.recording_gaps"],
		['paused', ", ended_at = now(), end_reason = 'paused'", "select reason from monitoring.recording_gaps"],
	])('notes the gap before it, and why: %s', async (reason, set, query) => {
		await stage.renew(DEAD);
		await stage.database.sql(`update monitoring.processes set renewed_at = now() - interval '5 minutes'${set}`);
		await lease().renew();
		expect(await stage.database.sql(query)).toEqual([{ reason }]);
	});

	it('notes no gap while another process records, and one where rows were lost', async () => {
		await stage.renew(DEAD);
		const dropped: Record<string, number> = {};
		const own = lease(dropped);
		await own.renew();
		expect(await stage.database.sql('select 1 from monitoring.recording_gaps')).toEqual([]);
		dropped.queue_full = 7;
		await own.renew();
		expect(await stage.database.sql('select reason from monitoring.recording_gaps')).toEqual([{ reason: 'rows_lost' }]);
	});

	it('takes back a gap that another one noted while it had only lost the stage.database', async () => {
		const own = lease();
		await own.renew();
		await stage.database.sql("update monitoring.processes set renewed_at = now() - interval '5 minutes'");
		await noteGapBeforeStart(stage.store, INSTANCE);
		expect(await stage.database.sql('select 1 from monitoring.recording_gaps')).toHaveLength(1);
		await own.renew();
		expect(await stage.database.sql('select 1 from monitoring.recording_gaps')).toEqual([]);
	});

	it('removes rows of processes that have been gone for a week', async () => {
		await stage.renew(DEAD);
		await stage.database.sql("update monitoring.processes set lease_until = now() - interval '8 days'");
		await lease().renew();
		expect(await stage.database.sql('select process_id from monitoring.processes')).toEqual([{ process_id: OWN }]);
	});
});
