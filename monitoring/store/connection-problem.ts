import type { ConnectionSettings } from '../model/connection';
import { causeOf } from './connection/cause';
import { containerKind, type ContainerKind } from './connection/container';
import { loginProblem } from './connection/login-problem';
import { networkProblem } from './connection/network-problem';
import { placeOf } from './connection/place';
import { poolerProblem } from './connection/pooler-problem';
import type { ConnectionProblem } from './connection/problem';
import { tlsProblem } from './connection/tls-problem';

export type { ConnectionProblem } from './connection/problem';

/** The oldest PostgreSQL that the schema runs on. */
export const OLDEST_POSTGRES = 13;

/**
 * Reads an error of the driver, of the network or of Postgres. Its own texts are not passed on: they may hold
 * pieces of statements, values, or of a connection string with its password.
 *
 * @param container the one that this process runs in; found out unless given
 */
export function explainConnectionProblem(
	error: unknown,
	settings: ConnectionSettings,
	container: ContainerKind | null = containerKind(),
): ConnectionProblem {
	const place = placeOf(settings);
	if ('kind' in place) return place;
	const cause = causeOf(error);
	return (
		networkProblem(cause, place, container) ??
		poolerProblem(cause, place) ??
		loginProblem(cause, place, settings.schema) ??
		tlsProblem(cause, place) ?? {
			kind: 'other',
			reason: `Postgres cannot be used (${cause.code ?? cause.name})`,
			nextStep: 'Look into the log of the Postgres server',
		}
	);
}
