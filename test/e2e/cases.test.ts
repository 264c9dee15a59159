import path from 'node:path';
import { startCaseStub, type CaseStub } from '../support/case-stub';
import { differences } from '../support/compare';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Stage } from '../support/stage';
import { Bench, type Case, type Expected } from './cases/bench';
import { ENDS } from './cases/ends';
import { NAMES } from './cases/names';
import { NODES } from './cases/nodes';
import { STARTS } from './cases/starts';

jest.setTimeout(180_000);

const ROOMS: Record<string, Case[]> = {
	'executions started by': STARTS,
	'executions that end by, or hold': ENDS,
	'node runs with': NODES,
	texts: NAMES,
};

const VERSION = /^\d+\.\d+\.\d+/;
const ON_A_PROCESS = { n8n_version: expect.stringMatching(VERSION), package_version: expect.stringMatching(VERSION), process_id: expect.any(String) };

describe('the record of a real n8n', () => {
	let stage: Stage;
	let stub: CaseStub;
	let client: N8nClient;
	let read: Read;
	let bench: Bench;

	beforeAll(async () => {
		const rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball(), fast: true, env: { NODE_OPTIONS: `--require ${path.join(__dirname, '../support/without-sqlite.cjs')}` } });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		stub = await startCaseStub();
		bench = new Bench(client, read, stub, rig.json);
		await rig.publishMonitor(client, stage.monitorDatabase);
		await until(async () => (await read('select from processes')).length > 0, 30_000, 'a monitor that records');
	});

	afterAll(async () => {
		await stub?.stop();
		await stage?.strike();
	});

	for (const [room, cases] of Object.entries(ROOMS)) {
		describe(room, () => {
			it.each(cases)('$name', async ({ run, expected }) => {
				const ids = await run(bench);
				expect(ids).toHaveLength(expected.length);
				const kept = ids.filter((_, index) => !expected[index].forgotten);
				await expectSame(kept);
				for (const [index, id] of ids.entries()) await expectTold(id, expected[index]);
			});
		});
	}

	/** Our record equals n8n's as soon as what is on its way has been written. */
	async function expectSame(ids: string[]): Promise<void> {
		let found: string[] = [];
		const equal = async () => {
			found = await differences(client, read, ids);
			return found.length === 0;
		};
		await until(equal, 10_000, 'equal records').catch(() => {});
		expect(found).toEqual([]);
	}

	async function expectTold(id: string, { execution, runs, errors, forgotten }: Expected): Promise<void> {
		if (forgotten) expect(await client.execution(id)).not.toHaveProperty('status');
		const [row] = await read(
			`select execution.*, items_in::int, items_out::int, workflow.name as workflow_name
			from workflow_executions as execution left join workflows as workflow using (instance_id, workflow_id)
			where execution_id = $1`,
			[id],
		);
		expect(row).toMatchObject({ ...ON_A_PROCESS, ...execution });
		if (runs !== undefined) {
			const rows = await read(
				`select node_name, step_number, log_level::text, items_in, items_out, metadata from workflow_execution_logs
				where execution_id = $1 and node_name is not null and step_number is not null and duration is not null
				order by step_number`,
				[id],
			);
			expect(rows).toMatchObject(runs.map(([node_name, more]) => ({ node_name, ...more })));
		}
		if (errors !== undefined) {
			const rows = await read('select node_name, error_message, handled, metadata from workflow_errors where execution_id = $1 order by timestamp', [id]);
			expect(rows).toHaveLength(errors.length);
			expect(rows).toEqual(expect.arrayContaining(errors.map((error) => expect.objectContaining({ ...error, ...('metadata' in error ? { metadata: expect.objectContaining(error.metadata as object) } : {}) }))));
		}
	}
});
