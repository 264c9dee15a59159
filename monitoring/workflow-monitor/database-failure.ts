import type { ConnectionSettings } from '../model/connection';
import { explainConnectionProblem } from '../store/connection-problem';
import { isMissingSchema, isSqlError } from '../store/pool';
import { MonitorDatabaseError, MonitorError, MonitorSchemaError } from './monitor-error';

export function schemaMissing(schema: string): MonitorSchemaError {
	return new MonitorSchemaError(
		'missing',
		`There is no schema "${schema}" of the monitor in this database yet`,
		'Publish a workflow with a Monitor Trigger that uses the same connection: it makes the schema',
	);
}

export function tookTooLong(): MonitorDatabaseError {
	return new MonitorDatabaseError('The search took too long and was given up', 'Narrow it by workflow, execution or time');
}

/** An error of the database in words for whoever asked; what Postgres itself says is not passed on. */
export function explainFailure(error: unknown, settings: ConnectionSettings): MonitorError {
	if (error instanceof MonitorError) return error;
	if (isMissingSchema(error)) return schemaMissing(settings.schema);
	if (isSqlError(error)) {
		switch (error.code) {
			case '42703':
			case '42883':
			case '42704':
				return new MonitorSchemaError(
					'older',
					`The schema "${settings.schema}" is older than this version of n8n-nodes-monitor`,
					'Publish a workflow with a Monitor Trigger that uses the same connection: it brings the schema up to date',
				);
			case '57014':
				return tookTooLong();
		}
	}
	const { reason, nextStep } = explainConnectionProblem(error, settings);
	return new MonitorDatabaseError(reason, nextStep);
}
