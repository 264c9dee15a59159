import type { Cause } from './cause';
import type { ContainerKind } from './container';
import { addressOf, type Place } from './place';
import type { ConnectionProblem } from './problem';

/** What the network met on the way to the server; null where it is not about that. */
export function networkProblem(
	{ code, message, fromServer }: Cause,
	place: Place,
	container: ContainerKind | null,
): ConnectionProblem | null {
	if (fromServer) return null;
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return {
				kind: 'name_not_resolved',
				reason: `The host name "${place.host}" is not known`,
				nextStep: whatToCallIt(place.host, container),
			};
		case 'ECONNREFUSED':
			return {
				kind: 'refused',
				reason: `Nothing listens on ${addressOf(place)}`,
				nextStep: whereItMayBe(place.host, container),
			};
		case 'ENOENT':
		case 'EACCES':
			return place.host.startsWith('/') ? socketProblem(place, code) : null;
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
			return {
				kind: 'unreachable',
				reason: `No way leads from n8n to ${addressOf(place)}`,
				nextStep:
					'Check the address, and that n8n and Postgres are in networks that reach each other (VPN, Docker network, subnet)',
			};
		case 'ETIMEDOUT':
			return noAnswer(place);
		case 'ECONNRESET':
		case 'EPIPE':
			return brokenOff(place);
	}
	if (/timeout/i.test(message)) return noAnswer(place);
	if (/Connection terminated|error establishing an SSL connection|invalid response/i.test(message)) {
		return brokenOff(place);
	}
	return null;
}

function noAnswer(place: Place): ConnectionProblem {
	return {
		kind: 'timeout',
		reason: `${addressOf(place)} did not answer in time`,
		nextStep: 'Check the address, and that no firewall stands between n8n and Postgres',
	};
}

function brokenOff(place: Place): ConnectionProblem {
	return {
		kind: 'closed',
		reason: `${addressOf(place)} has closed the connection without a word`,
		nextStep:
			'Check that it is Postgres that listens there; a proxy or a published port with no Postgres behind it does the same. The log of the server may say more',
	};
}

function socketProblem(place: Place, code: string): ConnectionProblem {
	const socket = `the socket of Postgres in ${place.host} (port ${place.port})`;
	return code === 'ENOENT'
		? {
				kind: 'refused',
				reason: `There is not ${socket}`,
				nextStep: 'Start Postgres, check the folder and the port, or give a host name instead of a folder',
			}
		: {
				kind: 'no_right',
				reason: `n8n may not open ${socket}`,
				nextStep: 'Let the user that n8n runs as into the folder, or give a host name instead of a folder',
			};
}

function whatToCallIt(host: string, container: ContainerKind | null): string {
	if (host === 'host.docker.internal' || host === 'host.containers.internal') {
		return container === null
			? 'This name is known inside of containers only; where n8n runs without one, use localhost'
			: `On Linux, start the container of n8n with --add-host=${host}:host-gateway (extra_hosts in a compose file), or use the name of the Postgres service`;
	}
	if (container === 'kubernetes') {
		return 'Check the host for typing errors; a service of another namespace is named service.namespace';
	}
	return container === null
		? 'Check the host for typing errors; in Docker, use the name of the Postgres service'
		: 'Check the host for typing errors; a Postgres service has its name only in the networks that its container shares with the one of n8n';
}

/** Loopback inside a container is the commonest mistake of all, and it looks like a Postgres that is down. */
function whereItMayBe(host: string, container: ContainerKind | null): string {
	if (!isLoopback(host)) {
		return 'Check the port, and that Postgres is running and listens on this address (listen_addresses)';
	}
	switch (container) {
		case null:
			return 'Start Postgres or check the port; where n8n runs in a container, "localhost" is the container itself: use host.docker.internal or the name of the Postgres service';
		case 'kubernetes':
			return `n8n runs in a pod, and there "${host}" is the pod itself: use the name of the Postgres service (service.namespace). Start Postgres or check the port where it runs in this very pod`;
		case 'podman':
			return `n8n runs in a container, and there "${host}" is the container itself: use host.containers.internal or host.docker.internal for a Postgres on the host, or the name of the Postgres service. Start Postgres or check the port where it runs in this very container`;
		case 'docker':
		case 'other':
			return `n8n runs in a container, and there "${host}" is the container itself: use host.docker.internal for a Postgres on the host, or the name of the Postgres service. Start Postgres or check the port where it runs in this very container`;
	}
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || host === '0.0.0.0' || host.startsWith('127.');
}
