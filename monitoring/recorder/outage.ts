import type { RecorderReport } from '../model/accounting';
import { messageWithoutValue } from './accounting';

const RETRY_FIRST = 250;
const RETRY_MOST = 5_000;

/** How it stands with writing: how often in a row it has failed, since when, and why. */
export class Outage {
	#failures = 0;

	#since: number | null = null;

	#lastError: RecorderReport['last_error'] = null;

	get lasts(): boolean {
		return this.#failures > 0;
	}

	/** ms since the epoch; a new writer does not end it before it has written. */
	get since(): number | null {
		return this.#since;
	}

	get lastError(): RecorderReport['last_error'] {
		return this.#lastError;
	}

	/** @returns true where it begins with this error */
	failed(error: unknown, now: number): boolean {
		const { code } = error as { code?: unknown };
		this.#lastError = {
			code: typeof code === 'string' ? code : 'unknown',
			message: messageWithoutValue(error),
			at: new Date(now).toISOString(),
		};
		this.#failures += 1;
		this.#since ??= now;
		return this.#failures === 1;
	}

	/** @returns true where it ends */
	succeeded(): boolean {
		const lasted = this.lasts;
		this.#failures = 0;
		this.#since = null;
		return lasted;
	}

	/** Another place to write to: it is tried at once. */
	forget(): void {
		this.#failures = 0;
	}

	/**
	 * How long to wait before the next attempt, in ms.
	 *
	 * @param random from 0 to 1
	 */
	backOff(random: number): number {
		return Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (this.#failures - 1)) * (0.75 + 0.5 * random);
	}
}
