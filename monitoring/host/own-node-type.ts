import { hostService } from './host-modules';

interface LoadNodesAndCredentials {
	loaders: Record<string, { known?: { nodes?: Record<string, unknown> } }>;
}

const TYPE = 'monitorTrigger';

/**
 * Whether n8n knows our trigger's type, under whatever prefix. While it updates a package it does not for some
 * seconds; after an uninstall it never does again in this process.
 */
export function ownNodeTypeIsKnown(): boolean {
	try {
		const { loaders } = hostService<LoadNodesAndCredentials>(
			'n8n/dist/load-nodes-and-credentials',
			'LoadNodesAndCredentials',
		);
		return Object.values(loaders).some(({ known }) => known?.nodes !== undefined && TYPE in known.nodes);
	} catch {
		// Where n8n cannot be asked, nothing says that we are gone.
		return true;
	}
}
