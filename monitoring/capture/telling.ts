import type { CapturePolicy } from '../model/monitor-settings';
import type { ErrorRecord, ExecutionRecord, MonitorRecord } from '../model/records';
import type { ReportedEnd } from './end-of-execution';
import { errorRecord, type ErrorPlace } from './error-record';
import { LEVELS, logRow, type LogWords } from './log-row';
import { nodeRow, type RunEnd } from './node-row';
import type { Story } from './story';

/** An execution that has just ended, as events need it. */
export interface EndedExecution {
	story: Story;
	end: ReportedEnd;
	/** When it began by what this process knows, ms since the epoch. */
	startedAt: number;
	lastNode: string | null;
	error: ErrorRecord | null;
}

/** What became of one observation. */
export interface Told {
	records: readonly MonitorRecord[];
	workflowId: string;
	mode: string;
	ended: EndedExecution | null;
	/** A Monitor Trigger has brought it about, so that it starts none. */
	silent?: boolean;
	/** A delivery of ours has begun to run. */
	began?: { delivery: string; executionId: string };
}

/** Shared, never written to. */
const NONE: MonitorRecord[] = [];

/** Collects what one observation adds to the record, as the policy of its workflow has it. */
export class Telling implements Told {
	#records: MonitorRecord[] = NONE;

	ended: EndedExecution | null = null;

	constructor(
		readonly story: Story,
		readonly policy: CapturePolicy,
	) {}

	get records(): readonly MonitorRecord[] {
		return this.#records;
	}

	get workflowId(): string {
		return this.story.workflowId;
	}

	began: Told['began'];

	get silent(): boolean {
		return this.story.silent;
	}

	get mode(): string {
		return this.story.mode;
	}

	execution(row: ExecutionRecord): void {
		this.add({ table: 'workflow_executions', row });
	}

	add(record: MonitorRecord): void {
		// Most tell of one: a list that is made with it takes a tenth of one that grows.
		if (this.#records.length === 0) this.#records = [record];
		else this.#records.push(record);
	}

	/** The row of an error; it is written where `error` is called with it. */
	makeError(error: unknown, place: Omit<ErrorPlace, 'story' | 'policy'>): ErrorRecord {
		return errorRecord(error, { ...place, story: this.story, policy: this.policy });
	}

	error(row: ErrorRecord): void {
		this.add({ table: 'workflow_errors', row });
	}

	/** Whether rows of this level are made. */
	wants(level: LogWords['level']): boolean {
		return LEVELS[level] >= LEVELS[this.policy.level];
	}

	log(words: LogWords): void {
		if (!this.wants(words.level)) return;
		this.add({ table: 'workflow_execution_logs', row: logRow(this.story, words) });
	}

	/** The row of a node run: as many as the policy has room for, the rest is counted. Failures have room always. */
	nodeRow(run: RunEnd): void {
		const { story, policy } = this;
		const troubled = run.error !== null || run.items !== null;
		if (!this.wants(run.error !== null ? 'error' : troubled ? 'warn' : 'info')) return;
		if (!troubled && (!policy.nodeRows || story.nodeRows >= policy.nodeRowsAtMost)) {
			story.rowsLeftOut += 1;
			return;
		}
		story.nodeRows += 1;
		this.add({ table: 'workflow_execution_logs', row: nodeRow(story, run) });
	}
}
