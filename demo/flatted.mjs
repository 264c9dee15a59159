/**
 * Reads the text in which n8n stores and serves an execution's data: a JSON list in which objects name their
 * members' places in the list, so that cycles and repetitions can be told (the format of npm's `flatted`).
 * @param {string} text
 * @returns {any}
 */
export function unflatten(text) {
	const list = JSON.parse(text);
	const made = new Map();
	const open = [];

	const at = (index) => {
		const raw = list[index];
		if (typeof raw !== 'object' || raw === null) return raw;
		if (!made.has(index)) {
			made.set(index, Array.isArray(raw) ? [] : {});
			open.push(index);
		}
		return made.get(index);
	};

	const root = at(0);
	while (open.length > 0) {
		const index = open.pop();
		const target = made.get(index);
		for (const [key, value] of Object.entries(list[index])) {
			const member = typeof value === 'string' ? at(Number(value)) : value;
			// By definition, not assignment: a member may be called __proto__.
			Object.defineProperty(target, key, { value: member, enumerable: true, writable: true, configurable: true });
		}
	}
	return root;
}
