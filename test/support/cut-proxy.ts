import { once } from 'node:events';
import net from 'node:net';

/** A way to a Postgres that can be cut. */
export class CutProxy {
	readonly #server: net.Server;

	readonly #sockets = new Set<net.Socket>();

	#open = true;

	private constructor(target: URL) {
		this.#server = net.createServer((socket) => {
			if (!this.#open) {
				socket.destroy();
				return;
			}
			const upstream = net.connect({ host: target.hostname, port: Number(target.port || 5432) });
			for (const [one, other] of [[socket, upstream], [upstream, socket]]) {
				this.#sockets.add(one);
				one.on('error', () => {}).on('close', () => {
					this.#sockets.delete(one);
					other.destroy();
				});
				one.pipe(other);
			}
		});
	}

	static async before(target: string): Promise<CutProxy> {
		const proxy = new CutProxy(new URL(target));
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	/** The target's URL by this way. */
	url(target: string): string {
		const url = new URL(target);
		url.hostname = '127.0.0.1';
		url.port = String((this.#server.address() as net.AddressInfo).port);
		return url.href;
	}

	get connections(): number {
		return this.#sockets.size;
	}

	/** Cuts all connections, and takes no other until it is mended. */
	cut(): void {
		this.#open = false;
		for (const socket of this.#sockets) socket.destroy();
	}

	mend(): void {
		this.#open = true;
	}

	async close(): Promise<void> {
		this.cut();
		this.#server.close();
		await once(this.#server, 'close');
	}
}
