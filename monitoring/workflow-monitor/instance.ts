import { currentInstanceId } from '../agent';
import type { Store } from '../store/pool';
import { listInstances } from '../store/read/list-instances';
import { MonitorConfigurationError, NothingRecordedError } from './monitor-error';

/** The instance as far as it can be told without the database: as given, by the environment, or this n8n's own. */
export function givenInstance(instanceId: string | null): string | null {
	return instanceId ?? (process.env.MONITOR_INSTANCE_ID || null) ?? currentInstanceId();
}

/**
 * The only instance that records into this database.
 *
 * @throws MonitorConfigurationError where there is none or more than one; an error of the database else
 */
export async function onlyInstance(store: Store): Promise<string> {
	const instances = await listInstances(store);
	if (instances.length === 1) return instances[0];
	if (instances.length === 0) {
		throw new NothingRecordedError(
			'No n8n records into this database yet, so that it is not known which instance is meant',
			'Give instanceId or set MONITOR_INSTANCE_ID, or publish a workflow with a Monitor Trigger first',
		);
	}
	throw new MonitorConfigurationError(
		`Several instances record into this database: ${instances.join(', ')}`,
		'Give instanceId or set MONITOR_INSTANCE_ID to one of them',
	);
}
