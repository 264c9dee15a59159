import { hostModule } from './host-modules';

export interface HostLog {
	error(message: string): void;
	warn(message: string): void;
	info(message: string): void;
	debug(message: string): void;
}

/** n8n's own log; outside of n8n nothing is written. */
export function hostLog(): HostLog {
	const write = (level: keyof HostLog) => (message: string) => {
		try {
			hostModule<{ LoggerProxy: HostLog }>('n8n-workflow').LoggerProxy[level](message);
		} catch {
			// Without a host there is no log.
		}
	};
	return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}
