import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Work } from '../../../Monitor/run-items';

export const description: INodeProperties[] = [];

/** One item a price. */
export function execute(this: IExecuteFunctions): Work {
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await database.modelPrices(),
			() => [],
		);
		return missing ? [{ monitoring }] : answer;
	};
}
