import { migrate } from '../../monitoring/store/migrate';
import { claimInstance } from '../../monitoring/store/write/claim-instance';
import { keepMonitors, type MonitorRow } from '../../monitoring/store/write/keep-monitors';
import { createDatabase, type TestDatabase } from '../support/database';

describe('rows of instances and monitors', () => {
	let database: TestDatabase;

	beforeEach(async () => {
		database = await createDatabase();
		await migrate(database.store());
	});

	afterEach(async () => await database.drop());

	it('give each n8n an id of its own, however many processes of several come at once', async () => {
		const claim = async (fingerprint: string | null) =>
			await claimInstance(database.store(), { instanceId: 'n8n', fingerprint, name: 'N', n8nVersion: null, packageVersion: '0' });
		const fingerprints = ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b'];
		const ids = await Promise.all(fingerprints.map(claim));
		const byFingerprint = new Map(fingerprints.map((each, index) => [each, ids[index]]));
		expect(ids).toEqual(fingerprints.map((each) => byFingerprint.get(each)));
		expect([...byFingerprint.values()].sort()).toEqual(['n8n', 'n8n~2', 'n8n~3']);
		expect(await claim(null)).toBe('n8n');
		expect(await Promise.all(fingerprints.map(claim))).toEqual(ids);
	});

	it('hold just the monitors that are published, of one instance', async () => {
		const store = database.store();
		const row = (workflow_id: string, state = 'recording'): MonitorRow => ({
			workflow_id, node_id: 'n', workflow_name: 'N\0', covers: 'instance', project_id: null, settings: {}, state, reason: null, next_step: null,
		});
		await Promise.all([keepMonitors(store, 'x', [row('1'), row('2')]), keepMonitors(store, 'x', [row('2'), row('1')]), keepMonitors(store, 'y', [row('1')])]);
		await keepMonitors(store, 'x', [row('2', 'connecting'), row('3')]);
		expect(await database.sql('select instance_id, workflow_id, state from monitoring.monitors order by 1, 2')).toEqual([
			{ instance_id: 'x', workflow_id: '2', state: 'connecting' },
			{ instance_id: 'x', workflow_id: '3', state: 'recording' },
			{ instance_id: 'y', workflow_id: '1', state: 'recording' },
		]);
		await keepMonitors(store, 'x', []);
		expect(await database.sql('select instance_id from monitoring.monitors')).toEqual([{ instance_id: 'y' }]);
	});
});
