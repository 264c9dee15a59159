import { existsSync, readFileSync } from 'node:fs';

export type ContainerKind = 'docker' | 'podman' | 'kubernetes' | 'other';

/** What a process can look at to find out where it runs. */
export interface Signs {
	exists(file: string): boolean;
	/** The text of a file; empty where it cannot be read. */
	read(file: string): string;
	environment: Readonly<Record<string, string | undefined>>;
}

const OWN_SIGNS: Signs = {
	exists: (file) => existsSync(file),
	read: (file) => {
		try {
			return readFileSync(file, 'utf8');
		} catch {
			return '';
		}
	},
	environment: process.env,
};

/**
 * The container that this process runs in; null where nothing tells of one, which does not prove that there is
 * none. With cgroup version 2 the list of groups is empty inside, so it is the last sign of all.
 */
export function containerKind(signs: Signs = OWN_SIGNS): ContainerKind | null {
	if (signs.environment.KUBERNETES_SERVICE_HOST) return 'kubernetes';
	if (signs.exists('/run/.containerenv')) return 'podman';
	if (signs.exists('/.dockerenv')) return 'docker';
	const groups = signs.read('/proc/1/cgroup');
	if (/kubepods/.test(groups)) return 'kubernetes';
	if (/libpod/.test(groups)) return 'podman';
	if (/docker/.test(groups)) return 'docker';
	return signs.environment.container || /lxc|containerd|garden|ecs/.test(groups) ? 'other' : null;
}
