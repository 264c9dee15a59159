import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function pick(count: number, alphabet: string): string {
	return Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Values of tokens are made when the tests run, so that no text in the repository looks like one. */
export const random = {
	letters: (count: number): string => `${pick(count - 3, LETTERS)}aB7`,
	hex: (count: number): string =>
		`${randomBytes(count)
			.toString('hex')
			.slice(0, count - 2)}a7`,
	digits: (count: number): string => pick(count, '0123456789'),
	capitals: (count: number): string => pick(count, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
	base64: (bytes: number): string => randomBytes(bytes).toString('base64'),
	uuid: (): string => randomUUID(),
	password: (): string => `Copper${randomInt(100, 999)}Falcon${pick(1, '!*$%')}${pick(6, LETTERS)}`,
};

/** Tokens of providers that the visible sample does not have, or has in fewer forms. */
export const tokens: Record<string, () => string> = {
	'AWS access key': () => `AKIA${random.capitals(16)}`,
	'GitHub server token': () => `ghs_${random.letters(36)}`,
	'GitLab deploy token': () => `gldt-${random.letters(20)}`,
	'Slack legacy token': () => `xoxs-${random.digits(12)}-${random.digits(12)}-${random.hex(32)}`,
	'Stripe test key': () => `sk_test_51${random.letters(96)}`,
	'OpenRouter key': () => `sk-or-v1-${random.hex(64)}`,
	'OpenAI service account': () => `sk-svcacct-${random.letters(70)}`,
	'Anthropic admin key': () => `sk-ant-admin01-${random.letters(90)}`,
	'xAI key': () => `xai-${random.letters(80)}`,
	'Perplexity key': () => `pplx-${random.letters(48)}`,
	'Tavily key': () => `tvly-${random.letters(32)}`,
	'Brevo key': () => `xkeysib-${random.hex(64)}-${random.letters(16)}`,
	'Resend key': () => `re_${random.letters(8)}_${random.letters(24)}`,
	'SendGrid key': () => `SG.${random.letters(22)}.${random.letters(43)}`,
	'PlanetScale token': () => `pscale_tkn_${random.letters(43)}`,
	'Doppler token': () => `dp.st.prd.${random.letters(40)}`,
	'RubyGems key': () => `rubygems_${random.hex(48)}`,
	'Pulumi token': () => `pul-${random.hex(40)}`,
	'LangSmith key': () => `lsv2_pt_${random.hex(32)}_${random.hex(10)}`,
	'Contentful token': () => `CFPAT-${random.letters(43)}`,
	'Tailscale key': () => `tskey-auth-${random.letters(12)}-${random.letters(32)}`,
	'ClickUp token': () => `pk_${random.digits(8)}_${random.capitals(32)}`,
	'Plaid token': () => `access-production-${random.uuid()}`,
	'Shopify secret': () => `shpss_${random.hex(32)}`,
	'web token': () =>
		[{ alg: 'RS256', kid: 'k' }, { sub: random.uuid() }]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.') + `.${random.letters(86)}`,
};
