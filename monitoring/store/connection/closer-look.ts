import type { ConnectionSettings } from '../../model/connection';
import { explainConnectionProblem } from '../connection-problem';
import { causeOf } from './cause';
import type { ContainerKind } from './container';
import { findPooler } from './find-pooler';
import { addressIn, noEntry } from './login-problem';
import { addressOf, placeOf, setSsl, type Place } from './place';
import { poolerAlone } from './pooler-problem';
import type { ConnectionProblem } from './problem';
import { probeServer, type Answer } from './server-probe';

/**
 * As explainConnectionProblem, for somebody who waits at a form: where the error alone leaves more than one
 * explanation, the address is asked once more what answers there.
 *
 * @param within ms that the question may take
 */
export async function explainAfterLook(
	error: unknown,
	settings: ConnectionSettings,
	{ container, within }: { container?: ContainerKind | null; within: number },
): Promise<ConnectionProblem> {
	const problem = explainConnectionProblem(error, settings, container);
	if (!['timeout', 'closed', 'not_let_in'].includes(problem.kind)) return problem;
	const place = placeOf(settings);
	if ('kind' in place) return place;
	const answer = await probeServer(place, within);
	const speaksPostgres = answer === 'ssl' || answer === 'plain';
	// A PgBouncer lets its clients wait for a Postgres that is away, but says at once what it does not like.
	if (problem.kind === 'timeout' && speaksPostgres && (await findPooler(settings, within)) === 'PgBouncer') {
		return poolerAlone(place);
	}
	return refine(problem, answer, place, addressIn(causeOf(error).message));
}

function refine(
	problem: ConnectionProblem,
	answer: Answer,
	place: Place,
	from: string | null,
): ConnectionProblem {
	if (problem.kind === 'not_let_in') {
		if (answer === 'plain') return noEntry(place, from);
		return answer === 'ssl' ? wantsSsl(place) : problem;
	}
	const address = addressOf(place);
	switch (answer) {
		case 'web':
		case 'other':
			return {
				kind: 'not_postgres',
				reason: `${answer === 'web' ? 'A web server' : 'Another program than Postgres'} listens on ${address}`,
				nextStep:
					'Check host and port; Postgres itself is on 5432 unless somebody has moved it, a PgBouncer on 6432',
			};
		case 'silence':
			return {
				kind: 'timeout',
				reason: `Something takes connections on ${address}, but it did not answer in time`,
				nextStep:
					'Check that it is Postgres that listens there; where a proxy, a tunnel or a load balancer stands in between, check that it reaches Postgres',
			};
		case 'hung_up':
			return {
				kind: 'closed',
				reason: `Something takes connections on ${address} and closes them at once`,
				nextStep:
					'Check that it is Postgres that listens there and that it has started; a proxy or a published port with no Postgres behind it does the same',
			};
		case 'ssl':
		case 'plain':
			if (problem.kind === 'timeout') return slow(address);
			return place.hasClientCertificate ? REFUSED_AFTER_ALL : problem;
		case 'nobody':
			return problem;
	}
}

/** The alert that says why gets lost where the server closes before it is read. */
const REFUSED_AFTER_ALL: ConnectionProblem = {
	kind: 'client_certificate',
	reason:
		'The server has broken off the encrypted connection, as it does where it refuses the client certificate',
	nextStep:
		'Check that an authority of the server (ssl_ca_file) has signed the certificate and that it is in date; the log of the server says more',
};

function wantsSsl(place: Place): ConnectionProblem {
	return {
		kind: 'ssl_wanted',
		reason: 'The server does not let this user in without SSL',
		nextStep: `To mend it, ${setSsl(place, 'Require')}, or to "Verify" to check its certificate as well`,
	};
}

function slow(address: string): ConnectionProblem {
	return {
		kind: 'timeout',
		reason: `There is a Postgres on ${address}, but it did not answer in time`,
		nextStep:
			'It may be overloaded, or something in between (proxy, pooler, VPN) loses what is said: test again, then look into its log',
	};
}
