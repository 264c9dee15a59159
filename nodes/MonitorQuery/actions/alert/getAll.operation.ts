import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	executionFilter,
	instancesFilter,
	modesFilter,
	offsetFilter,
	pageFields,
	simplifyField,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['getAll'] } },
	[
		workflowField,
		...timeRangeFields('any_time'),
		...pageFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Acknowledged',
					name: 'acknowledged',
					type: 'boolean',
					default: false,
					description: 'Whether somebody looks after the alert',
				},
				endTimeFilter,
				executionFilter,
				instancesFilter,
				modesFilter,
				offsetFilter,
				{
					displayName: 'Resolved',
					name: 'resolved',
					type: 'boolean',
					default: false,
					description: 'Whether the alert has been resolved',
				},
				{
					displayName: 'Severity',
					name: 'severity',
					type: 'multiOptions',
					options: [
						{ name: 'Critical', value: 'critical' },
						{ name: 'Info', value: 'info' },
						{ name: 'Warning', value: 'warning' },
					],
					default: [],
					description: 'Only alerts of these severities; none chosen means all',
				},
				startTimeFilter,
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'timestamp', 'severity', 'alert_type', 'title', 'description', 'workflow_name', 'acknowledged',
	'acknowledged_by', 'resolved', 'execution_id', 'workflow_id', 'id',
] as const;

/** One item an alert. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: alertQuestion,
		read: async (database, question) => await database.alerts(question),
		columns: COLUMNS,
	});
}
