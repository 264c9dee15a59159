import { MASK } from './marker';
import { isNothing, isPlaceholder, looksSecretish } from './value-looks';

/** Flags with a user and a password: `-u user:password`, also as items of a list. */
const USER_FLAG =
	/((?:^|[\s"'[,(])(?:-u|-U|--user|--proxy-user|-a|--auth|--basic-auth)(?:[ \t]{1,4}|=|\\*["'][ \t]{0,4},\s{0,40})\\*["']?)([^\s"':\\,]{1,200}):([^\s"'\\]{1,400})/g;

/** Programs whose short flag is a password. */
const SHORT_FLAG =
	/(\b(?:sshpass|mysql|mysqldump|mysqladmin|mariadb|mongo|mongosh|mongodump|redis-cli|docker login|podman login|helm registry login|az login|ldapsearch|smbclient|sqlcmd|htpasswd)\b[^\n|;&]{0,200}?[ \t](?:-p|-a|-P|-w|--pass)[ \t=]?)(["']?)([^\s"'-][^\s"']{2,200})\2/g;

/** A line of a `.netrc` file, where only spaces stand between names and values. */
const NETRC = /(\blogin\s{1,8}\S{1,200}\s{1,8}password\s{1,8})(\S{1,400})/g;
const IDENTIFIED =
	/(\bidentified\s{1,4}(?:with\s{1,4}\S{1,60}\s{1,4})?by\s{1,4}(?:password\s{1,4})?)(\\*["'])([^"'\\\n]{1,400})/gi;

/** What mail, file and cache servers are told on the wire. */
const PROTOCOL =
	/((?:^|\n|\\n)(?:> ?|C: ?|\* ?)?(?:[A-Za-z]?\d{1,5} )?(?:PASS|AUTH(?: \w{1,40})?|LOGIN \S{1,100}) )(\S{6,200})/g;
/** Calls that take a user and a password. */
const CALL =
	/(\b(?:\w{0,20}basic_?auth|\w{0,20}Credentials?|auth(?:entication)?\s?[=:]\s?)\(\s{0,20}\\*["'][^"'\\\n]{0,100}\\*["'],\s{0,20}\\*["'])([^"'\\\n]{1,200})/gi;

/** Masks passwords in echoes of commands that no name announces. */
export function maskCommandLines(text: string): string {
	let masked = text;
	if (/-[uUa]|--(?:proxy-)?user|--auth|--basic/.test(masked))
		masked = masked.replace(USER_FLAG, maskUserFlag);
	if (/ -[paPw]|--pass/.test(masked)) {
		masked = masked.replace(SHORT_FLAG, (whole, kept: string, quote: string, password: string) =>
			isNothing(password) ||
			isPlaceholder(password) ||
			/^\d{2,5}$/.test(password) ||
			/^\d+:\d+/.test(password)
				? whole
				: kept + quote + MASK + quote,
		);
	}
	if (masked.includes('login')) {
		masked = masked.replace(NETRC, (whole, kept: string, password: string) =>
			isNothing(password) ? whole : kept + MASK,
		);
	}
	if (/auth|credential/i.test(masked)) {
		masked = masked.replace(CALL, (whole, kept: string, password: string) =>
			isNothing(password) ? whole : kept + MASK,
		);
	}
	if (/PASS |AUTH |LOGIN /.test(masked)) {
		masked = masked.replace(PROTOCOL, (whole, kept: string, password: string) =>
			looksSecretish(password) ? kept + MASK : whole,
		);
	}
	return /identified/i.test(masked)
		? masked.replace(IDENTIFIED, (_whole, kept: string, quote: string) => kept + quote + MASK)
		: masked;
}

function maskUserFlag(whole: string, kept: string, user: string, password: string): string {
	// `docker run -u 1000:1000` names ids.
	if (isNothing(password) || isPlaceholder(password) || (/^\d+$/.test(user) && /^\d+$/.test(password)))
		return whole;
	return /^\/\//.test(password) ? whole : `${kept}${user}:${MASK}`;
}
