import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODES_PAPER, nodesPaper } from '../support/nodes-paper';
import { paper, ROOT } from '../support/papers';

describe('the paper about the nodes', () => {
	it('has every operation as the nodes have it (MONITOR_TEST_WRITE_PAPERS=1 writes it anew)', () => {
		const text = nodesPaper();
		if (process.env.MONITOR_TEST_WRITE_PAPERS === '1') writeFileSync(path.join(ROOT, NODES_PAPER), text);
		expect(paper(NODES_PAPER)).toBe(text);
	});
});
