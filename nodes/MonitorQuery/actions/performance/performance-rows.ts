import type { IExecuteFunctions } from 'n8n-workflow';
import type { MonitorDatabase } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { filtersOf, workflowIdOf } from '../fields';

interface Answer<Row extends object> {
	rows: Row[];
	reason: string | null;
}

/** An operation whose answer has rows, or a reason why there are none. */
export interface RowsOf<Question, Row extends object> {
	/** Checks what is asked. */
	ask: (given: object, now: number) => Question;
	/** Parameters of the operation's own, by their names. */
	own?: Record<string, unknown>;
	read: (database: MonitorDatabase, question: Question) => Promise<Answer<Row>>;
	/** What people want of a row, in the order in which they want to see it. */
	columns: ReadonlyArray<Extract<keyof Row, string>>;
}

/** One item a row; where there are none, one item that says why, and what to do. */
export function performanceRows<Question, Row extends object>(
	context: IExecuteFunctions,
	index: number,
	{ ask, own = {}, read, columns }: RowsOf<Question, Row>,
): Work {
	const simplify = context.getNodeParameter('simplify', index, false) === true;
	const given = { ...filtersOf(context, index), ...own, workflowId: workflowIdOf(context, index) };
	const question = ask(given, Date.now());
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await read(database, question),
			(): Answer<Row> => ({ rows: [], reason: null }),
		);
		if (missing) return [{ monitoring }];
		const { rows, ...about } = answer;
		if (rows.length === 0) return [{ ...about, monitoring }];
		return simplify ? rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))) : rows;
	};
}
