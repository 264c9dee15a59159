import type { ConnectionSettings } from '../model/connection';
import {
	explainConnectionProblem,
	OLDEST_POSTGRES,
	type ConnectionProblem,
} from '../store/connection-problem';
import { explainAfterLook } from '../store/connection/closer-look';
import type { ContainerKind } from '../store/connection/container';
import { findPooler, type Pooler } from '../store/connection/find-pooler';
import { readOnly } from '../store/connection/login-problem';
import { placeOf } from '../store/connection/place';
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

/** What a test may set; a person at a form waits as long as the defaults say. */
export interface ConnectionTestOptions {
	/** ms that a connection or an answer may take. */
	within?: number;
	/** The container that n8n runs in; null: none. Found out unless given. */
	container?: ContainerKind | null;
}

const CONNECT_WITHIN = 8_000;
/** ms for a second look at an address; it is only to tell apart what the first one has met. */
const LOOK_WITHIN = 2_000;

/** Tries the connection that a credential describes, changes nothing, and says what it found or what to do. */
export async function testConnection(
	fields: object,
	{ within = CONNECT_WITHIN, container }: ConnectionTestOptions = {},
): Promise<ConnectionTestResult> {
	let settings: ConnectionSettings;
	try {
		settings = settingsFromFields(fields);
	} catch (error) {
		return failed(error instanceof MonitorConfigurationError ? error.message : String(error));
	}
	const look = { container, within: Math.min(within, LOOK_WITHIN) };
	// Before anything is sent: what cannot be read may have pieces of the password where the host should be.
	const place = placeOf(settings);
	if ('kind' in place) return failed(inWords(place));
	const store = new Store(settings, { max: 1, connectTimeout: within, queryTimeout: within });
	try {
		// In a transaction, since the monitor needs them and a pooler may not give any.
		const facts = await store.transaction(async (sql) => await serverFacts(sql, settings.schema));
		const problem = serverProblem(facts, settings);
		if (problem !== null) return failed(problem);
		const state = await schemaState(store);
		if (state === 'newer') {
			return failed(
				`The schema "${settings.schema}" was made by a newer version of n8n-nodes-monitor. Update the package`,
			);
		}
		const instances = state === 'missing' ? [] : await listInstances(store);
		// First: the next connection may be one more than the server lets us have.
		await store.end();
		const pooler = await findPooler(settings, look.within);
		return { status: 'OK', message: found(facts, state, instances.length, settings, pooler) };
	} catch (error) {
		return failed(inWords(await explainAfterLook(error, settings, look)));
	} finally {
		await store.end().catch(() => {});
	}
}

/** What keeps the monitor from working on a server that let us in; null where nothing does. */
export function serverProblem(facts: ServerFacts, settings: ConnectionSettings): string | null {
	if (facts.version < OLDEST_POSTGRES * 10_000) {
		return `The server runs PostgreSQL ${versionName(facts.version)}. The monitor needs PostgreSQL ${OLDEST_POSTGRES} or newer`;
	}
	const place = placeOf(settings);
	if ('kind' in place) return inWords(place);
	if (facts.standby) return inWords(readOnly(place, 'standby'));
	if (facts.read_only) return inWords(readOnly(place, facts.read_only_source));
	if (facts.schema_exists ? facts.may_use_schema : facts.may_create) return null;
	return inWords(explainConnectionProblem({ code: '42501' }, settings));
}

function found(
	facts: ServerFacts,
	state: SchemaState,
	instances: number,
	settings: ConnectionSettings,
	pooler: Pooler | null,
): string {
	const server = `Connected to PostgreSQL ${versionName(facts.version)}`;
	const schema = schemaInWords(facts, state, instances, settings);
	if (pooler === null) return `${server}. ${schema}`;
	return `${server} through ${pooler}. ${schema}. Recording, queries and migrations work through it; only LISTEN wants the direct address of Postgres, and the monitor does without`;
}

function schemaInWords(
	{ schema_exists }: ServerFacts,
	state: SchemaState,
	instances: number,
	{ schema }: ConnectionSettings,
): string {
	switch (state) {
		case 'missing':
			return schema_exists
				? `The schema "${schema}" has no tables of the monitor yet: they are made when a Monitor Trigger is published`
				: `The schema "${schema}" is made when a Monitor Trigger is published`;
		case 'older':
			return `The schema "${schema}" is brought up to date when a Monitor Trigger is published`;
		case 'current':
		case 'newer':
			return `The schema "${schema}" is ready; ${instances === 1 ? '1 instance has' : `${instances} instances have`} recorded into it`;
	}
}

/** 160003 is 16.3, 90624 is 9.6.24. */
function versionName(version: number): string {
	const major = Math.floor(version / 10_000);
	const rest = version % 10_000;
	return major >= 10 ? `${major}.${rest}` : `${major}.${Math.floor(rest / 100)}.${rest % 100}`;
}

function inWords({ reason, nextStep }: ConnectionProblem): string {
	return `${reason}. ${nextStep}`;
}

function failed(message: string): ConnectionTestResult {
	return { status: 'Error', message };
}
