// What capture costs n8n's thread for each run of a node, beside an OpenTelemetry span for the same: observer, ring,
// drain with mapping, masking, sizing and queueing, batches to a writer that does nothing. Last line: JSON.
import path from 'node:path';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import esbuild from 'esbuild';

const REPOSITORY = path.join(import.meta.dirname, '..');
const NODES = 20;
const EXECUTIONS = 250;
const ROUNDS = 31;
const WARM_UP = 3;

const { Intake, Measuring, Storyteller, Recorder, DEFAULT_POLICY } = await load();
const workflow = workflowOf(NODES);
const rounds = { capture: [], queued: [], span: [] };
/** Both for all rounds, as they live as long as n8n does: what nodes yield is known after the first ones. */
const storyteller = new Storyteller({
	policy: () => DEFAULT_POLICY,
	process: { id: '018f0000-0000-7000-8000-000000000001', n8nVersion: '2.41.1', packageVersion: '0.0.0' },
	declaredOutputs: () => null,
	cancelReason: () => null,
});
const measuring = new Measuring((error) => {
	throw error;
});
measuring.set(true);
/** ns of the observer alone, for each run of a node: all that stands in n8n's own path. */
const onPath = [];
for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
	const capture = await measured(captureRound(round, { writes: true }));
	const queued = await measured(captureRound(round, { writes: false }));
	const span = await measured(spanRound());
	if (round < WARM_UP) {
		onPath.length = 0;
		continue;
	}
	rounds.capture.push(capture);
	rounds.queued.push(queued);
	rounds.span.push(span);
}
measuring.set(false);
print();

async function load() {
	const { outputFiles } = await esbuild.build({
		stdin: {
			contents: [
				"export * from './monitoring/agent/intake';",
				"export * from './monitoring/agent/measuring';",
				"export * from './monitoring/capture/storyteller';",
				"export * from './monitoring/recorder/recorder';",
				"export { DEFAULT_POLICY } from './monitoring/model/monitor-settings';",
			].join('\n'),
			resolveDir: REPOSITORY,
			loader: 'ts',
		},
		bundle: true,
		platform: 'node',
		format: 'esm',
		write: false,
		define: { __filename: JSON.stringify(import.meta.filename) },
	});
	const code = Buffer.from(outputFiles[0].contents).toString('base64');
	return await import(`data:text/javascript;base64,${code}`);
}

function workflowOf(count) {
	const nodes = Array.from({ length: count }, (_, index) => ({
		id: `6fd3bb11-6c77-4425-a4da-e4a888b2f7${index + 10}`,
		name: `Update order ${index}`,
		type: index === 0 ? 'n8n-nodes-base.webhook' : 'n8n-nodes-base.httpRequest',
		typeVersion: 4,
		position: [index * 200, 0],
		parameters: {},
	}));
	return { id: 'WnT3kL9pQx2Zb7Yc', name: 'Orders to the warehouse', nodes, connections: {}, active: true, settings: {} };
}

/** The hooks of one execution in their order, with all that n8n's engine makes anyway made before the time is taken. */
function executionOf(id) {
	const hooks = { executionId: String(id), mode: 'webhook', workflowData: workflow };
	const now = Date.now();
	const executionData = { nodeExecutionStack: [{ node: workflow.nodes[0] }] };
	const before = { resultData: { runData: {} }, executionData };
	const after = { resultData: { runData: {} }, executionData };
	const runs = workflow.nodes.map(({ name }, index) => {
		const source = index === 0 ? [] : [{ previousNode: workflow.nodes[index - 1].name }];
		const items = [{ json: { id: index, city: 'Oslo', total: 12.5 } }, { json: { id: index + 1 } }];
		const task = {
			startTime: now,
			executionTime: 12,
			executionIndex: index,
			executionStatus: 'success',
			source,
			data: { main: [items] },
		};
		after.resultData.runData[name] = [task];
		return { name, task, started: [name, { startTime: now, source }], ended: [name, task, after] };
	});
	const run = { status: 'success', mode: 'webhook', finished: true, startedAt: new Date(now), stoppedAt: new Date(now), data: after };
	return { hooks, runs, began: [workflow, before], finished: [run] };
}

/** @param writes batches are formed too, for a writer that does nothing; else records wait in the queue */
function captureRound(round, { writes }) {
	const recorder = new Recorder();
	if (writes) {
		recorder.setWriter({
			instanceId: 'bench',
			write: async (batch) => ({ stored: batch.length, duplicate: 0 }),
			refusal: () => null,
		});
	}
	const intake = new Intake({
		measure: measuring.measure,
		tell: (seen) => {
			const { records } = storyteller.tell(seen);
			for (let index = 0; index < records.length; index++) recorder.add(records[index]);
		},
		told: () => {
			for (const told of storyteller.steps()) for (const record of told.records) recorder.add(record);
		},
		lost: (count) => {
			throw new Error(`the ring was full: ${count}`);
		},
		failed: (error) => {
			throw error;
		},
	});
	const executions = Array.from({ length: EXECUTIONS }, (_, index) => executionOf(round * EXECUTIONS + index + 1));
	return async () => {
		let path = 0;
		for (const { hooks, runs, began, finished } of executions) {
			const from = performance.now();
			measuring.surround(hooks.executionId);
			intake.observe('workflowExecuteBefore', hooks, began);
			for (const { started, ended } of runs) {
				intake.observe('nodeExecuteBefore', hooks, started);
				intake.observe('nodeExecuteAfter', hooks, ended);
			}
			intake.observe('workflowExecuteAfter', hooks, finished);
			path += performance.now() - from;
			await turn();
		}
		onPath.push((path * 1e6) / (EXECUTIONS * NODES));
		if (recorder.counters.captured < EXECUTIONS * NODES) throw new Error('not everything was captured');
	};
}

function spanRound() {
	const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {}, forceFlush: async () => {} };
	const processor = new BatchSpanProcessor(exporter, { maxQueueSize: EXECUTIONS * NODES * 2 });
	const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('bench');
	const executions = Array.from({ length: EXECUTIONS }, (_, index) => executionOf(index + 1));
	return async () => {
		for (const { hooks, runs } of executions) {
			for (const { name, task } of runs) {
				const span = tracer.startSpan('node.execute', {
					attributes: {
						'n8n.execution.id': hooks.executionId,
						'n8n.execution.mode': hooks.mode,
						'n8n.workflow.id': workflow.id,
						'n8n.workflow.name': workflow.name,
						'n8n.node.name': name,
						'n8n.node.type': 'n8n-nodes-base.httpRequest',
						'n8n.node.run_index': 0,
					},
				});
				span.setAttribute('n8n.node.items_out', task.data.main[0].length);
				span.end();
			}
			await turn();
		}
	};
}

async function turn() {
	await new Promise((resolve) => setImmediate(resolve));
}

/** ns of this thread and bytes, for each run of a node. */
async function measured(work) {
	globalThis.gc();
	const heap = process.memoryUsage().heapUsed;
	const from = performance.now();
	await work();
	const ms = performance.now() - from;
	const bytes = process.memoryUsage().heapUsed - heap;
	return { ns: (ms * 1e6) / (EXECUTIONS * NODES), bytes: bytes / (EXECUTIONS * NODES) };
}

function median(list) {
	return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

function print() {
	const of = (name, figure) => Math.round(median(rounds[name].map((each) => each[figure])));
	const result = {
		capture: { ns: of('capture', 'ns'), bytes: of('capture', 'bytes') },
		queued: { ns: of('queued', 'ns'), bytes: of('queued', 'bytes') },
		observer: { ns: Math.round(median(onPath)) },
		span: { ns: of('span', 'ns'), bytes: of('span', 'bytes') },
	};
	result.time_ratio = Number((result.capture.ns / result.span.ns).toFixed(2));
	result.heap_ratio = Number((result.capture.bytes / result.span.bytes).toFixed(2));
	result.queued_time_ratio = Number((result.queued.ns / result.span.ns).toFixed(2));
	result.queued_heap_ratio = Number((result.queued.bytes / result.span.bytes).toFixed(2));
	console.log('| for each run of a node | time, ns | heap allocated, bytes |\n| --- | --- | --- |');
	console.log(`| the observer, in n8n's own path | ${result.observer.ns} | |`);
	console.log(`| capture until a record is queued | ${result.queued.ns} | ${result.queued.bytes} |`);
	console.log(`| capture with the batches formed | ${result.capture.ns} | ${result.capture.bytes} |`);
	console.log(`| OpenTelemetry span | ${result.span.ns} | ${result.span.bytes} |`);
	console.log(`| ratio until queued (accepted 0.9, aim 0.6 and 0.5) | ${result.queued_time_ratio} | ${result.queued_heap_ratio} |`);
	console.log(`| ratio with the batches | ${result.time_ratio} | ${result.heap_ratio} |`);
	console.log(JSON.stringify(result));
}
