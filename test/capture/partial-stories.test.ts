import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import type { Observation } from '../../monitoring/capture/observation';
import { Storyteller } from '../../monitoring/capture/storyteller';
import type { ExecutionRecord, MonitorRecord } from '../../monitoring/model/records';
import { deterministicId } from '../../monitoring/recorder/row-id';
import { asQueue, recordedHooks, replayByProcess, type RecordedHook } from '../support/host-shapes';
import { storyOptions, TEST_PROCESS } from '../support/story-options';

const SHAPES = readdirSync(path.join(__dirname, '..', 'corpora', 'host-shapes'))
	.map((file) => /^seq\.(.+)\.json$/.exec(file)?.[1])
	.filter((name) => name !== undefined);

interface Story {
	process: string;
	records: MonitorRecord[];
}

/** What each process of one recording tells by itself: it hears of nothing that another one saw. */
function storiesOf(calls: RecordedHook[]): Story[] {
	const heard = new Map<string, Observation[]>();
	for (const { process, seen } of replayByProcess(calls)) {
		heard.set(process, [...(heard.get(process) ?? []), seen]);
	}
	return [...heard].map(([process, observations]) => {
		const storyteller = new Storyteller(storyOptions({ process: { ...TEST_PROCESS, id: process } }));
		return { process, records: observations.flatMap((seen) => storyteller.tell(seen).records) };
	});
}

function rowsByExecution(stories: Story[]): Map<string, ExecutionRecord[]> {
	const rows = new Map<string, ExecutionRecord[]>();
	for (const record of stories.flatMap(({ records }) => records)) {
		if (record.table !== 'workflow_executions') continue;
		const { execution_id } = record.row;
		rows.set(execution_id, [...(rows.get(execution_id) ?? []), record.row]);
	}
	return rows;
}

function* permutations<T>(of: T[]): Generator<T[]> {
	if (of.length <= 1) yield of;
	for (const [index, first] of of.entries()) {
		for (const rest of permutations(of.filter((_, other) => other !== index))) yield [first, ...rest];
	}
}

/** Each recording as it was made and, where one process told all, as several would have told it. */
const TOLD = SHAPES.flatMap((name): Array<[string, RecordedHook[]]> => {
	const calls = recordedHooks(name);
	const alone = calls.every(({ process }) => process === calls[0].process);
	return alone ? [[name, calls], [`${name} in queue mode`, asQueue(calls)]] : [[name, calls]];
});

describe.each(TOLD)('the stories of %s', (_, calls) => {
	const stories = storiesOf(calls);

	it.each([...rowsByExecution(stories)])(
		'become the same row of execution %s in any order, however often they are told',
		(__, rows) => {
			const expected = rows.reduce(mergeExecutions);
			if (rows.length <= 6) {
				for (const order of permutations(rows)) expect(order.reduce(mergeExecutions)).toEqual(expected);
			}
			const some = fc.array(fc.constantFrom(...rows), { maxLength: 12 });
			const all = fc.shuffledSubarray(rows, { minLength: rows.length });
			fc.assert(
				fc.property(some, all, some, (before, order, after) => {
					expect([...before, ...order, ...after].reduce(mergeExecutions)).toEqual(expected);
				}),
			);
		},
	);

	it('have rows with the same ids when two tell them', () => {
		const ids = () =>
			storiesOf(calls)
				.flatMap(({ records }) => records)
				.flatMap(({ row }) =>
					'id_key' in row && 'timestamp' in row ? [deterministicId('i', row.id_key ?? '', row.timestamp)] : [],
				);
		const first = ids();
		expect(ids()).toEqual(first);
		expect(new Set(first).size).toBe(first.length);
	});
});

describe.each(TOLD.filter(([name]) => name.includes('queue')))('what is known of %s', (_, calls) => {
	it('is what the executing processes know, whatever the enqueuing one adds', () => {
		const stories = storiesOf(calls);
		const all = rowsByExecution(stories);
		const executing = stories.filter(({ process }) => process !== 'main');
		expect(executing.length).toBeLessThan(stories.length);
		for (const [execution, rows] of rowsByExecution(executing)) {
			const known = Object.entries(rows.reduce(mergeExecutions)).filter(([, value]) => value !== null);
			expect(all.get(execution)?.reduce(mergeExecutions)).toMatchObject(Object.fromEntries(known));
		}
	});
});
