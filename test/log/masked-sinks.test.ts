import { StateBoard } from '../../monitoring/agent/state-board';
import { capturedName, capturedText } from '../../monitoring/capture/captured-text';
import { StateLog } from '../../monitoring/log/state-log';
import { setAddedMasks } from '../../monitoring/masking/added-masks';
import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { messageWithoutValue } from '../../monitoring/recorder/accounting';
import { newLog } from '../../monitoring/workflow-monitor/new-records';

const PASSWORD = 'tR4pd00r-77';
const error = new Error(`connect to postgres://app:${PASSWORD}@db.example/main failed`);

function logged(message: string): string {
	let line = '';
	const write = (text: string) => (line = text);
	new StateLog({ error: write, warn: write, info: write }).enter('x', message);
	return line;
}

function onBoard(reason: string): string {
	const board = new StateBoard();
	board.set('credential_unusable', reason);
	return String(board.get().reason);
}

const SINKS: Array<[string, (text: string) => string]> = [
	['a line of ours in the log', logged],
	['the stack of an error of ours in the log', (text) => logged(`an error of ours: ${new Error(text).stack}`)],
	['the reason of a state, in the editor and in the row of the process', onBoard],
	['what Postgres says of a refused row', (text) => messageWithoutValue(new Error(text))],
	['a captured text', (text) => capturedText(text)],
	['a captured name', (text) => capturedName(text, 'node_name')],
	['a row that a node or a script writes', (text) => JSON.stringify(newLog('w', 'e', { level: 'info', message: text, metadata: { text } }, 0))],
	['a text of a caller', (text) => maskText(text)],
	['a value of a caller', (text) => JSON.stringify(maskSecrets({ text }))],
];

describe.each(SINKS)('%s', (_, sink) => {
	it('carries no secret', () => {
		expect(sink(error.message)).toContain('db.example');
		expect(sink(error.message)).not.toContain(PASSWORD);
	});

	it('carries nothing of a text that could not be masked', () => {
		// No expression can be made of it, so that nothing can be masked.
		setAddedMasks('test', { keys: [], patterns: ['('] });
		try {
			expect(sink('a text that nobody has masked')).not.toContain('nobody has masked');
		} finally {
			setAddedMasks('test', null);
		}
	});
});
