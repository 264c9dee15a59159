import type { CapturePolicy } from '../model/monitor-settings';
import type { ErrorRecord, ExecutionRecord, MonitorRecord } from '../model/records';
import type { ReportedEnd } from './end-of-execution';
import { errorRecord, type ErrorPlace } from './error-record';
import { LEVELS, logRow, type LogWords } from './log-row';
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
	records: MonitorRecord[];
	workflowId: string;
	mode: string;
	ended: EndedExecution | null;
}

/** Collects what one observation adds to the record, as the policy of its workflow has it. */
export class Telling implements Told {
	readonly records: MonitorRecord[] = [];

	ended: EndedExecution | null = null;

	constructor(
		readonly story: Story,
		readonly policy: CapturePolicy,
	) {}

	get workflowId(): string {
		return this.story.workflowId;
	}

	get mode(): string {
		return this.story.mode;
	}

	execution(row: ExecutionRecord): void {
		this.records.push({ table: 'workflow_executions', row });
	}

	/** The row of an error; it is written where `error` is called with it. */
	makeError(error: unknown, place: Omit<ErrorPlace, 'story' | 'policy'>): ErrorRecord {
		return errorRecord(error, { ...place, story: this.story, policy: this.policy });
	}

	error(row: ErrorRecord): void {
		this.records.push({ table: 'workflow_errors', row });
	}

	/** Whether rows of this level are made. */
	wants(level: LogWords['level']): boolean {
		return LEVELS[level] >= LEVELS[this.policy.level];
	}

	log(words: LogWords): void {
		if (!this.wants(words.level)) return;
		this.records.push({ table: 'workflow_execution_logs', row: logRow(this.story, words) });
	}

	/** A row of a node run: as many as the policy has room for, the rest is counted. Failures have room always. */
	nodeLog(words: LogWords, failed: boolean): void {
		const { story, policy } = this;
		if (!this.wants(words.level)) return;
		if (!failed && (!policy.nodeRows || story.nodeRows >= policy.nodeRowsAtMost)) {
			story.rowsLeftOut += 1;
			return;
		}
		story.nodeRows += 1;
		this.log(words);
	}
}
