import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate (PEM) and its key, and what is needed to sign others with it. */
export interface Certificate {
	certificate: string;
	key: string;
	commonName: string;
	privateKey: KeyObject;
}

export interface Wanted {
	commonName: string;
	/** Host names and addresses that it is made out to. */
	names?: string[];
	/** Who signs it; itself unless given. */
	authority?: Certificate;
	/** May sign others. */
	isAuthority?: boolean;
	/** From and until, in days from now. */
	days?: [from: number, until: number];
}

// Node signs and reads certificates but makes none. This is as much of X.509 (RFC 5280) as a server and its
// clients need, so that tests need no other program.

/** Makes a certificate on a new key of the curve P-256. */
export function makeCertificate({ commonName, names = [], authority, isAuthority = false, days = [-1, 30] }: Wanted): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const signer = authority?.privateKey ?? privateKey;
	const body = sequence(
		explicit(0, integer(Buffer.from([2]))),
		integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		ECDSA_SHA256,
		name(authority?.commonName ?? commonName),
		sequence(...days.map(utcTime)),
		name(commonName),
		publicKey.export({ type: 'spki', format: 'der' }),
		explicit(3, sequence(...extensions(names, isAuthority))),
	);
	const whole = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, signer)));
	return {
		certificate: pem(whole),
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		commonName,
		privateKey,
	};
}

function extensions(names: string[], isAuthority: boolean): Buffer[] {
	const constraints = extension('551d13', true, isAuthority ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence());
	if (names.length === 0) return [constraints];
	const alternatives = names.map((each) =>
		isIP(each) === 4 ? tagged(0x87, Buffer.from(each.split('.').map(Number))) : tagged(0x82, Buffer.from(each, 'ascii')),
	);
	return [constraints, extension('551d11', false, sequence(...alternatives))];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
	return sequence(objectId(id), ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), tagged(0x04, value));
}

function name(commonName: string): Buffer {
	return sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(commonName)))));
}

function utcTime(days: number): Buffer {
	const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '').slice(2);
	return tagged(0x17, Buffer.from(text));
}

function pem(der: Buffer): string {
	const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
	return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const ECDSA_SHA256 = sequence(objectId('2a8648ce3d040302'));

function sequence(...parts: Buffer[]): Buffer {
	return tagged(0x30, Buffer.concat(parts));
}

function explicit(number: number, content: Buffer): Buffer {
	return tagged(0xa0 + number, content);
}

function integer(bytes: Buffer): Buffer {
	return tagged(0x02, bytes);
}

function bits(bytes: Buffer): Buffer {
	return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function objectId(hex: string): Buffer {
	return tagged(0x06, Buffer.from(hex, 'hex'));
}

function tagged(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
