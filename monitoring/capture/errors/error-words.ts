import type { Verdict } from './error-verdict';
import { VERDICT } from './error-verdict';
import { verdictOfHostSentence } from './host-errors';

/**
 * General rules over English, for messages and for codes made of words (`ResourceNotFoundException`,
 * `channel_not_found`), tried in order. They expect the text of `asWords`. What is narrow stands before what is
 * wide: "login timed out" is a timeout before it is a login, "token expired" a login before an "unexpected token".
 */
const CAUSES: ReadonlyArray<[Verdict, RegExp]> = [
	[
		VERDICT.quota,
		/insufficient (?:quota|credit|balance|funds)|exceeded your current quota|(?:daily|monthly|usage|plan|billing|hard) (?:\w+ )?(?:quota|limit)|out of credits?|no credits|credit balance|quota (?:is )?exhausted/,
	],
	[
		VERDICT.throttled,
		/rate ?limit|rate exceeded|too many (?:\w+ )?(?:requests|connections|clients|calls|attempts|sessions)|throttl|slow ?down|quota|(?:request|call|concurrency|usage|bandwidth|throughput|connection) limit|limit (?:of|is) .{1,24} (?:per|requests)|requests per (?:second|minute|hour|day)|flood ?wait|overloaded|max number of clients|remaining connection slots|throughput exceeded|over limit|high demand|budget exhausted|calls? per /,
	],
	[
		VERDICT.timeout,
		/time[ds]?[ -]?out|deadline (?:was )?exceeded|took too long|(?:not|no) (?:respond|response|reply|answer)\w* .{0,20}(?:within|in time)|lock wait|time limit|max ?time ?ms|operation was aborted|request was aborted|aborted a request|aborterror|gave up waiting|waited too long|(?:did not|didn't|not) (?:finish|complete|return|start|become ready|ready|done)(?:ed|d)? (?:with)?in|still not (?:ready|finished) after|within the allotted time|expired while waiting/,
	],
	[
		VERDICT.credentials,
		/unauthori[sz]ed|unauthenticated|not (?:been )?authenticated|not logged in|(?:without|no) (?:\w+ )?token\b|authenticat(?:ion|e) ?(?:was |is |has )?(?:failed|failure|required|error|unsuccessful|exception|credentials|denied|rejected|methods? failed)|authorization (?:failed|required|header)|\bauth(?:entication)? (?:failed|failure|error|required|denied)|failed to authenticate|could not authenticate|cannot authenticate|wrongpass|noauth\b/,
	],
	[
		VERDICT.credentials,
		/(?:invalid|incorrect|wrong|bad|missing|unknown|expired|revoked|malformed|unrecognized) (?:\w+ )?(?:login|log ?in|credentials?|user ?name|password|api ?(?:key|token)|access ?(?:key|token)|auth\w*|bearer|jwt|client (?:id|secret|credentials?|token)|client$|grant|signature|security token|session|refresh token|secret|token(?: provided| supplied| format| id)?$|token[.,:;])|(?:login|logon|log ?in|sign ?in) (?:has )?(?:failed|incorrect|denied|required|unsuccessful|error)/,
	],
	[
		VERDICT.credentials,
		/\b(?:token|credentials?|grant|jwt|api ?key|access ?key|password|session|secret|signature|refresh token|log ?in)\b(?: \w+){0,5} (?:is|are|has|have|was|were|been|does|do)(?: \w+){0,2} (?:expired|invalid|revoked|incorrect|missing|wrong|disabled|deactivated|match|valid|recognized|exist)|(?:token|session|signature|credentials?|grant|jwt|key) (?:expired|revoked|invalid|malformed|mismatch)|signature ?does ?not ?match|key not valid|(?:no|without|load|find|obtain|resolve|refresh) (?:\w+ )?(?:credentials?|password|api ?key)\b|(?:check|verify|reconnect|update) (?:your |the )?credentials?|validating access token|re ?authenti|access denied for user|password authentication|account (?:is |has been |was )?(?:inactive|disabled|locked|suspended|deactivated)|no pg_?hba|credential(?:s|\b).{0,40}(?:not exist|not found|could not be found)|(?:do|does) not have (?:any )?credentials|not have any credentials/,
	],
	[
		VERDICT.connection,
		/\be(?:connrefused|connreset|hostunreach|pipe|notfound|ai_again)\b|socket hang up|before secure tls connection|broken pipe|premature close|fetch failed|getaddrinfo|\bdns\b|unreachable|no route to host|host (?:is )?down|gone away|server selection|name or service not known|name resolution|resolve host|socket (?:was |is |has been )?(?:closed|disconnected|error|ended|timeout)|unexpected eof|no listener|not connected|client has encountered|leader not available|no (?:available )?brokers?/,
	],
	[
		VERDICT.connection,
		/connect(?:ion)?\b(?: \w+){0,6}? (?:refused|reset|closed|lost|terminated|aborted|failed|ended|error|broken|dropped|interrupted|unavailable|destroyed|established|down)|connection(?:error|failure|exception|refused|closed|reset)|network (?:error|failure|request failed|problem|timeout|connection)|(?:could|can|did)(?: not|n't|not) (?:be )?(?:connect|establish|reach)|(?:unable|failed|impossible|not possible) to (?:connect|reach|establish)|refused the connection|(?:perhaps|appears to be|is|seems) (?:it is )?offline/,
	],
	[
		VERDICT.certificate,
		/certificate|self[- ]signed|\bssl\b|\btls\b|x509|pkix|does not match certificate|unable to verify|handshake fail|altnames/,
	],
	[
		VERDICT.forbidden,
		/forbidden|permission|access (?:is |was |to .{1,60} (?:is |was )?)?(?:denied|refused|restricted|not allowed)|access ?(?:denied|refused)|not (?:authori[sz]ed|permitted|entitled)|not allowed to (?:access|read|write|perform|do|use|create|delete|update|send|manage|view|edit)|insufficient (?:\w+ )?(?:scopes?|privileges?|access|rights|role)|(?:missing|required|lacks?|without|needs?|requires?) (?:the )?(?:\w+ )?(?:scopes?|privileges?|roles?)\b|scopes? (?:is |are )?(?:missing|required|insufficient)|privilege|(?:do|does)(?: not|n't) have (?:\w+ )?(?:access|right|rights|the required)|noperm\b|payment required|not in channel|licen[sc]ed? (?:required|expired|for)|your (?:current )?plan|may not (?:read|write|access|use|see|change|delete)|not (?:the )?owner|(?:is|are) restricted|access to env vars|security concerns|not accessible by/,
	],
	[
		VERDICT.contention,
		/deadlock|could not serialize|serialization failure|write conflict|database is locked|concurrent (?:update|modification|change)|please retry the transaction|version conflict|optimistic lock/,
	],
	[
		VERDICT.remote,
		/(?:service|server|system|site|api|model|backend)(?: is| was|)(?: currently| temporarily|) ?(?:unavailable|overloaded|busy|down|starting up|shutting down|not available)|bad gateway|internal (?:server )?(?:error|failure)|(?:currently|still) (?:loading|starting|processing|being)|temporarily unavailable|\b(?:redis|server|database|resource|device) is busy|temporary (?:failure|error|problem)|maintenance|backend ?error|upstream|(?:service|server) (?:was not able|failed) to|loading the dataset|cluster ?down|try again (?:later|in )|is loading|read only replica|misconf\b/,
	],
];

/** What a thing is like: last, since these words also stand in messages of other causes. */
const MISTAKES: ReadonlyArray<[Verdict, RegExp]> = [
	[
		VERDICT.request,
		/referenced node|expression|unexpected indent|unindent|invalid syntax|paired item|has no branch|template (?:error|syntax)/,
	],
	[
		VERDICT.data,
		/^csv |(?:not|n't) (?:a )?valid json|invalid json|valid json|(?:json|xml|csv|yaml|html|pdf|zip|output|response|date)\b.{0,24} pars(?:e|ing)|pars(?:e|ing) .{0,40}(?:json|xml|csv|yaml|html|output|response|date|failed|error)|failed to parse|parse ?(?:error|failure)|unexpected (?:token|end|character|string|number|non|identifier|field type)|in json at|output parser|decod(?:e|ing)|decrypt|malformed (?:xml|csv|json|utf|uri|data|response)|corrupt|before first tag|(?:unexpected|invalid) (?:close|closing|end) ?tag|unencoded <|outside (?:of )?(?:the )?root|unclosed|unterminated|unmatched|closing tag|invalid character|invalid (?:\w+ )?structure|invalid (?:csv|xml|utf|byte|base ?64|zip|archive|pdf|image|date ?(?:time)?\b(?! format)|time value|text representation|input (?:syntax|value)|number value)/,
	],
	[
		VERDICT.data,
		/cannot (?:read|set|access|destructure|convert|index)|can't (?:read|convert|access)|of (?:undefined|null)\b|is (?:undefined|null|nan|not a function|not iterable|not defined|not an array|not an object|not a number|not a constructor|empty)\b|undefined is not|object is not|before initialization|key ?error|index(?: is)? out of|invalid array length|maximum call stack|assignment to constant|circular structure|converting circular|not extensible|none ?type|no such property/,
	],
	[
		VERDICT.data,
		/duplicate|unique|\b(?:card|payment|charge|transaction) (?:was |has been )?declined|already (?:exists?|been|in use|taken|has|a member|registered|processed)|foreign key|violat(?:es|ion)|constraint|conflict|out of range|truncat|too long for (?:type|column)|mismatch|wrong (?:kind|type|number of columns)|wrong ?type|inconsistent|checksum|conditional (?:check|request)|precondition|stale|modified since|(?:not|n't) (?:match|fit|conform to) (?:the |its )?(?:expected|required|declared|schema|format)|(?:blocked|filtered|refused) (?:due to|because of|by) (?:\w+ ){0,3}(?:safety|content|moderation|recitation|policy)|content filter/,
	],
	[
		VERDICT.notFound,
		/not[ -]?found|could not resolve to|(?:does|do|did)(?: not|n't) exist|no (?:such|longer exists?|longer available)|non ?existent|(?:could|can|was|were)(?: not|n't|not) (?:be )?(?:find|found|located?)|couldn't (?:find|be found)|unable to (?:find|locate)|not (?:known|exist)|(?:has been|was|been) (?:deleted|removed|archived)|unknown (?:chat|channel|user|message|guild|member|host|database|table|topic|record|customer|key|id\b)|no (?:\w+ )?(?:data|items?|rows?|records?|results?|binary|document|entr(?:y|ies)|match(?:es|ing)?|property|field named)\b|is (?:missing from|not present|not available in)|field .{0,60}is missing|isn't always the same type/,
	],
	[
		VERDICT.request,
		/(?:is|are|was|were) (?:a )?(?:required|missing|mandatory|invalid|unknown|blank|not valid|not a valid|not supported|not allowed|too (?:long|large|big|short|many|small)|not recognized|not a known)|required|missing|must\b|should\b|invalid|validation|mandatory|unsupported|not (?:supported|allowed|valid|a valid|recogni[sz]ed|implemented|enabled|configured|set|acceptable)|unknown (?:field|parameter|option|argument|operation|column|resource|operator|name|property|method|command|action)|unrecogni[sz]ed|unexpected (?:field|parameter|key|property|argument|value)|bad (?:request|input|parameter|argument|value)|malformed|syntax error|illegal|please (?:enter|select|check|specify|provide|add|set|choose|make|use|define)|(?:cannot|can't|can not|may not) be (?:empty|blank|null|negative|zero|used|less|more|greater|set|converted)|at least one|at most|too (?:long|large|big|short|many|small)|exceeds?|greater than|less than|only .{1,40} (?:are|is) allowed|expected .{1,60}(?:got|received|but)|wrong number of arguments|not specified|no (?:fields?|columns?|parameters?|operation|url|table|sorting|trigger|language model|recipients)|needs? to be|have to|has to be|unprocessable|your request is invalid|has issues|cannot query|(?:may|can)(?: not|not) be (?:called|used|run|executed|started)|using the right/,
	],
	[
		VERDICT.data,
		/(?:incorrect|improper|bad|broken|unreadable|damaged) (?:\w+ )?(?:header|file|data|image|archive|format)|(?:password[- ]protected|encrypted) (?:file|document|workbook|archive|pdf)|(?:file|document|workbook|archive|pdf) is (?:password[- ]protected|encrypted)|division by zero|divi(?:de|sion) by|(?:key|name|index|attribute|value|zero ?division|overflow|lookup) ?error\b/,
	],
	[VERDICT.file, /^command failed\b/],
	[VERDICT.remote, /\bserver ?error|went wrong (?:on|at) (?:our|the server)/],
	[VERDICT.data, /undefined|\bnull\b|\bnan\b|\bgone\b|\bempty\b/],
];

/** Lower case, with codes of several words taken apart: `ResourceNotFoundException` → "resource not found exception". */
export function asWords(text: string): string {
	return text
		.replace(/([a-z\d])(?=[A-Z][a-z])/g, '$1 ')
		.replace(/_/g, ' ')
		.replace(/[’`]/g, "'")
		.toLowerCase();
}

/** What the words of a message say; null when there is nothing to go by. */
export function verdictOfWords(text: string): Verdict | null {
	const words = asWords(text);
	if (words.trim() === '') return null;
	return (
		verdictOfHostSentence(words) ??
		[...CAUSES, ...MISTAKES].find(([, cause]) => cause.test(words))?.[0] ??
		null
	);
}
