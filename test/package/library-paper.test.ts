import { WorkflowMonitor } from '../../index';
import { paper } from '../support/papers';

describe('docs/library.md', () => {
	it('names every method of the library, and no other', () => {
		const methods = new Set<string>();
		for (let type = WorkflowMonitor.prototype as object; type !== Object.prototype; type = Object.getPrototypeOf(type) as object) {
			for (const name of Object.getOwnPropertyNames(type)) methods.add(name);
		}
		methods.delete('constructor');
		methods.delete('open');
		const [, table] = /\| methods \| \|\n([\s\S]*?)\n\n/.exec(paper('docs/library.md')) ?? [];
		const named = table.split('\n').flatMap((line) => [...line.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
		expect(named.sort()).toEqual([...methods].sort());
	});
});
