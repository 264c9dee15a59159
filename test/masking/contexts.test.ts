import { maskSecrets, maskText } from '../../monitoring/masking/mask-secrets';
import { outcomeOf } from './outcome';
import { random, tokens } from './random-values';

describe.each(Object.entries(tokens))('%s', (_name, make) => {
	test.each<[string, (token: string) => unknown]>([
		['in a sentence', (token) => `Rejected: ${token} (kept)`],
		['among letters of other scripts', (token) => `ключ「${token}」kept 終わり`],
		['glued to other letters', (token) => `密钥${token}无效 kept`],
		['after an escaped line end', (token) => `"kept\\n${token}\\nend"`],
		['in a list', (token) => ['kept', token]],
		['as the name of a field', (token) => ({ [`cache:${token}`]: 'kept' })],
		[
			'in JSON in JSON',
			(token) => ({ body: JSON.stringify({ body: JSON.stringify({ note: `kept ${token}` }) }) }),
		],
		[
			'in a stack',
			(token) => `Error: kept\n    at get (https://api.example/x?v=${token})\n    at run (file.js:1:2)`,
		],
	])('%s', (_context, around) => {
		const token = make();
		expect(outcomeOf({ secrets: [token], keep: ['kept'] }, maskSecrets(around(token)))).toEqual({
			survived: [],
			harmed: [],
		});
	});
});

/** How languages and protocols write a name and a value, with something beside it that has to stay. */
const texts: [string, (value: string) => string][] = [
	['an environment', (value) => `KEEP=1\nDB_PASSWORD=${value}\nPORT=8080`],
	['a shell', (value) => `export API_SECRET="${value}"; KEEP=1`],
	['YAML', (value) => `user: KEEP\npassword: '${value}'\n`],
	['Kubernetes', (value) => `- name: API_TOKEN\n  value: ${value}\n- name: KEEP\n  value: x`],
	['an INI file', (value) => `password = ${value}\nuser = KEEP`],
	['XML', (value) => `<user>KEEP</user><wsse:Password Type="text">${value}</wsse:Password>`],
	['escaped XML', (value) => `&lt;user&gt;KEEP&lt;/user&gt;&lt;secret&gt;${value}&lt;/secret&gt;`],
	['a property list', (value) => `<key>apiKey</key><string>${value}</string><key>KEEP</key>`],
	['attributes', (value) => `<add key="ClientSecret" value="${value}" /> KEEP`],
	['Python', (value) => `{'user': 'KEEP', 'access_token': '${value}'}`],
	['Python objects', (value) => `Settings(user='KEEP', api_key=SecretStr('${value}'))`],
	['PHP', (value) => `["password"]=>\n  string(${value.length}) "${value}"\n  ["user"]=> KEEP`],
	['PHP, serialised', (value) => `s:8:"password";s:${value.length}:"${value}";s:4:"KEEP";`],
	['Ruby', (value) => `{:user=>"KEEP", :client_secret=>"${value}"}`],
	['Go', (value) => `map[Authorization:[Bearer ${value}] Host:[KEEP]]`],
	['Go structs', (value) => `{User:KEEP Password:${value}}`],
	['Java', (value) => `Config{password=${value}, user=KEEP}`],
	['C#', (value) => `Config { Password = ${value}, User = KEEP }`],
	['Rust', (value) => `Config { password: Some("${value}"), user: "KEEP" }`],
	['Erlang', (value) => `[{password,<<"${value}">>},{user,"KEEP"}]`],
	['Node', (value) => `{ auth: { user: 'KEEP', pass: '${value}' } }`],
	['headers', (value) => `> X-Api-Key: ${value}\n> Host: KEEP`],
	['a form', (value) => `user=KEEP&client_secret=${value}&scope=all`],
	['parts of a form', (value) => `name="password"\r\n\r\n${value}\r\n--b\r\nKEEP`],
	[
		'a URL within a URL',
		(value) => `/login?next=${encodeURIComponent(`https://a.example/?token=${value}&x=1`)} KEEP`,
	],
	['a flag', (value) => `tool --client-secret ${value} --out KEEP`],
	['a list of arguments', (value) => `["tool","--password","${value}","KEEP"]`],
	['a user of curl', (value) => `curl -u KEEP:${value} https://a.example`],
	['a short flag', (value) => `mysqldump -u KEEP -p${value} db`],
	['a netrc file', (value) => `machine KEEP login jo password ${value}`],
	['a connection string', (value) => `Server=KEEP;User Id=sa;Password=${value};Encrypt=true`],
	['a DSN', (value) => `host=KEEP user=jo password=${value} sslmode=require`],
	['a URL', (value) => `amqps://jo:${value}@KEEP:5671/x`],
	['SQL', (value) => `ALTER USER KEEP IDENTIFIED BY '${value}'`],
	['a cookie', (value) => `Cookie: lang=KEEP; session=${value}; x=1`],
	['a table', (value) => `| password | ${value} |\n| user | KEEP |`],
	['CSV', (value) => `user,password\nKEEP,${value}`],
	['a name in another language', (value) => `пароль: ${value}\nuser: KEEP`],
	['full-width letters', (value) => `ｔｏｋｅｎ＝${value} KEEP`],
	['attributes, turned round', (value) => `<input value="${value}" name="password"> KEEP`],
	['a call', (value) => `client.setPassword("${value}") KEEP`],
	['a pair of a call', (value) => `auth=('KEEP', '${value}')`],
	['a cache server', (value) => `KEEP\nAUTH default ${value}\nOK`],
	['properties of Java', (value) => `java -Dstore.keyStorePassword=${value} -jar KEEP`],
	['a setting of a chart', (value) => `--set auth.password=${value},user=KEEP`],
	['fields of PHP', (value) => `[password:protected] => ${value} [user] => KEEP`],
	['a sentence', (value) => `password for KEEP is ${value}`],
	['a key in Chinese', (value) => `API密钥：${value} KEEP`],
	['a name of two words', (value) => `The API key is "${value}" KEEP`],
];

describe.each(texts)('a password in %s', (_name, around) => {
	test.each<[string, (text: string) => unknown]>([
		['as it is', (text) => text],
		['in metadata', (text) => ({ metadata: { text } })],
		['as JSON in a text', (text) => `reply: ${JSON.stringify({ text })}`],
		['after a very long text', (text) => `${'row '.repeat(20_000)}\n${text}`],
	])('%s', (_context, wrap) => {
		const value = `${random.letters(16)}`;
		expect(outcomeOf({ secrets: [value], keep: ['KEEP'] }, maskSecrets(wrap(around(value))))).toEqual({
			survived: [],
			harmed: [],
		});
	});
});

describe('values beside names', () => {
	const value = random.password();

	test.each<[string, unknown]>([
		[
			'names and values',
			[
				{ name: 'X-Api-Key', value },
				{ name: 'keep', value: 'KEEP' },
			],
		],
		['keys and values, turned round', [{ Value: value, Key: 'DB_PASSWORD' }, 'KEEP']],
		[
			'pairs',
			[
				['Host', 'KEEP'],
				['X-Auth-Token', value],
			],
		],
		['raw headers', { rawHeaders: ['Host', 'KEEP', 'X-Api-Key', value, 'Accept', '*/*'] }],
		['arguments', ['tool', '--api-token', value, 'KEEP']],
		['a user of curl', ['curl', '-u', `KEEP:${value}`]],
		['columns', { columns: ['user', 'password'], rows: [['KEEP', value]] }],
		['a value below its name', { password: { value, kind: 'KEEP' } }],
		['a list below its name', { host: 'KEEP', secrets: [value] }],
		['a phrase', { user: 'KEEP', passphrase: `blue ${value} river` }],
		['cookies', { cookies: { sid: value }, path: 'KEEP' }],
	])('are masked in %s', (_name, input) => {
		expect(outcomeOf({ secrets: [value], keep: ['KEEP'] }, maskSecrets(input))).toEqual({
			survived: [],
			harmed: [],
		});
	});

	test.each([
		'PassWord',
		'pass-word',
		'x_db_PASSWORD_2',
		'clientSecret',
		'CLIENT-SECRET',
		'client.secret',
		'myapikey',
		'user[password]',
		'new password',
		'pаssword',
		'APIKeyValue',
		'hasło',
		'密码',
	])('are masked under the name %s', (name) => {
		expect(maskSecrets({ [name]: value })).toEqual({ [name]: '***' });
	});

	test('may be numbers under the name of a password, and are counts under that of a token', () => {
		expect(maskSecrets({ password: 73914402, token: 12, tokens: 73914402 })).toEqual({
			password: '***',
			token: 12,
			tokens: 73914402,
		});
	});
});

describe('private keys', () => {
	const lines = Array.from({ length: 6 }, () => random.base64(48));
	const head = ['-----BEGIN', 'EC PRIVATE KEY-----'].join(' ');
	const whole = [head, ...lines, head.replace('BEGIN', 'END')].join('\n');

	test.each<[string, unknown]>([
		['whole', `KEEP\n${whole}\nretry`],
		['with escaped line ends', `KEEP="${whole.replace(/\n/g, '\\n')}"`],
		['cut off', `KEEP\n${whole.slice(0, 260)}`],
		['without a beginning', `${whole.slice(60)}\nKEEP`],
		['in lines', { lines: whole.split('\n'), note: 'KEEP' }],
	])('%s', (_name, input) => {
		expect(outcomeOf({ secrets: lines, keep: ['KEEP'] }, maskSecrets(input))).toEqual({
			survived: [],
			harmed: [],
		});
	});
});

test('a text that is cut off within a token', () => {
	const token = tokens['Stripe test key']();
	expect(maskText(`failed with ${token.slice(0, 16)}…`)).toBe('failed with ***…');
});
