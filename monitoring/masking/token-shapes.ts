import { MASK } from './marker';
import { looksRandom } from './value-looks';

/**
 * Tokens that show by their own form what they are. Lengths are well below the real ones, since texts are cut off
 * and providers lengthen their tokens; what follows the prefix is what no word or name has.
 */

/** Not within a word. An escaped line feed (`\n`) or a percent code before it is no part of a word. */
const START = '(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\u00[0-9a-f]{2}))';

/** Prefixes that occur nowhere else, so that they may stand anywhere, even glued to a word. */
const UNMISTAKABLE = [
	'github_pat_[A-Za-z0-9_]{8,}',
	'gh[pousr]_[A-Za-z0-9]{12,}',
	'gl(?:pat|ptt|dt|rt|cbt|ft|soat|imt|agent|oas|ffct|rtr|wt)-[\\w.-]{10,}',
	'xox[abeoprs]-[\\w-]{8,}',
	'xoxe\\.xox[bp]-[\\w-]{8,}',
	'x(?:app|wfp)-\\d-?[\\w-]{8,}',
	'sk-ant-[\\w-]{8,}',
	'sk-(?:proj|svcacct|admin|or-v1|lf)-[\\w-]{10,}',
	'whsec_[A-Za-z0-9+/=_-]{12,}',
	'GOCSPX-[\\w-]{8,}',
	'AIza[\\w-]{16,}',
	'ya29\\.[\\w.-]{12,}',
	'(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)(?:[A-Za-z0-9+/=]|%(?:25)?(?:2[BbFf]|3[Dd])){8,}',
	'dckr_[op]at_[\\w-]{8,}',
	'do[opr]_v1_[0-9a-f]{12,}',
	'lin_(?:api|oauth|wh)_[A-Za-z0-9]{10,}',
	'sntry[su]_[\\w+/=.-]{12,}',
	'shp[a-z]{2,3}_[0-9a-fA-F]{12,}',
	'NR(?:AK|II|IQ|RA|JS|BR|AA)-[\\w-]{10,}',
	'[0-9a-f]{30,40}NRAL',
	'pcsk_[A-Za-z0-9_]{12,}',
	'PMAK-[0-9a-f-]{12,}',
	'pypi-Ag[\\w-]{10,}',
	'dapi[0-9a-f]{16,}(?:-\\d+)?',
	'fig[doru]h?_[\\w-]{12,}',
	'gl(?:sa|c)_[\\w=+/]{12,}',
	'AT(?:ATT|CTT)3[\\w=-]{10,}',
	'sb[pv]_[0-9a-f]{12,}|sb_secret_[\\w-]{10,}',
	'xkeysib-[\\w-]{12,}|xsmtpsib-[\\w-]{12,}',
	'sq0[a-z]{3}-[\\w-]{10,}',
	'pscale_[a-z]{2,5}_[\\w.-]{10,}',
	'rubygems_[0-9a-f]{12,}',
	'AGE-SECRET-KEY-1[A-Z0-9]{10,}',
	'HRKU-[\\w-]{12,}',
	'CFPAT-[\\w-]{12,}',
	'apify_api_[A-Za-z0-9]{12,}',
	'lsv2_[a-z]{2}_[\\w]{12,}',
	'tskey-[a-z]+-[\\w-]{10,}',
	'dt0[a-z]\\d\\d\\.[A-Z0-9]{10,}(?:\\.[A-Z0-9]*)?',
	'CCIPAT_[\\w]{12,}|CCIPRJ_[\\w]{12,}',
	'FLWSECK[\\w-]{10,}',
	'APA91b[\\w-]{12,}',
	'n8n_api_[\\w]{16,}',
];

/** Prefixes that words end with or begin with as well: only at the start of a word. */
const AT_START = [
	'(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{10,}',
	'[sr]k_(?:live|test|prod|org)_[A-Za-z0-9]{8,}',
	'SG\\.[\\w-]{10,}\\.?[\\w-]*',
	'hf_[A-Za-z0-9]{12,}',
	'gsk_[A-Za-z0-9]{12,}',
	'r8_[A-Za-z0-9]{12,}',
	'npm_[A-Za-z0-9]{16,}',
	'ntn_[A-Za-z0-9]{12,}',
	'hv[sbr]\\.[\\w-]{12,}',
	'pat-[a-z]{2,3}\\d{0,2}-[0-9a-f]{8}-[0-9a-f-]{3,}',
	'pat[A-Za-z0-9]{14}\\.[0-9a-f]{8,}',
	'\\d{8,10}(?::|%3[aA])AA[\\w-]{12,}',
	'SK[0-9a-f]{32}',
	'(?:pub)?key-[0-9a-f]{16,}',
	'[0-9a-f]{32}-us\\d{1,2}',
	'[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\\w-])',
	'1(?:\\\\*/\\\\*/|%2[fF]%2[fF])0[\\w-]{16,}',
	'4(?:/|%2[fF])0A[\\w-]{16,}',
	'[\\w~.-]{3}\\dQ~[\\w~.-]{12,}',
	'[A-Za-z0-9]{10,20}\\.atlasv1\\.[\\w-]{8,}',
	'[12](?:/\\d{12,})+:[0-9a-f]{24,}',
	'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{12,}',
	'access-(?:sandbox|production|development)-[0-9a-f-]{20,}',
	'pk_(?:\\d+_[A-Z0-9]{20,}|[0-9a-f]{34})',
	'(?:sdk|api|mob)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
	'v1\\.0-[0-9a-f]{20,}-[0-9a-f]{20,}',
	'sq[upa]_[0-9a-f]{20,}',
	'pul-[0-9a-f]{20,}',
];

/** Forms that names could have too: only where what they hold looks random. */
const IF_RANDOM = [
	'sk[-_][\\w-]{16,}',
	'secret_[A-Za-z0-9]{24,}',
	'EAA[A-Za-z0-9_+/=-]{24,}',
	'sl\\.(?:u\\.)?[A-Za-z][\\w-]{24,}',
	'A{16,}[A-Za-z0-9%+/=_-]{12,}',
	'00[A-Za-z0-9_-]{40}(?![A-Za-z0-9_-])',
	's\\.[A-Za-z0-9]{24}(?![A-Za-z0-9])',
	'(?:re|rnd|tfp|xau|napi|nfp|phx|phs|vcp|fw|jina|bkua|pnu|rdme|y0)_[\\w-]{18,}',
	'(?:xai|pplx|tvly|nvapi|csk|ico|fio-u)-[\\w-]{18,}',
	'(?:ATTA|ATBB|LTAI|AKID|AKCp|AQVN|A21AA)[\\w-]{14,}',
	'fc-[0-9a-f]{24,}',
	// A maker's own short prefix: ids of that form are shorter.
	'(?<![_-])[a-z]{2,5}\\d?_(?=[a-z\\d]*[A-Z])(?=[A-Za-z]*\\d)[A-Za-z0-9]{40,}',
	'(?:oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32})(?![A-Za-z0-9])',
];

const SURE = new RegExp(`${UNMISTAKABLE.join('|')}|${START}(?:${AT_START.join('|')})`, 'g');
const PERHAPS = new RegExp(`${START}(?:${IF_RANDOM.join('|')})`, 'g');
const JWT = /(?:sk\.|ops_)?eyJ[\w+/=-]{8,}(?:(?:\.|%2[eE])[\w-]*){0,4}/g;
/** Prefixes that tell even where only few letters are left of a token, at the end of a text that was cut off. */
const CUT =
	/(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|sk-ant-|sk-proj-|[sr]k_(?:live|test)_|whsec_|GOCSPX-|AIza|ya29\.|AKIA|ASIA|SG\.|hf_|gsk_|npm_|pypi-Ag|eyJhbGciO|shp[a-z]{2}_|dop_v1_|hvs\.|ATATT3|pcsk_|dckr_pat_|lin_api_|NRAK-|PMAK-|figd_|glsa_|sntry[su]_)([\w.+/=-]{2,})(?=(?:…|\.{3})?\s*$)/;
const DISCORD = /(?<![A-Za-z0-9])([MNO][A-Za-z0-9]{17,27})\.[\w-]{6,7}\.[\w-]{6,}/g;
const AWS_SECRET = /(?<![\w/+=%.-])[A-Za-z0-9/+]{40}(?![\w/+=-])/g;

/** A run of characters that a token could be made of: texts without one are left at once. */
const RUN = /[\w+/=.~%:-]{14,}/g;

/** Masks tokens known by their form. */
export function maskTokens(text: string): string {
	return cutOff(text).replace(RUN, (run, at: number, whole: string) => {
		if (whole[at - 1] !== '\\' || !/^[nrt]/.test(run)) return maskRun(run);
		// In `\\nghp_…` the first letter belongs to an escaped line end.
		const masked = maskRun(run.slice(1));
		return masked === run.slice(1) ? maskRun(run) : run[0] + masked;
	});
}

/** Masks a token that a text ends with because it was cut off there. */
function cutOff(text: string): string {
	const tail = text.slice(-300);
	const found = CUT.exec(tail);
	// Names of settings begin like tokens do: `hf_token_2`.
	if (found === null || /^[a-z]{2,}(?:[_-][a-z\d]{1,12})*$/.test(found[1])) return text;
	if (!/\d|[a-z][A-Z]|[A-Z]{2}[a-z]|^[A-Z]{4,}$/.test(found[1])) return text;
	return (
		text.slice(0, text.length - tail.length + found.index) + MASK + tail.slice(found.index + found[0].length)
	);
}

function maskRun(run: string): string {
	let masked = run.replace(SURE, MASK);
	if (masked.includes('eyJ')) masked = masked.replace(JWT, (found) => (isWebToken(found) ? MASK : found));
	masked = masked.replace(PERHAPS, (found) =>
		looksRandom(found.replace(/[-_]/g, '.')) || looksRandom(found) ? MASK : found,
	);
	if (masked.includes('.'))
		masked = masked.replace(DISCORD, (found, id: string) => (isSnowflake(id) ? MASK : found));
	if (/[/+]/.test(masked))
		masked = masked.replace(AWS_SECRET, (found) => (isAwsSecret(found) ? MASK : found));
	return masked;
}

/** Parts with dots between, or one part that begins as the head of a web token does: other JSON in base 64 stays. */
function isWebToken(text: string): boolean {
	return (
		/(?:\.|%2[eE])[\w-]{2,}/.test(text) ||
		/^(?:ops_|sk\.|eyJ(?:hbGciO|0eXAiO|raWQiO|lbmMiO|rIjoi))/.test(text)
	);
}

/** A bot's token begins with its numeric id in base 64. */
function isSnowflake(encoded: string): boolean {
	return /^\d{12,21}$/.test(Buffer.from(encoded, 'base64').toString('latin1'));
}

/** Forty characters of base 64 that are no path: each part between slashes has capitals and digits among its letters. */
function isAwsSecret(text: string): boolean {
	if (!/[A-Z]/.test(text) || !/[a-z]/.test(text) || !/\d/.test(text)) return false;
	const longest = text.split(/[/+]/).reduce((best, part) => (part.length > best.length ? part : best), '');
	return (
		longest.length >= 10 &&
		looksRandom(longest.padEnd(16, longest)) &&
		!/(?:^|\/)[a-z]{2,}(?:\/|$)/.test(text)
	);
}
