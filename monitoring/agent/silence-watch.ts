import { isSilent } from '../analytics/silence';
import type { Sql, Store } from '../store/pool';
import { findQuietWorkflows, type QuietWorkflow } from '../store/read/find-quiet-workflows';
import { findRhythms, type WorkflowRhythm } from '../store/read/find-rhythms';
import { withTimeLimit } from '../store/read/with-time-limit';
import { markSilentWorkflows } from '../store/write/mark-silent-workflows';

const EVERY = 60_000;
const WITHIN = 10_000;

/** Finds once a minute, in the process that leads, which busy workflows have been silent for longer than usual. */
export class SilenceWatch {
	readonly #store: Store;

	readonly #instanceId: string;

	readonly #leads: () => boolean;

	/** By workflow and last execution: a rhythm does not change before the workflow runs again. */
	#rhythms = new Map<string, WorkflowRhythm>();

	#timer: NodeJS.Timeout | null = null;

	#looking = false;

	constructor(store: Store, instanceId: string, leads: () => boolean) {
		this.#store = store;
		this.#instanceId = instanceId;
		this.#leads = leads;
	}

	start(): void {
		if (this.#timer !== null) return;
		this.#timer = setInterval(() => void this.#turn(), EVERY);
		this.#timer.unref();
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Looks now. */
	async look(): Promise<void> {
		await withTimeLimit(this.#store, WITHIN, async (sql) => {
			const quiet = await findQuietWorkflows(sql, this.#instanceId);
			this.#rhythms = await this.#rhythmsOf(sql, quiet);
			const silent = quiet.filter((each) => {
				const rhythm = this.#rhythms.get(keyOf(each));
				return rhythm !== undefined && isSilent(rhythm, each.quiet);
			});
			await markSilentWorkflows(sql, this.#instanceId, silent);
		});
	}

	async #rhythmsOf(
		sql: Sql,
		quiet: readonly QuietWorkflow[],
	): Promise<Map<string, WorkflowRhythm>> {
		const unknown = quiet.filter((each) => !this.#rhythms.has(keyOf(each)));
		const found = new Map(
			(await findRhythms(sql, this.#instanceId, unknown)).map((each) => [each.workflow_id, each]),
		);
		return new Map(
			quiet.flatMap((each) => {
				const rhythm = this.#rhythms.get(keyOf(each)) ?? found.get(each.workflow_id);
				return rhythm === undefined ? [] : [[keyOf(each), rhythm]];
			}),
		);
	}

	async #turn(): Promise<void> {
		if (this.#looking || !this.#leads()) return;
		this.#looking = true;
		try {
			await this.look();
		} catch {
			// The database is away or slow: the next turn looks again.
		} finally {
			this.#looking = false;
		}
	}
}

function keyOf({ workflow_id, last_started_at }: QuietWorkflow): string {
	return `${last_started_at} ${workflow_id}`;
}
