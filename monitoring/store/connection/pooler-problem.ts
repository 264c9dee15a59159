import type { Cause } from './cause';
import { passwordProblem } from './login-problem';
import { setSsl, type Place } from './place';
import type { ConnectionProblem } from './problem';

/**
 * What PgBouncer itself refuses; null where it is not PgBouncer that speaks. Its errors name no routine, have no
 * codes worth reading, and are never translated. The words are those of its versions 1.18 to 1.25.
 */
export function poolerProblem(
	{ message, routine, fromServer }: Cause,
	place: Place,
): ConnectionProblem | null {
	if (!fromServer || routine !== undefined) return null;
	return REFUSALS.find(([words]) => words.test(message))?.[1](place, message) ?? null;
}

const REFUSALS: Array<[RegExp, (place: Place, message: string) => ConnectionProblem]> = [
	[
		/^no such database/,
		({ database }) => ({
			kind: 'no_database',
			reason: `There is no database "${database}" in the list of PgBouncer`,
			nextStep:
				'Add it to [databases] in pgbouncer.ini and reload PgBouncer, or name another one in the credential',
		}),
	],
	[
		/is disabled$/,
		({ database }) => ({
			kind: 'connections_not_allowed',
			reason: `PgBouncer has database "${database}" disabled`,
			nextStep: 'Enable it in the console of PgBouncer, or name another one in the credential',
		}),
	],
	// Before the password of people: these are about the login of PgBouncer at Postgres, whose own words it hands on
	// without their routine.
	[
		/ for user "|does not exist$|too many clients|connection slots|database system is|pg_hba\.conf|server login (has been )?fail|cannot connect to server|^connect failed|client_login_timeout|server conn crashed|DNS lookup failed|wrong password type/,
		poolerAlone,
	],
	[
		/no such user|authentication failed|auth failed|empty password/,
		(place) => passwordProblem(place, 'PgBouncer'),
	],
	[
		/SSL required/,
		(place) => ({
			kind: 'ssl_wanted',
			reason: 'PgBouncer lets nobody in without SSL',
			nextStep: `To mend it, ${setSsl(place, 'Require')}`,
		}),
	],
	[
		/unsupported (options )?startup parameter/,
		() => ({
			kind: 'pooler',
			reason: 'PgBouncer does not take a setting that the connection string hands over',
			nextStep:
				'Remove "options" and the like from the connection string, list them in ignore_startup_parameters of PgBouncer, or give the direct address of Postgres',
		}),
	],
	[
		/max_client_conn|max_db_client_connections|max_user_client_connections/,
		(_place, message) => ({
			kind: 'too_many_connections',
			reason: 'PgBouncer has all the connections that it takes',
			nextStep: `Raise ${/max_\w+/.exec(message)?.[0] ?? 'max_client_conn'} in pgbouncer.ini, or end connections that nobody needs`,
		}),
	],
	[
		/query_wait_timeout/,
		() => ({
			kind: 'too_many_connections',
			reason: 'PgBouncer had no free connection to Postgres in time',
			nextStep: 'Raise default_pool_size in pgbouncer.ini, and check that the Postgres behind it answers',
		}),
	],
	[
		/statement pooling/,
		({ database }) => ({
			kind: 'pooler',
			reason: 'PgBouncer pools by statement, and the monitor needs transactions',
			nextStep: `Set pool_mode of database "${database}" in pgbouncer.ini to transaction or session, or give the direct address of Postgres`,
		}),
	],
	[
		/login rejected/,
		({ user, database }) => ({
			kind: 'not_let_in',
			reason: `The rules of PgBouncer do not let user "${user}" into database "${database}" from here`,
			nextStep: 'Allow it in auth_hba_file of PgBouncer',
		}),
	],
	[
		/shutting down/,
		() => ({
			kind: 'not_ready',
			reason: 'PgBouncer is shutting down',
			nextStep: 'Wait until it is back and test again',
		}),
	],
	[
		/bouncer config error|pause failed/,
		() => ({
			kind: 'pooler',
			reason: 'PgBouncer cannot work with its configuration',
			nextStep: 'Look into the log of PgBouncer',
		}),
	],
];

/** Nothing is wrong between us and PgBouncer. */
export function poolerAlone({ database }: Place): ConnectionProblem {
	return {
		kind: 'pooler',
		reason: 'PgBouncer answers, but it does not get to the Postgres behind it',
		nextStep: `Check that this Postgres runs, and host, port and login of database "${database}" in pgbouncer.ini; the log of PgBouncer says why`,
	};
}
