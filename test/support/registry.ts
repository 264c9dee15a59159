import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

interface Manifest {
	name: string;
	version: string;
	[key: string]: unknown;
}

/** An npm registry on loopback. It serves what it is given: enough for npm pack, install, view and outdated. */
export interface LocalRegistry {
	url: string;
	/** A name and version of a package that was packed under it. The version published last is `latest`. */
	publish(tarball: string, manifest: Manifest): void;
	/** For npm's configuration: names under this scope live here. */
	npmConfig(scope: string): string;
	stop(): Promise<void>;
}

export async function startRegistry(): Promise<LocalRegistry> {
	const tarballs = new Map<string, Buffer>();
	const packuments = new Map<string, { name: string; 'dist-tags': { latest: string }; versions: Record<string, Manifest> }>();
	const server = http.createServer((request, response) => {
		const asked = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1);
		const tarball = tarballs.get(asked);
		const packument = packuments.get(asked);
		if (tarball !== undefined) response.setHeader('content-type', 'application/octet-stream').end(tarball);
		else if (packument !== undefined) response.setHeader('content-type', 'application/json').end(JSON.stringify(packument));
		else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		url,
		publish: (file, manifest) => {
			const { name, version } = manifest;
			const content = readFileSync(file);
			const place = `${name}/-/${path.basename(name)}-${version}.tgz`;
			tarballs.set(place, content);
			const dist = {
				tarball: `${url}/${place}`,
				shasum: createHash('sha1').update(content).digest('hex'),
				integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
			};
			const versions = { ...packuments.get(name)?.versions, [version]: { ...manifest, dist } };
			packuments.set(name, { name, 'dist-tags': { latest: version }, versions });
		},
		npmConfig: (scope) => `${ownNpmConfig()}\n${scope}:registry=${url}\n`,
		stop: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/**
 * Packs our tarball again under another name and version. The version that the code carries changes along, so
 * that two copies in one process can be told apart by what they record.
 */
export async function repack(tarball: string, { name, version, folder }: { name: string; version: string; folder: string }): Promise<{ file: string; manifest: Manifest }> {
	const { unpack } = await import('../../demo/tarball.mjs');
	const { npm } = await import('../../demo/npm.mjs');
	const source = path.join(folder, version);
	rmSync(source, { recursive: true, force: true });
	unpack(tarball, path.join(source, 'package'));
	const manifest: Manifest = { ...JSON.parse(readFileSync(path.join(source, 'package', 'package.json'), 'utf8')), name, version };
	const built = JSON.parse(readFileSync(path.join(source, 'package', 'package.json'), 'utf8')).version as string;
	writeFileSync(path.join(source, 'package', 'package.json'), JSON.stringify(manifest));
	const chunk = path.join(source, 'package', 'dist', 'monitoring.js');
	const parts = readFileSync(chunk, 'utf8').split(`"${built}"`);
	if (parts.length !== 2) throw new Error(`dist/monitoring.js names its version ${parts.length - 1} times, not once`);
	writeFileSync(chunk, parts.join(`"${version}"`));
	const target = path.join(source, 'packed');
	mkdirSync(target);
	await npm(['pack', '--pack-destination', target, '--ignore-scripts', '--loglevel=error'], { cwd: path.join(source, 'package') });
	return { file: path.join(target, readdirSync(target)[0]), manifest };
}

/** What npm is configured to on this machine, a proxy for instance. */
function ownNpmConfig(): string {
	try {
		return readFileSync(process.env.npm_config_userconfig ?? path.join(os.homedir(), '.npmrc'), 'utf8');
	} catch {
		return '';
	}
}
