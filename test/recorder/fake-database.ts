import type { LogRecord, MonitorRecord } from '../../monitoring/model/records';
import type { Recorder, Writer } from '../../monitoring/recorder/recorder';
import type { Batch } from '../../monitoring/store/write/rows';

export const NOW = 1_795_570_000_000;

export function log(number: number, given: Partial<LogRecord> = {}): MonitorRecord {
	return {
		table: 'workflow_execution_logs',
		row: {
			id_key: `log ${number}`, workflow_id: 'wf', execution_id: '1', log_level: 'info', message: `message ${number}`,
			timestamp: NOW + number, node_id: null, node_name: null, step_number: null, duration: null, items_in: null,
			items_out: null, metadata: {}, ...given,
		},
	};
}

export function alert(title: string): MonitorRecord {
	return {
		table: 'monitoring_alerts',
		row: {
			id_key: title, workflow_id: 'wf', execution_id: null, alert_type: 'error', severity: 'info', title,
			description: null, timestamp: NOW, metadata: {},
		},
	};
}

class Refusal extends Error {}

/** A database that remembers, and fails as told. */
export class FakeDatabase implements Writer {
	instanceId = 'instance';

	readonly batches: Batch[] = [];

	readonly logs = new Map<string, string>();

	failing = false;

	refuse: (message: string) => boolean = () => false;

	/** Called in the middle of each write. */
	meanwhile: () => void = () => {};

	async write(batch: Batch) {
		this.meanwhile();
		await Promise.resolve();
		this.meanwhile();
		if (this.failing) throw new Error('connection lost');
		if (batch.logs.some(({ message }) => this.refuse(message))) {
			throw new Refusal('invalid input syntax for type integer: "4711 of a customer"');
		}
		this.batches.push(batch);
		let duplicate = 0;
		for (const { id, message } of batch.logs) {
			if (this.logs.has(id)) duplicate += 1;
			this.logs.set(id, message);
		}
		return { stored: 0, duplicate };
	}

	refusal = (error: unknown) => (error instanceof Refusal ? '22P02' : null);
}

/** Expects the invariant to hold, and gives what was captured. */
export function sumOf(recorder: Recorder): number {
	const { captured, ...places } = recorder.counters;
	const inAll = Object.values(places).reduce<number>(
		(sum, place) =>
			sum + (typeof place === 'number' ? place : Object.values(place).reduce((all, each) => all + each, 0)),
		0,
	);
	expect(inAll).toBe(captured);
	return captured;
}
