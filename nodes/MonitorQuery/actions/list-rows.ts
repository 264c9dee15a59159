import type { IExecuteFunctions } from 'n8n-workflow';
import { LIMIT_MAX, type MonitorDatabase } from '../../../monitoring/workflow-monitor';
import type { Work } from '../../Monitor/run-items';
import { hintOfEmptyList } from '../hints';
import { allPages } from './all-pages';
import { filtersOf, workflowIdOf } from './fields';

/** A list that a question is answered with, newest first. */
export interface ListOf<Q extends object, Row extends object> {
	/** Checks what is asked. */
	ask: (given: object) => Q;
	read: (database: MonitorDatabase, question: Q) => Promise<Row[]>;
	/** A row's place in the list, behind which the next page begins; its id and timestamp where nothing is said. */
	placeOf?: (row: Row) => object;
	/** What people want of a row, in the order in which they want to see it. */
	columns: ReadonlyArray<Extract<keyof Row, string> | 'workflow_name'>;
}

/** A list by the parameters of an item: one item a row. Where the schema is missing it is one item that says so. */
export function listRows<Q extends object, Row extends object>(
	context: IExecuteFunctions,
	index: number,
	{ ask, read, placeOf = ownPlace, columns }: ListOf<Q, Row>,
): Work {
	const returnAll = context.getNodeParameter('returnAll', index, false) === true;
	const simplify = context.getNodeParameter('simplify', index, false) === true;
	const question = ask({
		...filtersOf(context, index),
		workflowId: workflowIdOf(context, index),
		limit: returnAll ? LIMIT_MAX : context.getNodeParameter('limit', index, 50),
	});
	return async (database) => {
		const page = async (after: object | null) => {
			const rows = await read(database, after === null ? question : { ...question, after, offset: 0 });
			const next = rows.length < LIMIT_MAX ? null : placeOf(rows[rows.length - 1]);
			const named = await database.withWorkflowNames(rows);
			return { rows: simplify ? named.map((row) => picked(row, columns)) : named, next };
		};
		const rows = async (): Promise<object[]> =>
			returnAll ? await allPages(context, index, page) : (await page(null)).rows;
		const { answer, monitoring, missing } = await database.orEmpty(rows, () => []);
		if (answer.length === 0) hintOfEmptyList(context, index, monitoring);
		return missing ? [{ monitoring }] : answer;
	};
}

function ownPlace(row: object): object {
	const { id, timestamp } = row as { id: string; timestamp: string };
	return { id, timestamp };
}

function picked(row: object, columns: readonly string[]): object {
	const values = new Map(Object.entries(row));
	return Object.fromEntries(columns.map((column) => [column, values.get(column) ?? null]));
}
