import type { ConnectionSettings } from '../model/connection';
import { explainConnectionProblem, OLDEST_POSTGRES } from '../store/connection-problem';
import { schemaState } from '../store/migrate';
import { Store } from '../store/pool';
import { listInstances } from '../store/read/list-instances';
import { serverFacts, type ServerFacts } from '../store/read/server-facts';
import { MonitorConfigurationError } from './monitor-error';
import { settingsFromFields } from './options';

export interface ConnectionTestResult {
	status: 'OK' | 'Error';
	message: string;
}

type SchemaState = Awaited<ReturnType<typeof schemaState>>;

const CONNECT_WITHIN = 8_000;

/** Tries the connection that a credential describes, changes nothing, and says what it found or what to do. */
export async function testConnection(fields: object): Promise<ConnectionTestResult> {
	let settings: ConnectionSettings;
	try {
		settings = settingsFromFields(fields);
	} catch (error) {
		return failed(error instanceof MonitorConfigurationError ? error.message : String(error));
	}
	const store = new Store(settings, {
		max: 1,
		connectTimeout: CONNECT_WITHIN,
		queryTimeout: CONNECT_WITHIN,
	});
	try {
		const facts = await serverFacts(store, settings.schema);
		const problem = serverProblem(facts, settings);
		if (problem !== null) return failed(problem);
		const state = await schemaState(store);
		if (state === 'newer') {
			return failed(
				`The schema "${settings.schema}" was made by a newer version of n8n-nodes-monitor. Update the package`,
			);
		}
		const instances = state === 'missing' ? [] : await listInstances(store);
		return { status: 'OK', message: found(facts, state, instances.length, settings) };
	} catch (error) {
		const { reason, nextStep } = explainConnectionProblem(error, settings);
		return failed(`${reason}. ${nextStep}`);
	} finally {
		await store.end().catch(() => {});
	}
}

/** What keeps the monitor from working on a server that let us in; null where nothing does. */
export function serverProblem(facts: ServerFacts, settings: ConnectionSettings): string | null {
	if (facts.version < OLDEST_POSTGRES * 10_000) {
		return `The server runs PostgreSQL ${versionName(facts.version)}. The monitor needs PostgreSQL ${OLDEST_POSTGRES} or newer`;
	}
	if (facts.schema_exists ? facts.may_use_schema : facts.may_create) return null;
	const { reason, nextStep } = explainConnectionProblem({ code: '42501' }, settings);
	return `${reason}. ${nextStep}`;
}

function found(
	{ version, schema_exists }: ServerFacts,
	state: SchemaState,
	instances: number,
	{ schema }: ConnectionSettings,
): string {
	const server = `Connected to PostgreSQL ${versionName(version)}`;
	switch (state) {
		case 'missing':
			return schema_exists
				? `${server}. The schema "${schema}" has no tables of the monitor yet: they are made when a Monitor Trigger is published`
				: `${server}. The schema "${schema}" is made when a Monitor Trigger is published`;
		case 'older':
			return `${server}. The schema "${schema}" is brought up to date when a Monitor Trigger is published`;
		case 'current':
		case 'newer':
			return `${server}. The schema "${schema}" is ready; ${instances === 1 ? '1 instance has' : `${instances} instances have`} recorded into it`;
	}
}

/** 160003 is 16.3, 90624 is 9.6.24. */
function versionName(version: number): string {
	const major = Math.floor(version / 10_000);
	const rest = version % 10_000;
	return major >= 10 ? `${major}.${rest}` : `${major}.${Math.floor(rest / 100)}.${rest % 100}`;
}

function failed(message: string): ConnectionTestResult {
	return { status: 'Error', message };
}
