import type { Verdict } from './error-verdict';
import { VERDICT } from './error-verdict';

/** SQLSTATEs whose meaning is not that of their class; PostgreSQL's appendix A, and the standard's. */
const SQLSTATES: Readonly<Record<string, Verdict>> = {
	'08P01': VERDICT.request,
	'25P03': VERDICT.timeout,
	'25P04': VERDICT.timeout,
	'26000': VERDICT.contention,
	'3D000': VERDICT.notFound,
	'3F000': VERDICT.notFound,
	'40002': VERDICT.data,
	'42501': VERDICT.forbidden,
	'42703': VERDICT.notFound,
	'42704': VERDICT.notFound,
	'42710': VERDICT.data,
	'42P01': VERDICT.notFound,
	'42P04': VERDICT.data,
	'42P06': VERDICT.data,
	'42P07': VERDICT.data,
	'42S02': VERDICT.notFound,
	'42S22': VERDICT.notFound,
	'53100': VERDICT.disk,
	'53200': VERDICT.memory,
	'53300': VERDICT.throttled,
	'55P03': VERDICT.timeout,
	'57014': VERDICT.timeout,
	'57P05': VERDICT.timeout,
	HY000: VERDICT.unknown,
	HYT00: VERDICT.timeout,
	HYT01: VERDICT.timeout,
	IM002: VERDICT.request,
};

/** By the first two characters of a SQLSTATE. */
const SQLSTATE_CLASSES: Readonly<Record<string, Verdict>> = {
	'02': VERDICT.notFound,
	'07': VERDICT.request,
	'08': VERDICT.connection,
	'0A': VERDICT.request,
	'21': VERDICT.data,
	'22': VERDICT.data,
	'23': VERDICT.data,
	'24': VERDICT.data,
	'25': VERDICT.data,
	'26': VERDICT.data,
	'28': VERDICT.credentials,
	'2B': VERDICT.data,
	'34': VERDICT.data,
	'40': VERDICT.contention,
	'42': VERDICT.request,
	'44': VERDICT.data,
	'53': VERDICT.remote,
	'54': VERDICT.request,
	'55': VERDICT.contention,
	'57': VERDICT.connection,
	'58': VERDICT.host,
	HV: VERDICT.remote,
	P0: VERDICT.data,
	XX: VERDICT.remote,
};

/** What a SQLSTATE says; null when it is none. */
export function verdictOfSqlState(code: string): Verdict | null {
	if (!/^[0-9A-Z]{5}$/.test(code)) return null;
	if (Object.hasOwn(SQLSTATES, code)) return code === 'HY000' ? null : SQLSTATES[code];
	return SQLSTATE_CLASSES[code.slice(0, 2)] ?? null;
}

/** MySQL and MariaDB, by the words their symbols are made of: one list for old and new symbols alike. */
const MYSQL_SYMBOLS: ReadonlyArray<[RegExp, Verdict]> = [
	[/LOCK_WAIT|TIMEOUT|QUERY_INTERRUPTED|INTERRUPTED/, VERDICT.timeout],
	[/DEADLOCK|CHECKREAD|LOCK_ABORTED/, VERDICT.contention],
	[/DISK_FULL|RECORD_FILE_FULL/, VERDICT.disk],
	[/OUT_OF_?(?:RESOURCES|MEMORY)|OUT_OF_SORTMEMORY/, VERDICT.memory],
	[/TOO_MANY_USER_CONNECTIONS|CON_COUNT|USER_LIMIT|TOO_MANY_CONNECTIONS/, VERDICT.throttled],
	[
		/TABLEACCESS|COLUMNACCESS|SPECIFIC_ACCESS|PROCACCESS|READ_ONLY|OPTION_PREVENTS/,
		VERDICT.forbidden,
	],
	[
		/ACCESS_DENIED|NOT_SUPPORTED_AUTH|MUST_CHANGE_PASSWORD|ACCOUNT_HAS_BEEN_LOCKED|PASSWORD/,
		VERDICT.credentials,
	],
	[
		/SERVER_(?:GONE|LOST)|SERVER_SHUTDOWN|NET_|HOST_IS_BLOCKED|HOST_NOT_PRIVILEGED|HANDSHAKE|CONN_HOST|ABORTING/,
		VERDICT.connection,
	],
	[
		/DUP|ROW_IS_REFERENCED|NO_REFERENCED|BAD_NULL|TOO_LONG|OUT_OF_RANGE|TRUNCATED|WRONG_VALUE|NO_DEFAULT|CONSTRAINT|INVALID_JSON|DIVISION/,
		VERDICT.data,
	],
	[
		/NO_SUCH_TABLE|BAD_DB|BAD_TABLE|BAD_FIELD|UNKNOWN_TABLE|KEY_DOES_NOT|SP_DOES_NOT/,
		VERDICT.notFound,
	],
	[
		/PARSE|SYNTAX|WRONG|UNKNOWN|INVALID|NON_UNIQ|PACKET_TOO_LARGE|ILLEGAL|NOT_SUPPORTED/,
		VERDICT.request,
	],
];

export function verdictOfMySqlSymbol(code: string): Verdict | null {
	if (!/^(?:ER|CR|HA_ERR)_[A-Z0-9_]+$/.test(code)) return null;
	return MYSQL_SYMBOLS.find(([words]) => words.test(code))?.[1] ?? VERDICT.remote;
}

/** SQLite's primary result codes; what follows them (`SQLITE_CONSTRAINT_UNIQUE`) does not change the kind. */
const SQLITE_SYMBOLS: ReadonlyArray<[RegExp, Verdict]> = [
	[/^SQLITE_(?:BUSY|LOCKED)/, VERDICT.contention],
	[/^SQLITE_FULL/, VERDICT.disk],
	[/^SQLITE_NOMEM/, VERDICT.memory],
	[/^SQLITE_(?:AUTH|PERM)/, VERDICT.forbidden],
	[/^SQLITE_(?:CANTOPEN|IOERR|READONLY|CORRUPT|NOTADB)/, VERDICT.host],
	[/^SQLITE_(?:INTERRUPT|ABORT)/, VERDICT.timeout],
	[/^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)/, VERDICT.data],
	[/^SQLITE_/, VERDICT.request],
];

export function verdictOfSqliteSymbol(code: string): Verdict | null {
	return SQLITE_SYMBOLS.find(([symbol]) => symbol.test(code))?.[1] ?? null;
}

type Numbers = ReadonlyArray<[Verdict, readonly number[]]>;

const MYSQL_NUMBERS: Numbers = [
	[VERDICT.credentials, [1044, 1045, 1251, 1698, 1820]],
	[VERDICT.forbidden, [1142, 1143, 1227, 1290, 1370]],
	[VERDICT.data, [1048, 1062, 1216, 1217, 1264, 1265, 1292, 1364, 1366, 1406, 1451, 1452, 3819]],
	[VERDICT.notFound, [1049, 1051, 1054, 1146, 1305]],
	[VERDICT.request, [1064, 1065, 1136, 1149]],
	[VERDICT.timeout, [1205, 1317, 3024]],
	[VERDICT.contention, [1213]],
	[VERDICT.throttled, [1040, 1203, 1226]],
	[VERDICT.connection, [1042, 1053, 1129, 1130, 1158, 1159, 2002, 2003, 2006, 2013, 2055]],
	[VERDICT.memory, [1037, 1038, 1041]],
	[VERDICT.disk, [1021, 1114]],
];

const MSSQL_NUMBERS: Numbers = [
	[VERDICT.credentials, [18452, 18456, 18470, 18487, 18488, 40615]],
	[VERDICT.forbidden, [229, 230, 262, 300, 916, 4060]],
	[VERDICT.data, [245, 515, 547, 1505, 2601, 2627, 2628, 8114, 8115, 8134, 8152, 50000]],
	[VERDICT.notFound, [207, 208, 911, 2812]],
	[VERDICT.request, [102, 105, 137, 156, 8144, 8178]],
	[VERDICT.timeout, [-2, 1222]],
	[VERDICT.contention, [1205, 3960]],
	[VERDICT.remote, [40143, 40197, 40501, 40613, 49918, 49919, 49920]],
	[VERDICT.throttled, [10928, 10929]],
	[VERDICT.disk, [1101, 1105, 9002]],
	[VERDICT.memory, [701, 802]],
];

const MONGO_NUMBERS: Numbers = [
	[VERDICT.credentials, [18]],
	[VERDICT.forbidden, [13, 8000]],
	[VERDICT.data, [11000, 11001, 12582, 121, 48, 16755, 66]],
	[VERDICT.notFound, [26, 27, 43, 47, 59]],
	[VERDICT.timeout, [24, 50, 89, 202, 262]],
	[VERDICT.contention, [112, 251, 225]],
	[VERDICT.connection, [6, 7, 91, 189, 317, 9001, 10107, 11600, 11602, 13435, 13436]],
	[VERDICT.request, [2, 9, 14, 16, 28, 40, 52, 72, 115, 168, 40324]],
	[VERDICT.disk, [14031]],
];

const ORACLE_NUMBERS: Numbers = [
	[VERDICT.credentials, [1005, 1017, 28000, 28001]],
	[VERDICT.forbidden, [1031, 1045]],
	[
		VERDICT.data,
		[1, 1400, 1403, 1407, 1438, 1722, 1830, 1841, 1843, 1861, 2290, 2291, 2292, 6502, 12899],
	],
	[VERDICT.notFound, [904, 942, 4043]],
	[VERDICT.contention, [54, 60, 8177]],
	[VERDICT.timeout, [1013, 12170, 12535, 30006]],
	[
		VERDICT.connection,
		[
			1033, 1034, 1089, 3113, 3114, 3135, 12154, 12505, 12514, 12516, 12519, 12537, 12541, 12543,
			12545, 12547,
		],
	],
	[VERDICT.throttled, [18, 20]],
	[VERDICT.memory, [4030, 4031]],
	[VERDICT.disk, [1652, 1653, 1654, 27072]],
	[VERDICT.request, [900, 905, 907, 911, 917, 923, 933, 936, 1008, 1745]],
];

const NUMBERS = {
	mysql: MYSQL_NUMBERS,
	mssql: MSSQL_NUMBERS,
	mongo: MONGO_NUMBERS,
	oracle: ORACLE_NUMBERS,
};

export type DatabaseMaker = keyof typeof NUMBERS;

/** What a maker's own error number says; null for numbers that are not in its list. */
export function verdictOfDatabaseNumber(maker: DatabaseMaker, number: number): Verdict | null {
	return NUMBERS[maker].find(([, numbers]) => numbers.includes(number))?.[0] ?? null;
}

/** Which maker's numbers an error carries, told from the node's type, the class, or the code beside it. */
export function databaseMaker(hint: string): DatabaseMaker | null {
	if (/mongo/i.test(hint)) return 'mongo';
	if (/mysql|maria|\bER_/i.test(hint)) return 'mysql';
	if (/mssql|microsoftsql|sqlserver|tedious|RequestError|EREQUEST|ELOGIN/i.test(hint))
		return 'mssql';
	return /oracle|\bORA-/i.test(hint) ? 'oracle' : null;
}
