import type { Metadata } from '../model/records';
import type { Input } from './input';
import { MonitorInputError } from './monitor-error';

/**
 * Figures that somebody has measured. One beyond what its column can hold, such as an infinite throughput, is
 * capped there, and kept as it was for the row's metadata; what cannot be measured is turned down by name.
 */
export class Figures {
	readonly #input: Input;

	readonly #beyond = new Map<string, number | string>();

	constructor(input: Input) {
		this.#input = input;
	}

	/** @throws MonitorInputError for anything but a whole number from 0 on */
	integer(field: string, max: number): number | null {
		const allowed = 'a whole number from 0 on';
		const value = this.#atLeast0(field, allowed);
		if (value === null || value > max) return this.#capped(field, value, max);
		if (!Number.isInteger(value)) throw new MonitorInputError(field, value, allowed);
		return value;
	}

	/** Rounded to two decimals, as its column does. @throws MonitorInputError for anything but a number from 0 on */
	decimal(field: string, max: number): number | null {
		const value = this.#atLeast0(field, 'a number from 0 on');
		const rounded = value === null ? null : Math.round(value * 100) / 100;
		return rounded === null || rounded > max ? this.#capped(field, value, max) : rounded;
	}

	/** `{ capped: { <column>: <what was given> } }`, or nothing where nothing was capped. */
	get mark(): Metadata {
		return this.#beyond.size === 0 ? {} : { capped: Object.fromEntries(this.#beyond) };
	}

	#atLeast0(field: string, allowed: string): number | null {
		const value = this.#input.number(field, allowed);
		if (value !== null && value < 0) {
			throw new MonitorInputError(field, Number.isFinite(value) ? value : String(value), allowed);
		}
		return value;
	}

	#capped(field: string, value: number | null, max: number): number | null {
		if (value === null) return null;
		const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
		this.#beyond.set(column, Number.isFinite(value) ? value : String(value));
		return max;
	}
}
