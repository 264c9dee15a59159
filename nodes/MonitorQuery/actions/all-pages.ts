import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** All rows of a list stand in n8n's memory at once: beyond these somebody wants figures, or a narrower question. */
const ROWS_AT_MOST = 100_000;
const CHARACTERS_AT_MOST = 100_000_000;

/** One page of a list, and where the next one begins; null where there is none. */
export interface ListPage<Row, After> {
	rows: Row[];
	next: After | null;
}

/**
 * Reads page after page, each behind the last row of the one before, so that new rows shift nothing. Stops when the
 * execution is canceled.
 *
 * @throws NodeOperationError where all of it is more than may stand in memory
 */
export async function allPages<Row extends object, After>(
	context: IExecuteFunctions,
	index: number,
	read: (after: After | null) => Promise<ListPage<Row, After>>,
): Promise<Row[]> {
	const rows: Row[] = [];
	let characters = 0;
	for (let after: After | null = null; ; ) {
		if (context.getExecutionCancelSignal?.()?.aborted) {
			throw new NodeOperationError(context.getNode(), 'The execution was canceled', { itemIndex: index });
		}
		const page = await read(after);
		for (const row of page.rows) rows.push(row);
		if (page.next === null) return rows;
		characters += JSON.stringify(page.rows).length;
		if (rows.length >= ROWS_AT_MOST || characters >= CHARACTERS_AT_MOST) throw tooMuch(context, index, rows.length);
		after = page.next;
	}
}

function tooMuch(context: IExecuteFunctions, index: number, rows: number): NodeOperationError {
	return new NodeOperationError(context.getNode(), `There are more than ${rows} results, too many to return all of them`, {
		itemIndex: index,
		description: 'Choose a shorter time range or more filters, or switch Return All off and set a limit',
	});
}
