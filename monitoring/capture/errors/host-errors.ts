import type { Verdict } from './error-verdict';
import { VERDICT } from './error-verdict';

/** What Node.js says about this machine: files, handles, memory, modules. */
const CODES: Readonly<Record<string, Verdict>> = {
	ENOSPC: VERDICT.disk,
	EDQUOT: VERDICT.disk,
	ENOMEM: VERDICT.memory,
	ERR_WORKER_OUT_OF_MEMORY: VERDICT.memory,
	ERR_MEMORY_ALLOCATION_FAILED: VERDICT.memory,
	SIGKILL: VERDICT.memory,
	SIGSEGV: VERDICT.crash,
	SIGABRT: VERDICT.crash,
	SIGBUS: VERDICT.crash,
	SIGILL: VERDICT.crash,
	SIGTERM: VERDICT.shutdown,
	EMFILE: VERDICT.hostBusy,
	ENFILE: VERDICT.hostBusy,
	EAGAIN: VERDICT.hostBusy,
	ENOBUFS: VERDICT.hostBusy,
	EBUSY: VERDICT.hostBusy,
	EIO: VERDICT.host,
	EROFS: VERDICT.host,
	EACCES: VERDICT.host,
	EPERM: VERDICT.host,
	EADDRINUSE: VERDICT.host,
	ERR_DLOPEN_FAILED: VERDICT.host,
	ENOENT: VERDICT.file,
	EISDIR: VERDICT.file,
	ENOTDIR: VERDICT.file,
	EEXIST: VERDICT.file,
	ENOTEMPTY: VERDICT.file,
	EXDEV: VERDICT.file,
	ELOOP: VERDICT.file,
	ENAMETOOLONG: VERDICT.file,
	EFBIG: VERDICT.file,
	EBADF: VERDICT.file,
	ETXTBSY: VERDICT.file,
	E2BIG: VERDICT.file,
	ENOEXEC: VERDICT.file,
	ERR_FS_FILE_TOO_LARGE: VERDICT.file,
	ERR_FS_EISDIR: VERDICT.file,
	Z_DATA_ERROR: VERDICT.data,
	Z_BUF_ERROR: VERDICT.data,
	Z_STREAM_ERROR: VERDICT.data,
	Z_MEM_ERROR: VERDICT.memory,
	ERR_CHILD_PROCESS_STDIO_MAXBUFFER: VERDICT.file,
	MODULE_NOT_FOUND: VERDICT.host,
	ERR_MODULE_NOT_FOUND: VERDICT.host,
};

/** n8n's own classes, and those of JavaScript, whose name alone settles the matter. */
const CLASSES: ReadonlyArray<[RegExp, Verdict]> = [
	[/^TaskRunnerOom/, VERDICT.memory],
	[/^(?:Workflow|Node)Crashed|^MaxStalled|^TaskRunnerRestartLoop/, VERDICT.crash],
	[/^ManualExecutionCancelled/, VERDICT.cancelled],
	[/^TimeoutExecutionCancelled/, VERDICT.timeout],
	[/^SystemShutdownExecutionCancelled|^ComponentShutdown/, VERDICT.shutdown],
	[/^Task(?:Runner|Request|Requester)\w*Timeout/, VERDICT.timeout],
	[/^TaskRunner(?:Disconnected|FailedHeartbeat|Unreachable|Unavailable)/, VERDICT.hostBusy],
	[/^WorkflowHasIssues/, VERDICT.request],
	[/^NodeSsl/, VERDICT.certificate],
	[/^DisallowedFilepath|^StoragePath|^BinaryDataFileNotFound|^FileNotFound/, VERDICT.file],
	[
		/^Credential\w*(?:NotFound|MissingId|Data)|^InaccessibleCredential|^InvalidCredential/,
		VERDICT.credentials,
	],
	[/^(?:TokenExpired|JsonWebToken|NotBefore|JWT\w*)Error$/, VERDICT.credentials],
];

/** Sentences of the engine that say how an execution ended; lower case. */
const SENTENCES: ReadonlyArray<[RegExp, Verdict]> = [
	[
		/cancell?ed because it timed out|(?:workflow|execution)(?: execution)? (?:has )?timed out/,
		VERDICT.timeout,
	],
	[
		/cancell?ed because the (?:system|instance)|(?:n8n|instance|system|process) is shutting down$/,
		VERDICT.shutdown,
	],
	[
		/out[ -]of[ -]memory|ran out of memory|heap limit|array buffer allocation failed|cannot allocate memory/,
		VERDICT.memory,
	],
	[
		/memory limit|allowed memory size|oom[ -]?kill|oom command not allowed|insufficient memory|\bsigkill\b|exit(?:ed with)? (?:code|status):? 137/,
		VERDICT.memory,
	],
	[
		/no space left|disk (?:is )?full|disk quota|out of disk|(?:not enough|insufficient) (?:disk|storage) space|could not extend file|out of ?disk ?space/,
		VERDICT.disk,
	],
	[
		/\b(?:sigsegv|sigabrt|sigbus|segmentation fault|core dumped)\b|exit(?:ed with)? (?:code|status):? 139/,
		VERDICT.crash,
	],
	[
		/(?:execution|workflow|node|process|worker|runner|instance|n8n|browser|page|kernel|python)\b.{0,20} crash|stalled more than|failed to be processed too many times/,
		VERDICT.crash,
	],
	[
		/(?:process|worker|runner|thread)\b.{0,24}(?:died|exited unexpectedly|terminated unexpectedly|was killed|unexpectedly)/,
		VERDICT.crash,
	],
	[
		/cancell?ed manually|manually cancell?ed|(?:cancell?ed|stopped|terminated) by (?:the |a )?(?:user|hand|operator)|stopped manually|manually stopped/,
		VERDICT.cancelled,
	],
	[/(?:execution|workflow|task)\b.{0,24} (?:was )?cancell?ed/, VERDICT.cancelled],
	[
		/\b(?:ba|z|da|k)?sh: .{1,80}: (?:command )?not found|command not found|cannot find (?:module|package)|module .{0,80} is disallowed|too many open files|enospc/,
		VERDICT.host,
	],
	[/task runner|runner (?:became|is) unresponsive|no (?:task )?runner/, VERDICT.hostBusy],
	[
		/file or directory|maxbuffer|not enough permissions to (?:read|write)|access to the file|is not writable|read-only file system/,
		VERDICT.file,
	],
];

/** What Node.js's code for this machine says; null for codes of other trades. */
export function verdictOfHostCode(code: string): Verdict | null {
	return Object.hasOwn(CODES, code) ? CODES[code] : null;
}

export function verdictOfHostClass(className: string): Verdict | null {
	return CLASSES.find(([name]) => name.test(className))?.[1] ?? null;
}

/** Takes lower-case text. */
export function verdictOfHostSentence(text: string): Verdict | null {
	return SENTENCES.find(([words]) => words.test(text))?.[1] ?? null;
}
