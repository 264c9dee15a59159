import type { INode } from 'n8n-workflow';
import type { Coverage } from '../model/monitor-settings';
import { hostModule, hostService } from './host-modules';

interface Ownership {
	getWorkflowProjectCached(workflowId: string): Promise<{ id: string; type: string }>;
	getPersonalProjectOwnerCached(projectId: string): Promise<object | null>;
}

interface PermissionChecker {
	check(workflowId: string, nodes: INode[]): Promise<void>;
}

/**
 * How far a monitor in this workflow may see. By n8n's own measure who may reach everything is the owner of the
 * personal project that it lives in, when his role lists all credentials; all else covers its own project.
 *
 * @throws HostError or n8n's error where that cannot be told
 */
export async function coverageOf(workflowId: string): Promise<Coverage> {
	if (instanceWorkflows().includes(workflowId)) return { covers: 'instance' };
	const ownership = hostService<Ownership>('n8n/dist/services/ownership.service', 'OwnershipService');
	const { id, type } = await ownership.getWorkflowProjectCached(workflowId);
	if (type === 'personal') {
		const owner = await ownership.getPersonalProjectOwnerCached(id);
		const { hasGlobalScope } = hostModule<{ hasGlobalScope(owner: object, scope: string): boolean }>(
			'@n8n/permissions',
		);
		if (owner !== null && hasGlobalScope(owner, 'credential:list')) return { covers: 'instance' };
	}
	return { covers: 'project', projectId: id };
}

/**
 * Has n8n check that the workflow may use the credentials of this node.
 *
 * @throws n8n's own error where it may not, HostError where that cannot be checked
 */
export async function checkCredentialUse(workflowId: string, node: INode): Promise<void> {
	const checker = hostService<PermissionChecker>(
		'n8n/dist/executions/pre-execution-checks/credentials-permission-checker',
		'CredentialsPermissionChecker',
	);
	await checker.check(workflowId, [node]);
}

/** Workflows whose monitors cover the whole instance because whoever runs this n8n says so. */
function instanceWorkflows(): string[] {
	return (process.env.MONITOR_INSTANCE_WORKFLOWS ?? '').split(',').map((id) => id.trim());
}
