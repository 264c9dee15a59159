/** What kind of thing stands in the way. */
export type ProblemKind =
	| 'connection_string'
	| 'name_not_resolved'
	| 'refused'
	| 'unreachable'
	| 'timeout'
	| 'closed'
	| 'not_postgres'
	| 'wrong_password'
	| 'password_missing'
	| 'no_login'
	| 'not_let_in'
	| 'no_database'
	| 'connections_not_allowed'
	| 'no_right'
	| 'too_old'
	| 'ssl_wanted'
	| 'ssl_missing'
	| 'certificate'
	| 'client_certificate'
	| 'ssl'
	| 'too_many_connections'
	| 'read_only'
	| 'not_ready'
	| 'resources'
	| 'pooler'
	| 'other';

/** What stands between us and the database, in words for the person who has to mend it. */
export interface ConnectionProblem {
	kind: ProblemKind;
	/** One sentence: what happened. */
	reason: string;
	/** One sentence: what to do. */
	nextStep: string;
}
