import { hkdfSync } from 'node:crypto';
import { hostname } from 'node:os';
import { hostModule, hostService, ifHostHas } from './host-modules';

export interface HostInstance {
	instanceId: string;
	/** `main`, `worker` or `webhook` */
	processType: string;
	n8nVersion: string | null;
}

/**
 * Who this n8n is. Its id is settled a moment after its database is migrated: before that another value is
 * seen, so that callers ask until it stays the same.
 *
 * @throws HostError where n8n's settings cannot be reached
 */
export function hostInstance(): HostInstance {
	const settings = hostService<{ instanceId: string; instanceType?: string }>(
		'n8n-core',
		'InstanceSettings',
	);
	return {
		instanceId: process.env.MONITOR_INSTANCE_ID || settings.instanceId,
		processType: settings.instanceType ?? 'main',
		n8nVersion: hostN8nVersion(),
	};
}

/** A text that only this n8n can make, for what must not be guessed outside of it; null where it has no key. */
export function hostSecret(purpose: string): string | null {
	return ifHostHas(() => {
		const { encryptionKey } = hostService<{ encryptionKey?: string }>('n8n-core', 'InstanceSettings');
		if (!encryptionKey) return null;
		return Buffer.from(hkdfSync('sha256', encryptionKey, '', `n8n-nodes-monitor ${purpose}`, 32)).toString('hex');
	});
}

/** How people call this n8n unless they give it a name: the address that they open it at, else its machine. */
export function hostName(): string {
	return hostEditorUrl()?.replace(/\/$/, '') ?? hostname();
}

export function hostN8nVersion(): string | null {
	return ifHostHas(() => hostModule<{ version: string }>('n8n/package.json').version);
}

/** True in the one process that runs n8n's triggers. */
export function hostRunsTriggers(): boolean {
	return (
		ifHostHas(
			() => hostService<{ isLeader?: boolean }>('n8n-core', 'InstanceSettings').isLeader === true,
		) ?? false
	);
}

/** The instance's own time limit for executions in s, from its environment; null where there is none. */
export function hostDefaultTimeout(): number | null {
	const seconds = Number(process.env.EXECUTIONS_TIMEOUT ?? '');
	return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** The address under which people open this n8n, with a slash at its end; null where n8n does not say. */
export function hostEditorUrl(): string | null {
	return ifHostHas(() => {
		const service = hostService<{ getInstanceBaseUrl(): string }>(
			'n8n/dist/services/url.service',
			'UrlService',
		);
		return `${service.getInstanceBaseUrl().replace(/\/+$/, '')}/`;
	});
}
