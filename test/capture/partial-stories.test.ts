import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import { Storyteller } from '../../monitoring/capture/storyteller';
import type { ExecutionRecord, MonitorRecord } from '../../monitoring/model/records';
import { recordedHooks, replay, type RecordedHook } from '../support/host-shapes';
import { storyOptions } from '../support/story-options';

const SHAPES = readdirSync(path.join(__dirname, '..', 'corpora', 'host-shapes'))
	.map((file) => /^seq\.(.+)\.json$/.exec(file)?.[1])
	.filter((name) => name !== undefined);

/** All that the processes of one recording tell, each by its own storyteller; rows by execution. */
function stories(calls: RecordedHook[]): Map<string, ExecutionRecord[]> {
	const all = new Map<string, ExecutionRecord[]>();
	const seen = replay(calls);
	for (const process of new Set(calls.map((call) => call.process))) {
		const own = new Set(calls.filter((call) => call.process === process).map(({ executionId }) => executionId));
		const storyteller = new Storyteller(storyOptions());
		for (const each of seen.filter(({ executionId }) => own.has(executionId))) {
			for (const record of storyteller.tell(each).records) {
				if (record.table !== 'workflow_executions') continue;
				const rows = all.get(record.row.execution_id) ?? [];
				all.set(record.row.execution_id, [...rows, record.row]);
			}
		}
	}
	return all;
}

function* permutations<T>(of: T[]): Generator<T[]> {
	if (of.length <= 1) yield of;
	for (const [index, first] of of.entries()) {
		for (const rest of permutations(of.filter((_, other) => other !== index))) yield [first, ...rest];
	}
}

describe.each(SHAPES)('the stories of %s', (name) => {
	const told = [...stories(recordedHooks(name)).entries()];

	it.each(told)('become the same row of execution %s in any order, however often they are told', (_, rows) => {
		const expected = rows.reduce(mergeExecutions);
		if (rows.length <= 6) {
			for (const order of permutations(rows)) expect(order.reduce(mergeExecutions)).toEqual(expected);
		}
		const some = fc.array(fc.constantFrom(...rows), { maxLength: 12 });
		fc.assert(
			fc.property(some, fc.shuffledSubarray(rows, { minLength: rows.length }), some, (before, order, after) => {
				expect([...before, ...order, ...after].reduce(mergeExecutions)).toEqual(expected);
			}),
		);
	});

	it('have rows with the same keys when they are told twice', () => {
		const keys = () => {
			const storyteller = new Storyteller(storyOptions());
			return replay(recordedHooks(name))
				.flatMap((seen): MonitorRecord[] => storyteller.tell(seen).records)
				.flatMap(({ row }) => ('id_key' in row ? [row.id_key] : []));
		};
		expect(keys()).toEqual(keys());
	});
});
