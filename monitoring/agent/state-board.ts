import type { PublishedMonitor } from '../host/published-monitors';
import { maskText } from '../masking/mask-secrets';
import type { MonitoringState } from '../model/monitoring-state';

const NAME_MOST = 100;

/** States that only a newer copy of the package or a restart ends. */
const FINAL: ReadonlySet<MonitoringState['state']> = new Set(['capture_off', 'uninstalled']);

/** What recording does in this process just now, in words. */
export class StateBoard {
	#state: MonitoringState = {
		state: 'starting',
		reason: 'n8n is starting',
		next_step: null,
		since: null,
		monitor: null,
		other_monitors: [],
	};

	get final(): boolean {
		return FINAL.has(this.#state.state);
	}

	set(
		state: MonitoringState['state'],
		reason: string | null = null,
		nextStep: string | null = null,
	): void {
		if (this.final) return;
		const since = state === 'recording' ? (this.#state.since ?? new Date().toISOString()) : null;
		// Errors of n8n's may stand in a reason, which goes to the editor and into the row of the process.
		const shown = reason === null ? null : maskText(reason);
		this.#state = { ...this.#state, state, reason: shown, next_step: nextStep, since };
	}

	/** @param monitors the published ones, the one that records first */
	setMonitors([monitor, ...others]: readonly PublishedMonitor[]): void {
		this.#state = {
			...this.#state,
			monitor: monitor === undefined ? null : named(monitor),
			other_monitors: others.map(named),
		};
	}

	/** Nobody publishes a monitor: for the first time, or no longer. */
	setNoMonitor(): void {
		const { monitor } = this.#state;
		if (monitor === null) {
			this.set(
				'not_published',
				'No published workflow holds a Monitor Trigger',
				'Add a Monitor Trigger to a workflow, choose its credential and publish the workflow',
			);
			return;
		}
		this.set(
			'paused',
			`The workflow "${short(monitor.workflow_name)}" with the Monitor Trigger is no longer published`,
			'Publish it again to go on recording',
		);
	}

	/**
	 * The state now; where all else is well it names what is worth knowing.
	 *
	 * @param notStarted names of workflows whose trigger n8n should run and does not
	 */
	get(notStarted: readonly string[] = []): MonitoringState {
		const { state, reason, monitor, other_monitors } = this.#state;
		if (state !== 'recording' || reason !== null) return this.#state;
		if (notStarted.length > 0) {
			return {
				...this.#state,
				reason: `n8n has not started the Monitor Trigger of ${notStarted.map((name) => `"${short(name)}"`).join(', ')}: it records, but nothing starts its workflow`,
				next_step: 'Unpublish the workflow and publish it again',
			};
		}
		if (other_monitors.length === 0) return this.#state;
		const names = other_monitors.map(({ workflow_name }) => `"${short(workflow_name)}"`).join(', ');
		return {
			...this.#state,
			reason: `The oldest published monitor records ("${short(monitor?.workflow_name ?? '')}"); others only start their workflows: ${names}`,
		};
	}
}

function named({ workflowId, workflowName }: PublishedMonitor): {
	workflow_id: string;
	workflow_name: string;
} {
	return { workflow_id: workflowId, workflow_name: maskText(workflowName) };
}

function short(name: string): string {
	return name.length > NAME_MOST ? `${name.slice(0, NAME_MOST)}…` : name;
}
