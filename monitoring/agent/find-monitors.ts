import { CredentialError, credentialVersion, readCredential } from '../host/credential';
import { databaseFingerprint } from '../host/database-fingerprint';
import { HostError } from '../host/host-modules';
import { hostInstance, hostName, type HostInstance } from '../host/instance';
import { checkCredentialUse, coverageOf } from '../host/ownership';
import { publishedMonitors, type PublishedMonitor } from '../host/published-monitors';
import { maskText } from '../masking/mask-secrets';
import { connectionFromFields, DEFAULT_SCHEMA, type ConnectionSettings } from '../model/connection';
import { addedMasks, type AddedMasks } from '../model/mask-rules';
import type { MonitoringState } from '../model/monitoring-state';
import type { Watcher } from '../model/monitor-settings';
import { monitorSettings } from './monitor-parameters';

/** A published monitor that may watch, and how far it sees. */
export type FoundMonitor = PublishedMonitor & Watcher;

/** A published monitor that records nothing, and why; sentences. */
export interface RefusedMonitor extends Omit<FoundMonitor, 'coverage'> {
	state: MonitoringState['state'];
	reason: string;
	nextStep: string;
}

/** A connection, and the monitors that record through it, the oldest first. */
export interface Source {
	/** The credential's id; the same over all changes of what it holds. */
	key: string;
	connection: ConnectionSettings | null;
	/** The name of the credential that the connection comes from; null where it is the environment's. */
	credentialName: string | null;
	/** Changes with the credential. */
	version: string | null;
	/** Why there is no connection; a sentence. */
	problem: string | null;
	monitors: FoundMonitor[];
}

/** This n8n, as databases are told of it. */
export interface OwnInstance extends HostInstance {
	name: string;
	/** See `claimInstance`. */
	fingerprint: string | null;
}

/** What this process has found out about what to record and where. */
export interface Found {
	instance: OwnInstance;
	sources: Source[];
	refused: RefusedMonitor[];
	/** What the credentials of all monitors mask beside the defaults. */
	masks: AddedMasks;
}

const ENVIRONMENT = 'environment';

/**
 * Reads the published monitors, who may watch what, and where they record.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function findMonitors(): Promise<Found> {
	const instance = await ownInstance();
	const published = await publishedMonitors();
	const fromEnvironment = connectionFromEnvironment();
	const judged = await Promise.all(published.map(async (each) => await judge(each, fromEnvironment === null)));
	const refused = judged.filter((each) => 'state' in each);
	const monitors = judged.filter((each) => 'coverage' in each);
	const masks = await masksOf(monitors);
	if (fromEnvironment !== null) {
		const source = { key: ENVIRONMENT, connection: fromEnvironment, credentialName: null, version: null, problem: null };
		const sources = monitors.length > 0 || published.length === 0 ? [{ ...source, monitors }] : [];
		return { instance, sources, refused, masks };
	}
	return { instance, sources: await sourcesOf(monitors), refused, masks };
}

/** Whether the credentials are as they were found. */
export async function credentialsUnchanged(sources: readonly Source[]): Promise<boolean> {
	for (const { monitors, version, credentialName } of sources) {
		const reference = monitors[0]?.credential;
		if (credentialName === null || !reference) continue;
		try {
			if ((await credentialVersion(reference)) !== version) return false;
		} catch (error) {
			if (error instanceof CredentialError) return false;
			throw error;
		}
	}
	return true;
}

/** `MONITOR_DATABASE_URL`, `MONITOR_DATABASE_SCHEMA` and `MONITOR_LISTEN_URL`, for hosts where the credential cannot be reached. */
export function connectionFromEnvironment(
	environment: NodeJS.ProcessEnv = process.env,
): ConnectionSettings | null {
	const connectionString = environment.MONITOR_DATABASE_URL;
	if (!connectionString) return null;
	const listenConnectionString = environment.MONITOR_LISTEN_URL;
	return {
		connectionString,
		...(listenConnectionString ? { listenConnectionString } : {}),
		schema: environment.MONITOR_DATABASE_SCHEMA || DEFAULT_SCHEMA,
	};
}

async function ownInstance(): Promise<OwnInstance> {
	const instance = { ...hostInstance(), name: maskText(hostName()) };
	if (process.env.MONITOR_INSTANCE_ID) return { ...instance, fingerprint: null };
	try {
		return { ...instance, fingerprint: await databaseFingerprint() };
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return { ...instance, fingerprint: null };
	}
}

/** What all credentials add; one that cannot be read, or must not be, adds nothing. */
async function masksOf(monitors: readonly FoundMonitor[]): Promise<AddedMasks> {
	const byCredential = new Map(monitors.flatMap((each) => (each.credential ? [[each.credential.id, each]] : [])));
	const all = await Promise.all(
		[...byCredential.values()].map(async ({ workflowId, node, credential }) => {
			try {
				await checkCredentialUse(workflowId, node);
				return addedMasks(await readCredential(credential as { id: string; name: string }));
			} catch {
				return { keys: [], patterns: [] };
			}
		}),
	);
	return { keys: all.flatMap(({ keys }) => keys), patterns: all.flatMap(({ patterns }) => patterns) };
}

/** Whether a monitor may watch, and how far. Whatever cannot be told counts as no. */
async function judge(
	monitor: PublishedMonitor,
	usesCredential: boolean,
): Promise<FoundMonitor | RefusedMonitor> {
	const settings = monitorSettings(monitor.node.parameters);
	const refuse = (state: MonitoringState['state'], reason: string, nextStep: string) => ({
		...monitor, settings, state, reason: maskText(reason), nextStep,
	});
	const { credential, workflowId, workflowName } = monitor;
	if (usesCredential) {
		if (credential === null) {
			return refuse(
				'credential_unusable',
				`The Monitor Trigger in "${workflowName}" has no credential`,
				'Choose one and publish the workflow again',
			);
		}
		try {
			await checkCredentialUse(workflowId, monitor.node);
		} catch (error) {
			if (error instanceof HostError) {
				return refuse(
					'not_allowed',
					`This n8n does not tell whether "${workflowName}" may use its credential: ${error.message}`,
					'Set MONITOR_DATABASE_URL instead, for every process of n8n',
				);
			}
			return refuse(
				'not_allowed',
				`"${workflowName}" may not use the credential "${credential.name}" of its Monitor Trigger`,
				'Ask its owner to share it with the project of the workflow, or choose another one and publish again',
			);
		}
	}
	try {
		return { ...monitor, settings, coverage: await coverageOf(workflowId) };
	} catch {
		return refuse(
			'not_allowed',
			`This n8n does not tell to which project "${workflowName}" belongs`,
			`Where it may watch the whole instance, add its id ${workflowId} to MONITOR_INSTANCE_WORKFLOWS`,
		);
	}
}

async function sourcesOf(monitors: readonly FoundMonitor[]): Promise<Source[]> {
	const byCredential = new Map<string, FoundMonitor[]>();
	for (const monitor of monitors) {
		const { id } = monitor.credential as { id: string };
		byCredential.set(id, [...(byCredential.get(id) ?? []), monitor]);
	}
	const sources: Source[] = [];
	for (const [key, group] of byCredential) {
		const source = await readSource(key, group);
		// Two credentials may hold the same connection.
		const same = sources.find(
			({ connection }) => connection !== null && JSON.stringify(connection) === JSON.stringify(source.connection),
		);
		if (same === undefined) sources.push(source);
		else same.monitors.push(...group);
	}
	return sources;
}

async function readSource(key: string, monitors: FoundMonitor[]): Promise<Source> {
	const credential = monitors[0].credential as { id: string; name: string };
	const source = { key, credentialName: credential.name, monitors };
	let version: string | null = null;
	try {
		version = await credentialVersion(credential);
		const connection = connectionFromFields(await readCredential(credential));
		return { ...source, version, connection, problem: null };
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		return { ...source, version, connection: null, problem };
	}
}
