import { capturedId, capturedName, capturedText } from '../capture/captured-text';
import { hostRunsTriggers } from '../host/instance';
import { maskSecrets } from '../masking/mask-secrets';
import type { WorkflowFacts } from '../model/workflow-facts';
import { listWorkflowSettings } from '../store/read/list-workflow-settings';
import type { Store } from '../store/pool';
import { keepMonitors, type MonitorRow } from '../store/write/keep-monitors';
import { keepWorkflowFacts, type WorkflowFactsRow } from '../store/write/keep-workflow-facts';
import type { Destination } from './destination';
import type { FactsBook } from './facts-book';
import type { FoundMonitor, RefusedMonitor } from './find-monitors';
import { coverageWords } from './state-board';

const EVERY = 5_000;
const MONITORS_EVERY = 60_000;
const FACTS_AT_ONCE = 500;
const TAG_MOST = 255;

export interface RoundsHost {
	places(): readonly Destination[];
	refused(): readonly RefusedMonitor[];
	facts: FactsBook;
	/** What people set for workflows has changed in one of the places. */
	settingsChanged(): void;
}

/** What was written to one place, and what is still to be. */
interface Notes {
	store: Store;
	facts: Map<string, WorkflowFactsRow>;
	monitors: string;
	monitorsAt: number;
}

/**
 * Goes round all open databases every five seconds: reads what people have set for workflows and, in the process
 * that runs n8n's triggers, writes what n8n says of workflows and how it stands with the monitors.
 */
export class Rounds {
	readonly #host: RoundsHost;

	readonly #notes = new Map<string, Notes>();

	#timer: NodeJS.Timeout | null = null;

	#going: Promise<void> | null = null;

	constructor(host: RoundsHost) {
		this.#host = host;
	}

	start(): void {
		this.#timer ??= setInterval(() => void this.go(), EVERY).unref();
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}

	/** What is known of these workflows has changed; null: perhaps of all. */
	changed(facts: readonly WorkflowFacts[] | null): void {
		if (!hostRunsTriggers()) return;
		for (const place of this.#host.places()) this.#note(place, facts ?? [...this.#host.facts.all]);
		void this.go();
	}

	/** One round now; what fails is done in the next one. */
	async go(): Promise<void> {
		this.#going ??= this.#round().finally(() => (this.#going = null));
		await this.#going;
	}

	async #round(): Promise<void> {
		for (const place of this.#host.places()) {
			if (place.store === null || place.place === null || place.recorder.down) continue;
			try {
				await this.#visit(place, place.store, place.place.instanceId);
			} catch {
				// The database is away: what was read before still holds, what is to be written waits.
			}
		}
	}

	async #visit(place: Destination, store: Store, instanceId: string): Promise<void> {
		if (place.watchList.set(await listWorkflowSettings(store, instanceId))) this.#host.settingsChanged();
		if (!hostRunsTriggers()) return;
		for (const late of await place.events.late(store, instanceId, Date.now())) place.recorder.add(late, true);
		const notes = this.#notesOf(place, store);
		while (notes.facts.size > 0) {
			const rows = [...notes.facts.values()].slice(0, FACTS_AT_ONCE);
			await keepWorkflowFacts(store, instanceId, rows);
			for (const row of rows) if (notes.facts.get(row.workflow_id) === row) notes.facts.delete(row.workflow_id);
		}
		const monitors = this.#monitorRows(place);
		const text = JSON.stringify(monitors);
		if (text === notes.monitors && performance.now() - notes.monitorsAt < MONITORS_EVERY) return;
		await keepMonitors(store, instanceId, monitors);
		notes.monitors = text;
		notes.monitorsAt = performance.now();
	}

	#note(place: Destination, facts: readonly WorkflowFacts[]): void {
		if (place.store === null) return;
		const notes = this.#notesOf(place, place.store);
		for (const each of facts) {
			if (place.watchList.detail(each, null) !== null) notes.facts.set(each.id, this.#factsRow(each));
		}
	}

	/** Of a database that was opened anew nothing is known: all is written again. */
	#notesOf(place: Destination, store: Store): Notes {
		const known = this.#notes.get(place.key);
		if (known?.store === store) return known;
		const notes: Notes = { store, facts: new Map(), monitors: '', monitorsAt: -Infinity };
		this.#notes.set(place.key, notes);
		this.#note(place, [...this.#host.facts.all]);
		return notes;
	}

	#factsRow(facts: WorkflowFacts): WorkflowFactsRow {
		return {
			workflow_id: capturedId(facts.id),
			name: capturedName(facts.name, 'name'),
			active: facts.active,
			workflow_version: facts.version === null ? null : capturedName(facts.version, 'workflow_version'),
			tags: facts.tags.map(({ name }) => capturedText(name, TAG_MOST)),
			project_id: facts.projectId === null ? null : capturedId(facts.projectId),
			redacted: this.#host.facts.isRedacted(facts.id, null),
			archived: facts.archived,
		};
	}

	/** All monitors of this n8n; to a database of monitors that see one project only, just its own. */
	#monitorRows(place: Destination): MonitorRow[] {
		const seesAll = place.monitors.some(({ coverage }) => coverage.covers === 'instance');
		const places = seesAll ? this.#host.places() : [place];
		const rows = places.flatMap(({ monitors, standing }) =>
			monitors.map((monitor): MonitorRow => {
				const { coverage } = monitor;
				const limited = standing.state === 'recording' && coverage.covers === 'project';
				return {
					...rowOf(monitor),
					covers: coverage.covers,
					project_id: coverage.covers === 'project' ? coverage.projectId : null,
					state: standing.state,
					...(limited ? coverageWords([monitor]) : { reason: standing.reason, next_step: standing.nextStep }),
				};
			}),
		);
		const refused = (seesAll ? this.#host.refused() : []).map((monitor): MonitorRow => ({
			...rowOf(monitor),
			covers: 'nothing',
			project_id: null,
			state: monitor.state,
			reason: monitor.reason,
			next_step: monitor.nextStep,
		}));
		return [...rows, ...refused];
	}
}

function rowOf({ workflowId, nodeId, workflowName, settings }: FoundMonitor | RefusedMonitor) {
	return {
		workflow_id: capturedId(workflowId),
		node_id: capturedId(nodeId),
		workflow_name: capturedName(workflowName, 'name'),
		settings: maskSecrets({
			events: settings.events,
			workflows: settings.scope,
			manual_runs: settings.manualRuns,
			level: settings.level,
			node_rows: settings.nodeRows,
			node_rows_at_most: settings.nodeRowsAtMost,
			share: settings.share,
		}),
	};
}
