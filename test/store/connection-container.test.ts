import { containerKind } from '../../monitoring/store/connection/container';

const signs = (files: Record<string, string>, environment: Record<string, string> = {}) => ({
	exists: (file: string) => file in files,
	read: (file: string) => files[file] ?? '',
	environment,
});

describe('containerKind', () => {
	it.each([
		['docker', { '/.dockerenv': '' }, {}],
		['podman', { '/run/.containerenv': '' }, {}],
		['kubernetes', { '/.dockerenv': '' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
		['docker', { '/proc/1/cgroup': '4:memory:/docker/1f0c\n' }, {}],
		['kubernetes', { '/proc/1/cgroup': '4:memory:/kubepods/burstable/pod1\n' }, {}],
		['podman', { '/proc/1/cgroup': '0::/machine.slice/libpod-1f0c.scope\n' }, {}],
		['other', { '/proc/1/cgroup': '1:name=systemd:/lxc/box\n' }, {}],
		['other', {}, { container: 'oci' }],
		[null, { '/proc/1/cgroup': '0::/init.scope\n' }, {}],
		[null, {}, {}],
	])('finds %s', (kind, files, environment) => {
		expect(containerKind(signs(files as Record<string, string>, environment as Record<string, string>))).toBe(kind);
	});
});
