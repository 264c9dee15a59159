import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Work } from '../../../Monitor/run-items';

export const description: INodeProperties[] = [];

/** One item a metric, by name. */
export function execute(this: IExecuteFunctions): Work {
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await database.metrics(),
			() => [],
		);
		return missing ? [{ monitoring }] : answer;
	};
}
