import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setEmptyStage } from './editor-stage';
import { repack, startRegistry } from './registry';
import { tarball } from './stage';

const SCOPE = '@probe';

/** How our package is called in the registry on loopback: n8n lets npm's configuration choose a registry for scopes only. */
export const SCOPED_NAME = `${SCOPE}/n8n-nodes-monitor`;

export type RegistryStage = Awaited<ReturnType<typeof setRegistryStage>>;

/** An empty n8n, and a registry on loopback from which our package can be installed by clicking. */
export async function setRegistryStage() {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-registry-'));
	const registry = await startRegistry();
	const npmConfig = path.join(folder, 'npmrc');
	writeFileSync(npmConfig, registry.npmConfig(SCOPE));
	const stage = await setEmptyStage({ env: { npm_config_userconfig: npmConfig } });
	return {
		...stage,
		release: async (version: string) => {
			const { file, manifest } = await repack(tarball(), { name: SCOPED_NAME, version, folder });
			registry.publish(file, manifest);
		},
		strike: async () => {
			await stage.strike();
			await registry.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
