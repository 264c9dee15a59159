import { withDeliveries } from '../../monitoring/alerts/add-deliveries';
import { decideDelivery, nextAttempt } from '../../monitoring/alerts/delivery-decision';
import { deliveriesOfEnd, deliveriesOfLate, type LateExecution, type Listening } from '../../monitoring/alerts/match-events';
import { sampleEvents } from '../../monitoring/alerts/sample-event';
import type { EndedExecution } from '../../monitoring/capture/telling';
import { EVENT_KINDS, type EventKind } from '../../monitoring/model/enums';
import { DEFAULT_MONITOR, type EventFilters } from '../../monitoring/model/monitor-settings';
import type { LogRecord, MonitorRecord } from '../../monitoring/model/records';
import type { EventFacts } from '../../monitoring/store/read/read-event-facts';
import type { Delivery } from '../../monitoring/store/write/claim-deliveries';

const SHOP = { id: 'shop', name: 'Shop', projectId: null, tags: [] };

function listening(events: readonly EventKind[] = EVENT_KINDS, filters: Partial<EventFilters> = {}, workflowId = 'm'): Listening {
	return {
		workflowId, nodeId: 't', coverage: { covers: 'instance' },
		settings: { ...DEFAULT_MONITOR, events, filters: { ...DEFAULT_MONITOR.filters, ...filters } },
	};
}

function ended(status: string, reason: string | null, story: object = {}, source = 'executor'): EndedExecution {
	return {
		story: {
			executionId: '1', workflowId: 'shop', mode: 'webhook', kind: 'webhook', executes: true, handledErrors: 0, silent: false,
			flow: { lost: false, atEnds: 1 }, ...story,
		},
		end: { status, reason, source, finishedAt: 5 }, startedAt: 1, lastNode: null, error: null,
	} as unknown as EndedExecution;
}

describe('the events that an ended execution is', () => {
	it.each([
		['an error', ended('error', 'failed'), ['execution_failed', 'execution_finished']],
		['a crash', ended('crashed', 'process_lost'), ['execution_failed', 'execution_finished']],
		['a time-out', ended('canceled', 'timeout'), ['execution_failed', 'execution_finished']],
		['a shutdown', ended('canceled', 'shutdown'), ['execution_failed', 'execution_finished']],
		['a stop by hand', ended('canceled', 'stopped'), ['execution_finished']],
		['a success', ended('success', 'finished'), ['execution_finished']],
		['a success with errors', ended('success', 'finished', { handledErrors: 2 }), ['execution_finished', 'execution_succeeded_with_errors']],
		['a success without items', ended('success', 'finished', { flow: { lost: false, atEnds: 0 } }), ['execution_finished', 'execution_yielded_nothing']],
		['a success of which the items are not known', ended('success', 'finished', { flow: { lost: true, atEnds: 0 } }), ['execution_finished']],
		['a success told by who enqueued it', ended('success', 'finished', { flow: { lost: false, atEnds: 0 } }, 'enqueuer'), ['execution_finished']],
		["a monitor's own run", ended('error', 'failed', { silent: true }), []],
	])('for %s', (_, execution, kinds) => {
		const rows = deliveriesOfEnd([listening()], SHOP, execution);
		expect(rows.map(({ event }) => event).sort()).toEqual(kinds);
		expect(deliveriesOfEnd([listening([])], SHOP, execution)).toEqual([]);
	});

	it('waits for whoever executed it where who enqueued it tells of its end first', () => {
		const [fromWorker] = deliveriesOfEnd([listening(['execution_failed'])], SHOP, ended('error', 'failed'));
		const [fromMain] = deliveriesOfEnd([listening(['execution_failed'])], SHOP, ended('error', 'failed', { executes: false }, 'enqueuer'));
		expect([fromWorker.delay, fromMain.delay]).toEqual([0, 2_000]);
		expect(fromMain.id_key).toBe(fromWorker.id_key);
	});

	it('goes to each trigger that watches such a run, and to no other', () => {
		const all = [listening(), listening(['execution_failed'], { kinds: ['schedule'] }, 'n'), listening(['execution_failed'], { kinds: ['webhook'] }, 'o')];
		const rows = deliveriesOfEnd(all, SHOP, ended('error', 'failed'));
		expect(rows.map((row) => row.monitor_workflow_id).sort()).toEqual(['m', 'm', 'o']);
		const elsewhere = { ...listening(), coverage: { covers: 'project' as const, projectId: 'p' } };
		expect(deliveriesOfEnd([elsewhere], SHOP, ended('error', 'failed'))).toEqual([]);
	});
});

describe('errors and log rows', () => {
	const log = (level: string, workflow = 'shop'): MonitorRecord => ({
		table: 'workflow_execution_logs',
		row: { id_key: level, workflow_id: workflow, execution_id: '1', log_level: level, message: 'x', timestamp: 1, metadata: {} } as unknown as LogRecord,
	});
	const told = { ended: null, mode: 'webhook' };

	it('are heard from the level on that is asked for', () => {
		const records = ['info', 'warn', 'error', 'fatal'].map((level) => log(level));
		const heard = withDeliveries(records, [listening(['log'], { logLevel: 'error' })], SHOP, told);
		const deliveries = heard.flatMap((record) => (record.table === 'event_deliveries' ? [record.row.circuit] : []));
		expect(deliveries).toEqual(['log shop error', 'log shop fatal']);
	});

	it('are not heard where a monitor has brought them about', () => {
		const records = [log('error')];
		expect(withDeliveries(records, [listening(['log'])], SHOP, { ...told, silent: true })).toBe(records);
		expect(withDeliveries([log('error', 'm')], [listening(['log'])], { ...SHOP, id: 'm' }, told)).toHaveLength(1);
	});

	it('name who is to hear of their group, and leave the record of others as it is', () => {
		const error = { table: 'workflow_errors', row: { workflow_id: 'shop' } } as MonitorRecord;
		const [heard] = withDeliveries([error], [listening(['error_group_new'])], SHOP, told);
		expect(heard.row).toMatchObject({ watchers: [{ monitor_workflow_id: 'm', event: 'error_group_new' }] });
		expect(error.row).not.toHaveProperty('watchers');
	});
});

describe('an execution that still runs', () => {
	const late = (given: Partial<LateExecution>): LateExecution => ({
		executionId: '1', workflowId: 'shop', mode: 'webhook', kind: 'webhook', elapsed: 0, usual: null, idle: 0, step: 'Wait', ...given,
	});
	it.each([
		['is not slow without a history', { elapsed: 1e7 }, {}, []],
		['is slow beyond twice what is usual', { elapsed: 5_000, usual: 2_000 }, {}, ['execution_slow']],
		['is not slow within it', { elapsed: 3_900, usual: 2_000 }, {}, []],
		['is not slow within a second', { elapsed: 900, usual: 10 }, {}, []],
		['is slow beyond what is said', { elapsed: 5_000, usual: 20_000 }, { slowAfter: 4_000 }, ['execution_slow']],
		['is stuck where no node begins', { elapsed: 1e6, idle: 9e5 + 1 }, {}, ['execution_stuck']],
		['is not heard of by its own monitor', { workflowId: 'm', idle: 1e7 }, {}, []],
	])('%s', (_, given, filters, events) => {
		expect(deliveriesOfLate([listening(EVENT_KINDS, filters)], SHOP, late(given), 1).map(({ event }) => event)).toEqual(events);
	});
});

describe('what is done with a delivery', () => {
	const facts = (given: object = {}) => ({ error: null, group: null, suspect: false, suspects: 0, usually_yields: 1, ...given }) as unknown as EventFacts;
	const of = (event: string) => ({ event }) as Delivery;
	it.each([
		['start', 'execution_failed', {}, {}],
		['skip', 'execution_failed', { error: { severity: 'low' } }, { severity: 'high' }],
		['start', 'execution_failed', { error: { severity: 'critical' } }, { severity: 'high' }],
		['start', 'execution_finished', { error: { severity: 'low' } }, { severity: 'high' }],
		['skip', 'error_group_new', { group: { severity: 'medium' } }, { severity: 'high' }],
		['skip', 'execution_yielded_nothing', { usually_yields: 0.2 }, {}],
		['start', 'execution_yielded_nothing', { usually_yields: 0.2 }, { emptyAlways: true }],
		['start', 'execution_yielded_nothing', { usually_yields: null }, {}],
		['start', 'execution_failed', { suspect: true, suspects: 9 }, {}],
		['break', 'execution_failed', { suspect: true, suspects: 10 }, {}],
		['start', 'execution_failed', { suspect: false, suspects: 10 }, {}],
	])('%s: %s %j %j', (does, event, given, filters) => {
		expect(decideDelivery(of(event), facts(given), { ...DEFAULT_MONITOR.filters, ...filters } as EventFilters).does).toBe(does);
	});

	it('is tried again ever later, and given up visibly', () => {
		expect([1, 2, 3, 7, 8].map(nextAttempt)).toEqual([2_000, 4_000, 8_000, 128_000, null]);
	});
});

describe('samples', () => {
	it('are one of each event that is chosen, and say what they are', () => {
		const samples = sampleEvents(EVENT_KINDS, 1_795_570_000_000);
		expect(samples.map(({ event }) => event)).toEqual([...EVENT_KINDS]);
		expect(samples.every(({ sample, note }) => sample && note.includes('sample'))).toBe(true);
		expect(sampleEvents([], 0)).toHaveLength(1);
	});
});
