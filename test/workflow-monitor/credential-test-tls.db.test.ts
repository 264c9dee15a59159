import { testConnection } from '../../monitoring/workflow-monitor';
import { makeCertificate } from '../support/certificates';
import { asSuperuser, reload, startServer, writeToCluster, type Server } from '../support/postgres-tls';

const HOST = '127.0.0.1';
const PASSWORD = 'pass-that-nobody-shows';

const authority = makeCertificate({ commonName: 'Authority of the test', isAuthority: true });
const stranger = makeCertificate({ commonName: 'Authority of somebody else', isAuthority: true });
const certificates = {
	good: makeCertificate({ commonName: 'db', names: [HOST], authority }),
	self_signed: makeCertificate({ commonName: 'db', names: [HOST] }),
	stranger: makeCertificate({ commonName: 'db', names: [HOST], authority: stranger }),
	other_name: makeCertificate({ commonName: 'db', names: ['db.example', 'db2.example'], authority }),
	expired: makeCertificate({ commonName: 'db', names: [HOST], authority, days: [-30, -1] }),
	not_yet: makeCertificate({ commonName: 'db', names: [HOST], authority, days: [2, 30] }),
};

const RULES = `
host     all postgres      all scram-sha-256
hostssl  all ssl_only      all scram-sha-256
hostssl  all with_cert     all scram-sha-256 clientcert=verify-ca
hostssl  all by_cert       all cert
host     all turned_away   all reject
`;

describe('testConnection on a server with SSL', () => {
	let server: Server;
	let fields: Record<string, unknown>;

	const message = async (given: object) => {
		const result = await testConnection({ ...fields, ...given }, { within: 4_000, container: null });
		expect(result.message).not.toContain(PASSWORD);
		expect(result.message).not.toMatch(/\bat .*:\d+:\d+|select |PRIVATE KEY/);
		return `${result.status}: ${result.message}`;
	};

	const show = async (name: keyof typeof certificates) =>
		await reload(server, { ssl: 'on', ssl_cert_file: `${name}.crt`, ssl_key_file: `${name}.key`, ssl_ca_file: 'ca.crt' });

	beforeAll(async () => {
		server = await startServer({ name: 'PostgreSQL with SSL' });
		fields = {
			connectionType: 'fields',
			host: HOST,
			port: server.port,
			database: 'postgres',
			user: 'postgres',
			password: server.password,
			ssl: 'verify',
			sslCa: authority.certificate,
			schema: 'monitoring',
		};
		await asSuperuser(
			server,
			...['ssl_only', 'with_cert', 'by_cert', 'turned_away', 'outsider'].map(
				(role) => `create role ${role} superuser login password '${PASSWORD}'`,
			),
		);
		writeToCluster(server, {
			'ca.crt': authority.certificate,
			'pg_hba.conf': RULES,
			...Object.fromEntries(
				Object.entries(certificates).flatMap(([name, { certificate, key }]) => [
					[`${name}.crt`, certificate],
					[`${name}.key`, key],
				]),
			),
		});
		await reload(server);
	}, 90_000);

	afterAll(async () => {
		await server.remove();
	});

	it('tells a server that has no SSL, and what to do', async () => {
		expect(await message({})).toBe(
			'Error: The server does not offer SSL. To connect without, set SSL to "Disable" in the credential, or switch SSL on in the server',
		);
		const url = `postgres://postgres:${server.password}@${HOST}:${server.port}/postgres?sslmode=verify-full`;
		expect(await message({ connectionType: 'url', connectionString: url })).toBe(
			'Error: The server does not offer SSL. To connect without, write sslmode=disable in the connection string, or switch SSL on in the server',
		);
	});

	it('names the missing line of pg_hba.conf where the server has no SSL to try', async () => {
		expect(await message({ user: 'ssl_only', password: PASSWORD, ssl: 'disable' })).toBe(
			`Error: No rule of the server lets user "ssl_only" into database "postgres" from 127.0.0.1. Add a line to pg_hba.conf and reload the server: host postgres ssl_only 127.0.0.1/32 scram-sha-256`,
		);
	});

	describe('that shows its certificate', () => {
		it('is connected to with SSL, checked or not', async () => {
			await show('good');
			expect(await message({})).toMatch(/^OK: Connected to PostgreSQL/);
			expect(await message({ ssl: 'require', sslCa: '' })).toMatch(/^OK: Connected to PostgreSQL/);
		});

		it('tells that this user must use SSL', async () => {
			expect(await message({ user: 'ssl_only', password: PASSWORD, ssl: 'disable' })).toBe(
				'Error: The server does not let this user in without SSL. To mend it, set SSL to "Require" in the credential, or to "Verify" to check its certificate as well',
			);
			expect(await message({ user: 'ssl_only', password: PASSWORD })).toMatch(/^OK/);
		});

		it('tells that no rule lets a user in', async () => {
			expect(await message({ user: 'outsider', password: PASSWORD })).toBe(
				'Error: No rule of the server lets user "outsider" into database "postgres" from 127.0.0.1. Add a line to pg_hba.conf and reload the server: hostssl postgres outsider 127.0.0.1/32 scram-sha-256',
			);
			expect(await message({ user: 'turned_away', password: PASSWORD })).toBe(
				'Error: A rule of the server turns user "turned_away" away from database "postgres". Change the line with "reject" in pg_hba.conf, or use another user or database',
			);
		});

		it.each([
			[
				'signed by itself',
				'self_signed',
				{},
				'Error: The certificate of the server is signed by the server itself, so that it is not trusted. Paste this very certificate into CA Certificate in the credential. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'of an unknown authority',
				'good',
				{ sslCa: '' },
				'Error: The certificate of the server is not trusted: it comes from an authority that is not known here. Paste the certificate of that authority into CA Certificate in the credential. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'of another authority',
				'stranger',
				{},
				'Error: The certificate of the server is not trusted: it comes from another authority than the one in CA Certificate. Paste the certificate of the right authority. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'that the pasted text cannot vouch for',
				'good',
				{ sslCa: 'no certificate' },
				'Error: What stands in CA Certificate is no certificate that can be read. Paste the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, with its line ends. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'for other names',
				'other_name',
				{},
				'Error: The certificate of the server is made out to "db.example", "db2.example" and not to "127.0.0.1". Connect to a name that it is made out to, or give the server a certificate for "127.0.0.1". To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'that has expired',
				'expired',
				{},
				'Error: The certificate of the server, or of its authority, has expired. Renew it on the server, or check the clock of the machine that n8n runs on. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
			[
				'that is not valid yet',
				'not_yet',
				{},
				'Error: The certificate of the server, or of its authority, is not valid yet. Check the clocks of both machines, or wait until it is valid. To encrypt without checking who answers, set SSL to "Require" in the credential',
			],
		] as const)('tells a certificate %s', async (_, shown, given, words) => {
			await show(shown);
			expect(await message(given)).toBe(words);
			expect(await message({ ...given, ssl: 'require' })).toMatch(/^OK/);
		});
	});

	describe('that asks for a certificate', () => {
		const certified = (by: ReturnType<typeof makeCertificate>) => ({ sslCert: by.certificate, sslKey: by.key });
		const mine = makeCertificate({ commonName: 'by_cert', authority });

		beforeAll(async () => await show('good'));

		it('takes a good one', async () => {
			expect(await message({ user: 'with_cert', password: PASSWORD, ...certified(mine) })).toMatch(/^OK/);
			expect(await message({ user: 'by_cert', password: '', ...certified(mine) })).toMatch(/^OK/);
		});

		it('tells that one is needed', async () => {
			expect(await message({ user: 'with_cert', password: PASSWORD })).toBe(
				'Error: The server lets user "with_cert" in only with a client certificate. Paste Client Certificate and Client Key into the credential',
			);
		});

		it('tells one that is for somebody else', async () => {
			const other = makeCertificate({ commonName: 'somebody_else', authority });
			expect(await message({ user: 'by_cert', password: '', ...certified(other) })).toBe(
				'Error: The server does not take the client certificate for user "by_cert". Check that its common name is "by_cert", or that the server maps that name to the user (pg_ident.conf)',
			);
		});

		it.each([
			['of another authority', makeCertificate({ commonName: 'by_cert', authority: stranger }), 'it does not know the authority that signed it'],
			['that has expired', makeCertificate({ commonName: 'by_cert', authority, days: [-30, -1] }), 'it is not in date'],
		])('tells one %s', async (_, certificate, why) => {
			expect(await message({ user: 'by_cert', password: '', ...certified(certificate) })).toBe(
				`Error: The server refused the client certificate: ${why}. Paste one that an authority of the server (ssl_ca_file) has signed and that is in date, with its key`,
			);
		});

		it('tells one that cannot be used at all', async () => {
			const pair = 'Paste the whole texts, from the line with BEGIN to the line with END, with their line ends, and of the same pair';
			expect(await message({ ...certified(mine), sslKey: authority.key })).toBe(
				`Error: Client Key is not the key of Client Certificate. ${pair}`,
			);
			expect(await message({ ...certified(mine), sslCert: 'no certificate' })).toBe(
				`Error: Client Certificate or Client Key cannot be read. ${pair}`,
			);
			const locked = mine.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
			expect(await message({ ...certified(mine), sslKey: locked.toString() })).toBe(
				'Error: Client Key is protected by a passphrase, which the monitor does not know. Paste the key without a passphrase',
			);
		});
	});

	it('tells a file that the connection string names and nobody finds', async () => {
		const url = `postgres://postgres:${PASSWORD}@${HOST}:${server.port}/postgres?sslrootcert=/no/such/file.crt`;
		expect(await message({ connectionType: 'url', connectionString: url })).toMatch(
			/^Error: The connection string names a certificate file that n8n cannot read\. Check the path as n8n sees it/,
		);
	});
});
