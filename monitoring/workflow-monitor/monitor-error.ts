import { maskText } from '../masking/mask-secrets';

/** Whatever the monitor cannot do for its caller; `message` says why and what to do. */
export class MonitorError extends Error {
	/** One sentence: what is wrong. */
	readonly reason: string;

	/** One sentence: what to do; null where the reason says it. */
	readonly nextStep: string | null;

	constructor(reason: string, nextStep: string | null = null) {
		super(nextStep === null ? reason : `${reason}. ${nextStep}`);
		this.name = new.target.name;
		this.reason = reason;
		this.nextStep = nextStep;
	}
}

/** What was given cannot be taken: names the field, its value and what is allowed. Nothing was stored. */
export class MonitorInputError extends MonitorError {
	readonly field: string;

	/** The value; a text is masked and cut, anything large is only named. */
	readonly value: unknown;

	/** What is allowed, in words. */
	readonly allowed: string;

	readonly #problem: string;

	constructor(field: string, value: unknown, allowed: string, problem = 'is not allowed') {
		const shown = showable(value);
		const what =
			shown === undefined ? `"${field}" is missing` : `"${field}": ${quoted(shown)} ${problem}`;
		super(`${what}. Allowed: ${allowed}`);
		this.field = field;
		this.value = shown;
		this.allowed = allowed;
		this.#problem = problem;
	}

	/** The same of a field in a list, such as `logs[3]`. */
	within(place: string): MonitorInputError {
		const field = this.field === 'input' ? place : `${place}.${this.field}`;
		return new MonitorInputError(field, this.value, this.allowed, this.#problem);
	}
}

/** There is no row with this id in this instance. */
export class MonitorNotFoundError extends MonitorInputError {
	constructor(field: string, value: string, allowed: string) {
		super(field, value, allowed, 'does not exist');
	}
}

/** The schema is not there, or not what this version of the package needs. */
export class MonitorSchemaError extends MonitorError {
	readonly kind: 'missing' | 'older';

	constructor(kind: MonitorSchemaError['kind'], reason: string, nextStep: string) {
		super(reason, nextStep);
		this.kind = kind;
	}
}

/** The database cannot be reached or used now. */
export class MonitorDatabaseError extends MonitorError {}

/** It is not said where to write to, or for which instance. */
export class MonitorConfigurationError extends MonitorError {}

/** The schema is there, but no instance has ever recorded into it. */
export class NothingRecordedError extends MonitorConfigurationError {}

const SHOWN = 100;

/** What was given, as far as it may stand in a message: nothing of objects but what they are. */
function showable(value: unknown): unknown {
	switch (typeof value) {
		case 'string': {
			const masked = maskText(value.slice(0, 1_000));
			return masked.length > SHOWN ? `${masked.slice(0, SHOWN)}…` : masked;
		}
		case 'number':
		case 'boolean':
		case 'undefined':
			return value;
		case 'object':
			if (value === null) return undefined;
			return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
		case 'bigint':
		case 'symbol':
		case 'function':
			return `a ${typeof value}`;
	}
}

function quoted(value: unknown): string {
	return JSON.stringify(value) ?? String(value);
}
