import type { IExecuteFunctions } from 'n8n-workflow';
import { LIMIT_MAX, type MonitorDatabase } from '../../../monitoring/workflow-monitor';
import type { Work } from '../../Monitor/run-items';
import { filtersOf, workflowIdOf } from './fields';

/** Where the next page begins: behind the last row of this one. */
interface Place {
	id: string;
	timestamp: string;
}

type Read<Q, Row> = (database: MonitorDatabase, question: Q) => Promise<Row[]>;

/**
 * A list by the parameters of an item: one item a row. Where the schema is missing it is one item that says so.
 *
 * @param ask checks what is asked
 * @param placeOf a row's place in the list; rows without an id and a time of their own want it
 */
export function listRows<Q extends object, Row extends object>(
	context: IExecuteFunctions,
	index: number,
	ask: (given: object) => Q,
	read: Read<Q, Row>,
	placeOf: (row: Row) => Place = (row) => row as Row & Place,
): Work {
	const returnAll = context.getNodeParameter('returnAll', index, false) === true;
	const given = {
		...filtersOf(context, index),
		workflowId: workflowIdOf(context, index),
		limit: returnAll ? LIMIT_MAX : context.getNodeParameter('limit', index, 50),
	};
	const question = ask(given);
	return async (database) => {
		const rows = async () =>
			returnAll ? await readAll(database, question, read, placeOf) : await read(database, question);
		const { answer, monitoring, missing } = await database.orEmpty(rows, () => []);
		if (missing) return [{ monitoring }];
		return answer;
	};
}

/** Page after page, each behind the last row of the one before, so that new rows shift nothing. */
async function readAll<Q extends object, Row extends object>(
	database: MonitorDatabase,
	question: Q,
	read: Read<Q, Row>,
	placeOf: (row: Row) => Place,
): Promise<Row[]> {
	const pages: Row[][] = [];
	for (let next = question; ; ) {
		const page = await read(database, next);
		pages.push(page);
		if (page.length < LIMIT_MAX) return pages.flat();
		const { id, timestamp } = placeOf(page[page.length - 1]);
		next = { ...question, after: { id, timestamp }, offset: 0 };
	}
}
