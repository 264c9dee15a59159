import {
	DEFAULT_MONITOR,
	mostDetailed,
	needsFacts,
	watches,
	type Detail,
	type WatchedWorkflow,
	type Watcher,
} from '../model/monitor-settings';
import type { Importance } from '../model/enums';
import type { WorkflowSettings } from '../store/read/list-workflow-settings';
import { ByRun } from './by-run';

/** What a database is written to without any monitor, because the environment names it. */
const EVERYTHING: Watcher = { settings: DEFAULT_MONITOR, coverage: { covers: 'instance' } };
/** Stands for all workflows that have no settings of their own. */
const ALL = '*';

/** The monitors of one database, and what people have set there for workflows. */
export class WatchList {
	#watchers: readonly Watcher[] = [];

	#settings = new Map<string, WorkflowSettings>();

	#settingsText = '';

	readonly #details = new ByRun<Detail | null>();

	/** @param everything where there is no monitor everything is watched, with defaults */
	watch(watchers: readonly Watcher[], everything: boolean): void {
		this.#watchers = watchers.length === 0 && everything ? [EVERYTHING] : watchers;
		this.#details.clear();
	}

	/** @returns true where they differ from those before */
	set(settings: readonly WorkflowSettings[]): boolean {
		const text = JSON.stringify(settings);
		if (text === this.#settingsText) return false;
		this.#settingsText = text;
		this.#settings = new Map(settings.map((each) => [each.workflow_id, each]));
		this.#details.clear();
		return true;
	}

	/** Whether more than the ids of workflows decides what is watched. */
	get needsFacts(): boolean {
		return this.#watchers.some(needsFacts);
	}

	/** What is known of workflows has changed. */
	forget(): void {
		this.#details.clear();
	}

	/**
	 * How much is kept of a workflow's runs: of all monitors that watch it the most detailed counts, and a level
	 * that is set for the workflow itself. Null where none watches it; `mode` null stands for any.
	 */
	detail(workflow: WatchedWorkflow, mode: string | null): Detail | null {
		return this.#details.get(workflow.id, mode, () => {
			const watching = this.#watchers.filter((watcher) => watches(watcher, workflow, mode));
			const detail = mostDetailed(watching.map(({ settings }) => settings));
			const level = this.#settingsOf(workflow.id)?.log_level ?? null;
			return detail === null || level === null ? detail : { ...detail, level };
		});
	}

	/** What people say of a workflow's importance; null where they say nothing. */
	importance(workflowId: string): Importance | null {
		return this.#settingsOf(workflowId)?.importance ?? null;
	}

	#settingsOf(workflowId: string): WorkflowSettings | undefined {
		return this.#settings.get(workflowId) ?? this.#settings.get(ALL);
	}
}
