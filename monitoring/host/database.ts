import { hostService } from './host-modules';

interface DbConnection {
	connectionState: { connected: boolean; migrated: boolean };
	close(): Promise<void>;
}

/** True once n8n's own database is connected and migrated; before that what stands in it misleads. */
export function hostDatabaseReady(): boolean {
	try {
		const { connected, migrated } = dbConnection().connectionState;
		return connected && migrated;
	} catch {
		return false;
	}
}

const MARK = Symbol.for('n8n-nodes-monitor.close');

/** Where the last writes hang: replaced by a newer copy of the package, so that only one runs. */
export interface CloseSocket {
	beforeClose: (() => Promise<void>) | null;
}

/**
 * Has `socket.beforeClose` run, and waits for it, before n8n closes its database: the last thing that it does
 * before its process ends, after running executions have finished.
 */
export function hookHostClose(socket: CloseSocket): void {
	const connection = dbConnection() as DbConnection & { [MARK]?: true };
	if (connection[MARK] === true) return;
	const close = connection.close.bind(connection);
	connection.close = async () => {
		try {
			await socket.beforeClose?.();
		} catch {
			// n8n's own end must not depend on ours.
		}
		await close();
	};
	connection[MARK] = true;
}

function dbConnection(): DbConnection {
	return hostService<DbConnection>('@n8n/db', 'DbConnection');
}
