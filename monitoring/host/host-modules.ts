import { createRequire } from 'node:module';

/**
 * The host's own modules. n8n puts its folder on NODE_PATH, so that these names lead to its singletons and not
 * to copies. They are asked for inside functions only: outside of n8n nothing of this is there.
 */
const requireFromHere = createRequire(__filename);

/** Why something of n8n's inside could not be used; says it in one sentence. */
export class HostError extends Error {
	constructor(message: string, cause?: unknown) {
		super(message, { cause });
		this.name = 'HostError';
	}
}

/** @throws HostError where the module is not to be had */
export function hostModule<T>(name: string): T {
	try {
		return requireFromHere(name) as T;
	} catch (error) {
		throw new HostError(`n8n's module ${name} cannot be loaded`, error);
	}
}

/** @throws HostError where this n8n's core has no such class */
export function corePrototype<T>(className: string): T {
	const type = hostModule<Record<string, { prototype: T } | undefined>>('n8n-core')[className];
	if (type === undefined) throw new HostError(`this n8n has no ${className}`);
	return type.prototype;
}

/** A thing that is looked up by its class in n8n's container. */
type Constructor<T> = abstract new (...parameters: never[]) => T;

interface DiModule {
	Container: {
		get<T>(type: Constructor<T>): T;
		has(type: Constructor<unknown>): boolean;
	};
}

/**
 * A service of the host's container.
 *
 * @throws HostError where this version of n8n does not have it
 */
export function hostService<T>(moduleName: string, className: string): T {
	const { Container } = hostModule<DiModule>('@n8n/di');
	const type = hostModule<Record<string, Constructor<T> | undefined>>(moduleName)[className];
	if (type === undefined) throw new HostError(`n8n's ${moduleName} has no ${className}`);
	return Container.get(type);
}

/** Runs `look`; null where the host does not have what it asks for. */
export function ifHostHas<T>(look: () => T): T | null {
	try {
		return look();
	} catch {
		return null;
	}
}
