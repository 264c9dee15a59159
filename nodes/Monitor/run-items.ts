import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeOperationError,
} from 'n8n-workflow';
import { openMonitorDatabase, type MonitorDatabase } from '../../monitoring/workflow-monitor';
import { nodeError } from '../node-error';

/** What an operation does for one item, once its parameters are found to be good. */
export type Work = (database: MonitorDatabase) => Promise<object[]>;

/** An operation reads and checks the parameters of one item; nothing is done before all items are checked. */
export type Operation = (this: IExecuteFunctions, index: number) => Work;

type Checked = { work: Work } | { error: Error };

/** So many writing items are under way at once: their rows go to the database together. */
export const WRITES_AT_ONCE = 50;

/** Reading ones each take a connection for themselves, and there are few. */
export const READS_AT_ONCE = 3;

/**
 * Runs an operation for every item. Where an item is at fault the run ends before anything is stored, or, with
 * "continue on fail", the item's place is taken by its error.
 */
export async function runItems(
	context: IExecuteFunctions,
	operation: Operation,
	atOnce: number,
): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const checked = items.map((_, index): Checked => {
		try {
			return { work: operation.call(context, index) };
		} catch (error) {
			if (!context.continueOnFail()) throw failure(context, error, index);
			return { error: failure(context, error, index) };
		}
	});
	const database = await open(context);
	try {
		const results: INodeExecutionData[][] = [];
		for (let start = 0; start < checked.length; start += atOnce) {
			const some = checked.slice(start, start + atOnce);
			const settled = await Promise.allSettled(
				some.map(async (each, at) => await runOne(context, database, each, start + at)),
			);
			for (const each of settled) {
				if (each.status === 'rejected') throw each.reason;
				results.push(each.value);
			}
		}
		return results.flat();
	} finally {
		await database.release();
	}
}

async function runOne(
	context: IExecuteFunctions,
	database: MonitorDatabase,
	checked: Checked,
	index: number,
): Promise<INodeExecutionData[]> {
	try {
		if ('error' in checked) throw checked.error;
		const rows = await checked.work(database);
		return rows.map((row) => ({ json: { ...row } as IDataObject, pairedItem: { item: index } }));
	} catch (error) {
		const failed = failure(context, error, index);
		if (!context.continueOnFail()) throw failed;
		return [{ json: { error: failed.message }, pairedItem: { item: index } }];
	}
}

async function open(context: IExecuteFunctions): Promise<MonitorDatabase> {
	const fields = await context.getCredentials('monitorPostgresApi');
	try {
		return openMonitorDatabase(fields);
	} catch (error) {
		throw failure(context, error);
	}
}

function failure(context: IExecuteFunctions, error: unknown, itemIndex?: number): NodeOperationError {
	return nodeError(context.getNode(), error, itemIndex);
}
