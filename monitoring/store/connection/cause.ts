/** What an error of the driver, of the network or of a server says about itself; for us, never for people. */
export interface Cause {
	code?: string;
	message: string;
	/** The function of Postgres that refused; the same in all languages, unlike the message. */
	routine?: string;
	/** Sent by something that speaks Postgres' protocol. */
	fromServer: boolean;
	/** Names in the server's certificate, where these are what is wrong with it. */
	certificateNames: string[];
	/** Where the error has neither a code nor known words: what class it is of. */
	name: string;
}

/** The most telling one of several attempts comes first; those that are not listed follow. */
const TELLING = ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/** An error of several attempts (IPv4 and IPv6) says what the most telling one met. */
export function causeOf(error: unknown): Cause {
	if (error instanceof AggregateError && error.errors.length > 0) {
		const causes = error.errors.map(causeOf);
		const rank = ({ code }: Cause) =>
			(TELLING.indexOf(code ?? '') + TELLING.length + 1) % (TELLING.length + 1);
		return causes.reduce((best, each) => (rank(each) < rank(best) ? each : best));
	}
	const given = (error ?? {}) as Record<string, unknown>;
	const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
	return {
		code: text(given.code),
		message: text(given.message) ?? '',
		routine: text(given.routine),
		fromServer: typeof given.severity === 'string',
		certificateNames: namesIn(given.cert),
		name: error instanceof Error ? error.name : typeof error,
	};
}

/** Only what can be a host name or an address is taken, since a certificate may hold anything. */
function namesIn(certificate: unknown): string[] {
	const { subjectaltname, subject } = (certificate ?? {}) as {
		subjectaltname?: unknown;
		subject?: { CN?: unknown };
	};
	const listed =
		typeof subjectaltname === 'string' && subjectaltname !== ''
			? subjectaltname
			: `DNS:${String(subject?.CN ?? '')}`;
	return [...listed.matchAll(/(?:DNS|IP Address):([A-Za-z0-9*._:-]{1,100})(?=,|$)/g)]
		.map(([, name]) => name)
		.slice(0, 3);
}
