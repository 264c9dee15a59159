/** Remembers the last so many texts. */
export class RecentSet {
	readonly #limit: number;

	readonly #members = new Set<string>();

	constructor(limit: number, members: readonly string[] = []) {
		this.#limit = limit;
		for (const member of members) this.add(member);
	}

	has(text: string): boolean {
		return this.#members.has(text);
	}

	add(text: string): void {
		this.#members.delete(text);
		this.#members.add(text);
		if (this.#members.size <= this.#limit) return;
		const [oldest] = this.#members;
		this.#members.delete(oldest);
	}

	delete(text: string): void {
		this.#members.delete(text);
	}

	/** What is remembered, oldest first; for a newer copy of the package. */
	list(): string[] {
		return [...this.#members];
	}
}
