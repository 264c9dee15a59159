import { explainConnectionProblem } from '../../monitoring/store/connection-problem';

const SETTINGS = { host: 'db', port: 5432, database: 'n8n', user: 'ann', password: 'secret-of-ann', schema: 'monitoring' };
const explain = (error: unknown, given: object = {}) => explainConnectionProblem(error, { ...SETTINGS, ...given }, null);
const fromPostgres = (code: string, routine: string, message = '') => ({ severity: 'FATAL', code, routine, message });

describe('explainConnectionProblem', () => {
	it('passes on nothing of what it does not know', () => {
		const problem = explain(new TypeError('select secret-of-ann from somewhere'));
		expect(problem).toEqual({
			kind: 'other',
			reason: 'Postgres cannot be used (TypeError)',
			nextStep: 'Look into the log of the Postgres server',
		});
		expect(explain({ code: 'XX000', severity: 'ERROR', routine: 'x', message: 'secret-of-ann' }).reason).toBe(
			'Postgres cannot be used (XX000)',
		);
	});

	it('takes the most telling one of several attempts', () => {
		const attempt = (code: string) => Object.assign(new Error(), { code });
		expect(explain(new AggregateError([attempt('ENETUNREACH'), attempt('ECONNREFUSED')])).kind).toBe('refused');
		expect(explain(new AggregateError([attempt('ETIMEDOUT'), attempt('ENETUNREACH')])).kind).toBe('timeout');
		expect(explain(new AggregateError([attempt('ENETUNREACH')])).reason).toBe('No way leads from n8n to db:5432');
	});

	it.each([
		[fromPostgres('28000', 'ClientAuthentication', 'kein pg_hba.conf-Eintrag für Host »10.0.0.7«, Benutzer »ann«'), /without SSL, or not from this address/],
		[fromPostgres('28000', 'InitializeSessionUserId', 'Rolle »ann« existiert nicht'), /^There is no user "ann"/],
		[fromPostgres('53300', 'InitializeSessionUserId', 'zu viele Verbindungen'), /^User "ann" has all the connections/],
		[fromPostgres('42501', 'CheckMyDatabase', 'keine Berechtigung'), /^User "ann" may not connect to database "n8n"/],
	])('reads a server that speaks another language: %j', (error, words) => {
		expect(explain(error).reason).toMatch(words);
	});

	it.each([
		['57P01', 'The server is shutting down'],
		['57P02', 'The server is shutting down'],
		['53100', 'The server has no room on its disk left'],
		['53200', 'The server has no memory left'],
		['25006', 'Everything is read-only in database "n8n", so that nothing can be recorded'],
	])('knows %s, which comes while it works', (code, reason) => {
		expect(explain(fromPostgres(code, 'somewhere')).reason).toBe(reason);
	});

	it.each([
		['ERR_SSL_UNSUPPORTED_PROTOCOL', 'The server and n8n know no common version of SSL'],
		['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'The server lets nobody in without a client certificate'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'The encrypted connection could not be made (ERR_SSL_WRONG_VERSION_NUMBER)'],
		['CERT_REVOKED', 'The certificate of the server has been revoked'],
		['INVALID_PURPOSE', 'The certificate of the server is not accepted (INVALID_PURPOSE)'],
	])('knows %s', (code, reason) => {
		expect(explain({ code, message: '' }, { ssl: 'verify' }).reason).toBe(reason);
	});

	it('shows of a certificate only what can be a name', () => {
		const cert = { subjectaltname: 'DNS:db.example, DNS:"<b>x</b>", IP Address:10.0.0.7' };
		expect(explain({ code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert }).reason).toBe(
			'The certificate of the server is made out to "db.example", "10.0.0.7" and not to "db"',
		);
		expect(explain({ code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert: { subject: { CN: 'old.example' } } }).reason).toMatch(
			/made out to "old\.example" and not/,
		);
	});

	it('says how host.docker.internal gets known', () => {
		const { nextStep } = explainConnectionProblem({ code: 'ENOTFOUND' }, { ...SETTINGS, host: 'host.docker.internal' }, 'docker');
		expect(nextStep).toMatch(/--add-host=host\.docker\.internal:host-gateway/);
	});

	it('names an address of IPv6 as people write it', () => {
		expect(explain({ code: 'ECONNREFUSED' }, { host: '::1' }).reason).toBe('Nothing listens on [::1]:5432');
	});
});
