import { connectionFromEnvironment } from '../agent/find-monitors';
import {
	connectionFromFields,
	DEFAULT_SCHEMA,
	SCHEMA_PATTERN,
	SSL_MODES,
	type ConnectionSettings,
} from '../model/connection';
import { TEXT_LIMITS } from '../model/limits';
import { Input } from './input';
import { MonitorConfigurationError } from './monitor-error';

/** Where a library writes to: a connection string, or separate fields, or nothing for the environment's. */
export interface WorkflowMonitorOptions extends Partial<ConnectionSettings> {
	/** Whose rows are meant; default: MONITOR_INSTANCE_ID, this n8n, or the only instance in the database. */
	instanceId?: string;
}

/** @throws MonitorError where something of it cannot be used */
export function connectionFromOptions(options: WorkflowMonitorOptions): {
	settings: ConnectionSettings | null;
	instanceId: string | null;
} {
	const input = new Input(options);
	const instanceId = input.text('instanceId', TEXT_LIMITS.execution_id);
	input.oneOf('ssl', SSL_MODES);
	const { schema = DEFAULT_SCHEMA } = options;
	if (!SCHEMA_PATTERN.test(schema)) {
		throw new MonitorConfigurationError(
			'The schema may have lower-case letters, digits and underscores only, at most 48, and must not begin with a digit',
		);
	}
	const { instanceId: _, ...connection } = options;
	if (connection.connectionString !== undefined) {
		return { settings: { ...connection, schema }, instanceId };
	}
	if (connection.host === undefined) {
		const settings = connectionFromEnvironment();
		return {
			settings:
				settings === null || options.schema === undefined ? settings : { ...settings, schema },
			instanceId,
		};
	}
	return { settings: settingsFromFields({ ...connection, schema }), instanceId };
}

/** @throws MonitorConfigurationError with a sentence for whoever filled the form */
export function settingsFromFields(fields: object): ConnectionSettings {
	try {
		return connectionFromFields(fields);
	} catch (error) {
		throw new MonitorConfigurationError(error instanceof Error ? error.message : String(error));
	}
}
