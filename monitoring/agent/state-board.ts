import type { PublishedMonitor } from '../host/published-monitors';
import { maskText } from '../masking/mask-secrets';
import type { MonitoringState } from '../model/monitoring-state';
import type { FoundMonitor, RefusedMonitor } from './find-monitors';
import type { Standing } from './standing';

const NAME_MOST = 100;

/** States that only a newer copy of the package or a restart ends. */
const FINAL: ReadonlySet<MonitoringState['state']> = new Set(['capture_off', 'uninstalled']);

/** A place that is recorded to, as far as the board shows it. */
export interface ShownPlace {
	standing: Standing;
	monitors: readonly FoundMonitor[];
}

type Line = Pick<MonitoringState, 'state' | 'reason' | 'next_step'>;

/** What recording does in this process just now, in words. */
export class StateBoard {
	#own: Line = { state: 'starting', reason: 'n8n is starting', next_step: null };

	/** The monitor that was published last, to say that it no longer is. */
	#last: PublishedMonitor | null = null;

	get final(): boolean {
		return FINAL.has(this.#own.state);
	}

	/** A state of the whole process; `recording` leaves it to the places. */
	set(state: MonitoringState['state'], reason: string | null = null, nextStep: string | null = null): void {
		// Errors of n8n's may stand in it.
		if (!this.final) this.#own = { state, reason: reason === null ? null : maskText(reason), next_step: nextStep };
	}

	/** Monitors are published. */
	setMonitors([first]: readonly PublishedMonitor[]): void {
		this.#last = first ?? null;
		this.set('recording');
	}

	/** Nobody publishes a monitor: for the first time, or no longer. */
	setNoMonitor(): void {
		if (this.#last === null) {
			this.set(
				'not_published',
				'No published workflow holds a Monitor Trigger',
				'Add a Monitor Trigger to a workflow, choose its credential and publish the workflow',
			);
			return;
		}
		this.set(
			'paused',
			`The workflow ${quoted(this.#last)} with the Monitor Trigger is no longer published`,
			'Publish it again to go on recording',
		);
	}

	/**
	 * The state now. While anything is recorded it is `recording`, and says what is not.
	 *
	 * @param places the oldest monitor's first
	 * @param notStarted names of workflows whose trigger n8n should run and does not
	 */
	get(
		places: readonly ShownPlace[] = [],
		refused: readonly RefusedMonitor[] = [],
		notStarted: readonly string[] = [],
	): MonitoringState {
		const monitors = places.flatMap((place) => place.monitors);
		const [monitor, ...others] = [...monitors, ...refused].sort((a, b) => a.createdAt - b.createdAt).map(named);
		const shown = { since: null, monitor: monitor ?? null, other_monitors: others };
		if (this.#own.state !== 'recording') {
			return { ...shown, ...this.#own, monitor: shown.monitor ?? (this.#last === null ? null : named(this.#last)) };
		}
		const recording = places.filter(({ standing }) => standing.state === 'recording');
		const lines = [
			...places.filter((place) => !recording.includes(place)).map(lineOfPlace),
			...refused.map(lineOfRefused),
		];
		if (recording.length === 0) {
			return { ...shown, ...(lines[0] ?? { state: 'connecting', reason: null, next_step: null }) };
		}
		const since = recording[0].standing.since;
		if (lines.length > 0) {
			const reason = lines.map((line) => line.reason).join('. ');
			return { ...shown, since, state: 'recording', reason, next_step: lines[0].next_step };
		}
		return { ...shown, since, state: 'recording', ...remarks(monitors, notStarted) };
	}
}

/** What is worth knowing where all is well. */
function remarks(monitors: readonly FoundMonitor[], notStarted: readonly string[]): Pick<Line, 'reason' | 'next_step'> {
	if (notStarted.length > 0) {
		return {
			reason: `n8n has not started the Monitor Trigger of ${notStarted.map((workflowName) => quoted({ workflowName })).join(', ')}: it records, but nothing starts its workflow`,
			next_step: 'Unpublish the workflow and publish it again',
		};
	}
	const limited = monitors.filter(({ coverage }) => coverage.covers === 'project');
	if (limited.length > 0) return coverageWords(limited);
	if (monitors.length < 2) return { reason: null, next_step: null };
	return {
		reason: `Several monitors are published, and of those that watch a workflow the most detailed counts: ${monitors.map(quoted).join(', ')}`,
		next_step: null,
	};
}

/** What is said of monitors that see their own project only. */
export function coverageWords(limited: readonly PublishedMonitor[]): { reason: string; next_step: string } {
	return {
		reason: `${limited.map(quoted).join(', ')} ${limited.length === 1 ? 'covers' : 'cover'} the workflows of the own project only`,
		next_step:
			'To cover the whole instance have its owner or an admin publish the monitor in the personal project, or name its id in MONITOR_INSTANCE_WORKFLOWS',
	};
}

function lineOfPlace({ standing }: ShownPlace): Line {
	return { state: standing.state, reason: standing.reason, next_step: standing.nextStep };
}

function lineOfRefused({ state, reason, nextStep }: RefusedMonitor): Line {
	return { state, reason, next_step: nextStep };
}

function named({ workflowId, workflowName }: PublishedMonitor): { workflow_id: string; workflow_name: string } {
	return { workflow_id: workflowId, workflow_name: maskText(workflowName) };
}

function quoted({ workflowName }: Pick<PublishedMonitor, 'workflowName'>): string {
	const name = maskText(workflowName);
	return `"${name.length > NAME_MOST ? `${name.slice(0, NAME_MOST)}…` : name}"`;
}
