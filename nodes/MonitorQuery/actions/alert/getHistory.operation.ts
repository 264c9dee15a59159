import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertIdOf } from '../../../../monitoring/workflow-monitor';
import { alertIdFields } from '../../../Monitor/actions/fields';
import { chosen } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['getHistory'] } },
	alertIdFields,
);

/** One item an entry, oldest first; where nothing is recorded yet, one that says what to do. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const id = alertIdOf(chosen(this.getNodeParameter('alertId', index, '')));
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await database.alertHistory(id),
			() => [],
		);
		return missing ? [{ monitoring }] : answer;
	};
}
