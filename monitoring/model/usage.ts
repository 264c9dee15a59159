/** Network use that HTTP, HTTPS and fetch had; bytes of HTTP itself, as `docs/resources.md` says. */
export interface NetworkUse {
	requests: number;
	bytes_sent: number;
	bytes_received: number;
}

/** What one node run used, as far as it was more than nothing. */
export interface NodeUse {
	/** Null where no request of it was seen. */
	network: NetworkUse | null;
	/** Its work was done by a task runner, so that nothing of it could be seen. */
	outside: boolean;
}

/** What was read of the process while one segment of an execution ran. Memory in bytes, times in ms, CPU in percent of one core. */
export interface ProcessUse {
	ms: number;
	memory_peak: number;
	memory_average: number;
	/** How far it rose above an earlier reading. */
	memory_growth: number;
	/** Its part of the process' CPU time; null where it was too short to tell. */
	cpu_peak: number | null;
	cpu_average: number | null;
	/** Its part of all the CPU time that the process took meanwhile, 0 to 1. */
	cpu_share: number | null;
	delay_peak: number | null;
	delay_average: number | null;
	/** How many executions ran in the process, this one included. */
	together_peak: number;
	together_average: number;
}

/** What was measured of one segment of an execution. */
export interface SegmentReading {
	process: ProcessUse;
	network: NetworkUse;
	/** Nodes whose work a task runner did, by the host's name of each. */
	outside: string[];
}

/** Why a figure is missing, or not the execution's alone. */
export type CoverageReason =
	/** Others ran in the process at the same time. */
	| 'shared_process'
	/** Nodes had their work done by a task runner, a process of its own. */
	| 'task_runner'
	/** It was over before there was anything to read. */
	| 'too_short'
	/** It began where nobody measured: before this package was there, or in a process that died. */
	| 'not_measured'
	/** n8n does not say. */
	| 'not_told';

/** What `coverage` holds: by figure the reasons why it is missing or not exact. What is whole is not in it. */
export type Coverage = Partial<Record<'memory' | 'cpu' | 'event_loop_delay' | 'network' | 'queue_wait' | 'throughput', CoverageReason[]>>;

/** What one segment of an execution used, and where its time went. Stored by the number of the segment. */
export interface SegmentUsage {
	process: ProcessUse | null;
	network: NetworkUse | null;
	/** ms from its creation to its start; null where it was not queued or nobody knows. */
	queue_wait: number | null;
	/** What its nodes took in, each run counted. */
	items: number | null;
	/** ms that nodes worked themselves, the longest first, and of all nodes together. */
	self_times: Array<[node: string, ms: number]>;
	self_total: number;
	task_runner_nodes: string[];
	coverage: Coverage;
}

/** Of an execution that nothing is told of. Never written to. */
export const NO_USAGE: Record<string, SegmentUsage> = Object.freeze({});
