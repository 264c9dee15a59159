import type { IRunExecutionData, ITaskData, IWorkflowBase } from 'n8n-workflow';
import { observe, type HooksOfExecution } from '../../monitoring/capture/observation';
import { Storyteller } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import { Recorder } from '../../monitoring/recorder/recorder';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { isRefusedRow, writeBatch } from '../../monitoring/store/write/write-batch';
import { createDatabase, type TestDatabase } from '../support/database';
import { storyOptions } from '../support/story-options';

const LONG = 'long '.repeat(2_000);
const NAMES = [
	'__proto__', 'constructor', 'hasOwnProperty', 'emoji 👩‍👩‍👧 😀', 'right to left \u202e مرحبا', 'nul \u0000 in it',
	'half \ud83d of a pair', 'other \udc00 half', 'line\nfeed\r\n', 'Case', 'case', `${LONG}a`, `${LONG}b`, '$& {{ $json }}', "'; --",
];
const DAY = 86_400_000;

/** As the database holds a name: no NUL, no half of a pair, cut to its column. */
const stored = (name: string) => {
	const text = name.replaceAll('\u0000', '\ufffd').toWellFormed();
	return text.length > 255 ? `${text.slice(0, 254)}…` : text;
};

interface Run {
	node: string;
	task: Partial<ITaskData> | object;
}

describe('a hostile story', () => {
	let database: TestDatabase;
	let recorder: Recorder;
	let store: Store;

	beforeAll(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
	});

	beforeEach(() => {
		recorder = new Recorder();
		recorder.setWriter({
			instanceId: 'instance',
			write: async (batch) => await writeBatch(store, 'instance', batch),
			refusal: (error) => (isRefusedRow(error) ? (error as { code: string }).code : null),
		});
	});

	afterAll(async () => {
		await database.drop();
	});

	/** Tells one execution in which these nodes run one after another, and writes it. */
	async function write(executionId: string, runs: Run[], end: object, workflow: object = {}): Promise<void> {
		const at = Date.now();
		const hooks: HooksOfExecution = {
			executionId,
			mode: 'webhook',
			workflowData: {
				id: `wf ${executionId}`,
				name: 'W',
				nodes: runs.map(({ node }) => ({ type: 'noOp', typeVersion: 1, name: node, onError: 'continueRegularOutput' })),
				...workflow,
			} as unknown as IWorkflowBase,
		};
		// As the host does it: a plain object.
		const runData: IRunExecutionData['resultData']['runData'] = {};
		const data = { resultData: { runData, lastNodeExecuted: runs.at(-1)?.node } };
		const storyteller = new Storyteller(storyOptions({ policy: () => ({ ...DEFAULT_POLICY, level: 'debug' }) }));
		const see = (hook: string, parameters: unknown[]) => {
			const seen = observe(hook, hooks, parameters, at);
			for (const record of seen === null ? [] : storyteller.tell(seen).records) recorder.add(record);
		};
		see('workflowExecuteBefore', [{}, { resultData: { runData: {} } }]);
		for (const { node, task } of runs) {
			const whole = { startTime: at, executionTime: 0, executionStatus: 'success', source: [], ...task } as unknown as ITaskData;
			see('nodeExecuteBefore', [node, { source: [] }]);
			runData[node] = [whole];
			see('nodeExecuteAfter', [node, whole, data]);
		}
		see('workflowExecuteAfter', [{ status: 'success', startedAt: new Date(at), data, ...end }]);
		await recorder.flush();
		expect(recorder.down).toBe(false);
		expect(recorder.counters).toMatchObject({ refused: {}, dropped: {}, duplicate: 0 });
	}

	const endRows = async <R>(executionId: string, columns: string) => await database.sql<R>(
		`select ${columns} from monitoring.workflow_execution_logs
		where execution_id = $1 and node_name is not null and duration is not null order by step_number`,
		[executionId],
	);

	it('has a row for each node, whatever it is called, and one for what each failed at', async () => {
		const runs = NAMES.map((node) => ({
			node,
			task: { executionStatus: 'error', error: { message: `cannot: ${node}`, name: node } },
		}));
		await write('names', runs, {}, { name: NAMES.join() });
		expect((await endRows<{ node_name: string }>('names', 'node_name')).map(({ node_name }) => node_name)).toEqual(NAMES.map(stored));
		const errors = await database.sql<{ node_name: string }>(
			"select node_name from monitoring.workflow_errors where execution_id = 'names'",
		);
		expect(errors.map(({ node_name }) => node_name).sort()).toEqual(NAMES.map(stored).sort());
		expect(
			await database.sql('select status, node_count, node_runs, handled_errors, last_node from monitoring.workflow_executions'),
		).toEqual([
			{ status: 'success', node_count: NAMES.length, node_runs: NAMES.length, handled_errors: NAMES.length, last_node: "'; --" },
		]);
	});

	it('keeps the beginning of texts of many megabytes', async () => {
		const huge = `it began so ${'and went on '.repeat(450_000)}`;
		const failed = (error: unknown) => ({ executionStatus: 'error', error });
		await write('texts', [
			{ node: 'message', task: failed({ message: huge, stack: huge, description: huge, context: { itemIndex: 1 } }) },
			{ node: 'text', task: failed(huge) },
			{ node: 'object', task: failed({ reason: 'it began so', rows: Array.from({ length: 1_000_000 }, (_, id) => ({ id })) }) },
			{ node: 'item', task: { data: { main: [[{ json: { error: huge } }]] } } },
		], {});
		const errors = await database.sql<{ error_message: string; error_stack: string | null }>(
			"select error_message, error_stack from monitoring.workflow_errors where execution_id = 'texts'",
		);
		expect(errors).toHaveLength(4);
		for (const { error_message, error_stack } of errors) {
			expect(error_message).toContain('it began so');
			expect(error_message.length).toBeLessThanOrEqual(16_384);
			expect(error_stack?.length ?? 0).toBeLessThanOrEqual(16_384);
		}
	});

	it('has its figures capped where their columns end, and says so', async () => {
		const countless = { length: 3_000_000_000, [Symbol.iterator]: () => [].values() };
		await write('figures', [
			{ node: 'at once', task: { executionTime: 0 } },
			{ node: 'forty days', task: { startTime: Date.now() - 40 * DAY, executionTime: 40 * DAY } },
			{ node: 'many items', task: { data: { main: [countless] } } },
			{ node: 'in seconds', task: { startTime: Math.round(Date.now() / 1_000), executionTime: -1 } },
			{ node: 'endless', task: { executionTime: Infinity } },
			{ node: 'nothing', task: { startTime: NaN, executionTime: NaN } },
		], {});
		const most = 2_147_483_647;
		expect(await endRows('figures', "duration, items_out, metadata->'capped' as capped")).toEqual([
			{ duration: 0, items_out: null, capped: null },
			{ duration: most, items_out: null, capped: { duration: 40 * DAY } },
			{ duration: 0, items_out: most, capped: { items_out: 3_000_000_000 } },
			{ duration: 0, items_out: null, capped: null },
			{ duration: 0, items_out: null, capped: null },
			{ duration: 0, items_out: null, capped: null },
		]);
	});

	it.each([
		['forty days', 40 * DAY, true],
		['until somebody calls', Date.parse('3000-01-01T00:00:00Z') - Date.now(), false],
		['before the world began', -8.6e15 - Date.now(), false],
		['never', NaN, false],
	])('waits %s', async (name, ms, dated) => {
		const waitTill = new Date(Date.now() + ms);
		await write(`waits ${name}`, [{ node: 'Wait', task: { executionStatus: 'waiting' } }], { status: 'waiting', waitTill });
		expect(
			await database.sql('select status, wait_till from monitoring.workflow_executions where execution_id = $1', [`waits ${name}`]),
		).toEqual([{ status: 'waiting', wait_till: dated ? waitTill : null }]);
	});
});
