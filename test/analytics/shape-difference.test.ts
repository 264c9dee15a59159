import { datedChanges, shapeDifference } from '../../monitoring/analytics/shape-difference';

const shape = (text: string, number = 0) => {
	const words = text.split(' ');
	return {
		number,
		fields: words.map((word) => word.replace('-', '')),
		always_empty: words.filter((word) => word.endsWith('-')).map((word) => word.replace('-', '')),
	};
};

describe('how a shape differs from another', () => {
	it('says what came, went, turned empty and is no longer empty', () => {
		expect(shapeDifference(shape('id mail- name phone x-'), shape('id mail name- tel- x-'))).toEqual({
			added: ['tel'], removed: ['phone'], turned_empty: ['name'], no_longer_empty: ['mail'],
		});
		expect(shapeDifference(null, shape('id'))).toEqual({ added: [], removed: [], turned_empty: [], no_longer_empty: [] });
	});

	it('dates each by the shape since which it has been so, not by one that was in between', () => {
		const course = ['id mail name', 'id name', 'id mail name', 'id name', 'id name- tel', 'id name- tel x'].map(shape);
		expect(datedChanges(course).map(({ field, change, since }) => [change, field, since.number])).toEqual([
			['added', 'tel', 4], ['added', 'x', 5], ['removed', 'mail', 3], ['turned_empty', 'name', 4],
		]);
		expect(datedChanges(course.slice(0, 1))).toEqual([]);
		expect(datedChanges([])).toEqual([]);
	});
});
