import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { dashboardQuestion, emptyDashboard } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { hintOfState } from '../../hints';
import { filtersOf, instancesFilter, modesFilter, workflowField, workflowIdOf } from '../fields';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['dashboard'], operation: ['get'] } },
	[
		workflowField,
		...timeRangeFields('last_30_days'),
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Without any the production executions of this n8n are counted',
			options: [endTimeFilter, instancesFilter, modesFilter, startTimeFilter],
		},
	],
);

/** One item: the dashboard's figures, and whether anything is recorded at all. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const given = { ...filtersOf(this, index), workflowId: workflowIdOf(this, index) };
	const question = dashboardQuestion(given, Date.now());
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.dashboard(question),
			() => emptyDashboard(question.period),
		);
		hintOfState(this, index, monitoring);
		return [{ ...answer, monitoring }];
	};
}
