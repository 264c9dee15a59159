/**
 * The vocabulary of names that hold credentials. All words are lower case and without separators or accents;
 * `key-names.ts` cuts names into such words.
 */

/** Words that name a password, in the languages people name columns in. */
export const PASSWORD_WORDS = words(`
	password passwords passwd passwds passwrd pwd pswd psw pw passphrase passphrases passcode passkey
	passwort kennwort motdepasse mdp contrasena contrasenya senha wachtwoord losenord adgangskode passord
	salasana haslo heslo jelszo parola sifre lozinka geslo slaptazodis parool matkhau katasandi
	пароль пароля парола 密码 密碼 口令 パスワード 暗証番号 비밀번호 암호 รหัสผ่าน 
	cvv cvv2 cvc cvc2 otp totp mpin
`);

/** Endings that make a name written in one piece a password: `dbpassword`, `smtppass`. */
export const PASSWORD_ENDINGS =
	/(?:password|passwd|passphrase|passcode|passwort|kennwort|contrasena|senha|pwd|(?:db|my|pg|sql|smtp|imap|mail|user|ftp|ssh|http|proxy|redis|admin|root|login|auth|web|api|ldap|mqtt|amqp)pass|securitycode|onetimecode|mfacode|motdepasse|пароль|密码|密碼|パスワード|비밀번호)$/;

/** Words that name another secret by themselves. */
export const SECRET_WORDS = words(`
	secret secrets token apikey apikeys apitoken accesskey accesstoken refreshtoken idtoken authtoken authkey
	secretkey privatekey clientsecret sessiontoken signingkey signingsecret encryptionkey masterkey bearer
	oauthtoken bottoken usertoken apptoken apisecret appsecret jwt sas sastoken phpsessid jsessionid sessid
	privkey appkey servicekey accountkey webhooksecret csrf xsrf csrftoken xsrftoken mnemonic
	codeverifier токен токена секрет 令牌 密钥 密鑰 金鑰 トークン シークレット 토큰 jeton secreto segredo
`);

/** Endings that make a name written in one piece a secret: `githubtoken`, `myapikey`. */
export const SECRET_ENDINGS =
	/(?:secret|(?<!page|next|sync|ation|cancel|change|delta)token|apikey|accesskey|privatekey|secretkey|signingkey|encryptionkey|masterkey|authkey|accountkey|sessionkey|appkey|licensekey|privkey|keybase|accesskeyid|токен|секрет|令牌|密钥|密鑰|金鑰|トークン|シークレット|토큰)$/;

/** What makes a `key` a secret when it stands before it. */
export const SECRET_KEYS = words(`
	api access private secret encryption encrypt decryption signing sign signature shared account master auth
	authorization authentication service app application consumer admin webhook ssh deploy client subscription
	integration write license licence global rsa aes hmac dsa ecdsa ed25519 crypto cipher ssl tls pgp gpg jwt
	session root server bot security storage function host rest ingest ingestion personal live cloud sas dkim vapid
	stripe openai anthropic claude mailgun sendgrid google gemini groq mistral cohere deepseek perplexity
	openrouter azure aws gcp maps algolia pinecone qdrant weaviate datadog dd newrelic sentry pagerduty opsgenie
	twilio vonage nexmo mailchimp mandrill postmark resend brevo sendinblue klaviyo hubspot airtable notion
	linear asana trello jira shopify square paypal adyen plaid github gitlab bitbucket slack discord telegram
	supabase firebase mapbox cloudflare digitalocean heroku vercel netlify figma postman grafana docker npm pypi
	elevenlabs replicate huggingface hf serp serpapi tavily zendesk intercom freshdesk pipedrive typeform rapidapi
`);

/** What makes a `key` no secret when it stands before it. */
export const PLAIN_KEYS = words(`
	primary foreign sort partition cache public publishable unique composite index row record object issue project
	idempotency dedupe dedup deduplication routing group lookup translation i18n locale map hash range column field
	event message item entity parent child node param parameter property config setting settings feature flag
	registry shift arrow hot function4 s3 path file folder json yaml dictionary dict attribute tag label sheet
	document doc data duplicate missing unknown invalid unexpected natural surrogate business candidate super
	cluster clustering shard bucket redis queue topic job lock metric site grouping order join pivot
`);

/** What makes a `token` no secret when it stands before it: places in lists, counts and pieces of a language. */
export const PLAIN_TOKENS = words(`
	page next nextpage prev previous continuation continue sync cancellation cancel pad eos bos unk sep cls mask
	stop special start end unexpected unknown design lexer syntax parser delta watch change cursor resume nft erc20
	per max min total illegal first last next pagination text output input prompt completion
`);

/** Last words that say something about a credential without being one: `tokenType`, `password_expires_at`. */
export const DESCRIPTORS = words(`
	id ids name names type types kind count counts counter length len size min max minimum maximum limit limits used
	usage total remaining budget expires expiry expiration expired expire expiring at in on by for of to date time
	ttl age lifetime duration timeout timestamp seconds days url urls uri uris endpoint link href path paths file
	filename dir directory folder location host hostname port required require enabled disabled valid invalid
	validity validation validator verified is has exists exist present missing changed change updated created
	rotated status state strength policy policies rule rules hint question label title description desc message
	error errors reason field fields column columns prefix suffix version algorithm alg algo method methods mode
	format encoding scheme provider providers source issuer audience scope scopes owner username email role roles
	permission permissions group groups index pos position offset table schema class model manager vault handler
	helper factory parser izer bucket ring board reset rotation rotate attempts attempt retries rate window cost
	costs price estimate estimated fingerprint thumbprint arn ref reference selector placeholder consent banner
	preferences preference settings flow page screen form view template event events action actions generator
	generation exchange refresh handling support supported management bytes bits stdin reuse history complexity
	lock locked attribute attributes map lists details info metadata failure failures success allowed
	manipulation space encryption only name_ header headers cache cached storage domain samesite secure httponly
`);

/** Last words that add nothing: what stands before them decides. */
export const NEUTRAL = words(`
	value val text string str raw plain plaintext clear cleartext base64 b64 pem hex input param env var prod
	production dev development staging stage test testing live sandbox new old current previous confirm
	confirmation confirmed repeat again verify default backup temp tmp main encrypted enc data content contents json local
	v1 v2 v3 x y the my eu us primary secondary hash hashed bcrypt md5 sha256 salt
`);

function words(list: string): ReadonlySet<string> {
	return new Set(list.trim().split(/\s+/));
}
