import { hostModule, hostService } from './host-modules';

const CREDENTIAL_TYPE = 'monitorPostgresApi';

interface CredentialRow {
	id: string;
	name: string;
	type: string;
	data: string;
	updatedAt?: Date;
}

interface CredentialsRepository {
	findOneBy(where: { id: string; type: string }): Promise<CredentialRow | null>;
}

interface CredentialsHelper {
	getDecrypted(
		additionalData: unknown,
		reference: { id: string; name: string },
		type: string,
		mode: string,
	): Promise<Record<string, unknown>>;
}

/** The credential is gone, or n8n cannot read it; `message` names it and says what to do. */
export class CredentialError extends Error {
	constructor(message: string, cause?: unknown) {
		super(message, { cause });
		this.name = 'CredentialError';
	}
}

/**
 * When a credential was last changed; a text that can be compared.
 *
 * @throws CredentialError where there is no such credential
 */
export async function credentialVersion(reference: { id: string; name: string }): Promise<string> {
	const row = await findRow(reference);
	return `${row.id} ${String(row.updatedAt?.getTime?.() ?? row.updatedAt ?? row.data.length)}`;
}

/**
 * The fields of a credential in the clear. n8n's own helper comes first, since it resolves expressions and
 * external secrets; it is not ready in the first second of a process, where the plain way works already.
 *
 * @throws CredentialError where it is gone or its key is another one
 */
export async function readCredential(reference: {
	id: string;
	name: string;
}): Promise<Record<string, unknown>> {
	const row = await findRow(reference);
	try {
		const helper = hostService<CredentialsHelper>('n8n/dist/credentials-helper', 'CredentialsHelper');
		const { getBase } = hostModule<{ getBase(): Promise<unknown> }>(
			'n8n/dist/workflow-execute-additional-data',
		);
		return await helper.getDecrypted(await getBase(), reference, CREDENTIAL_TYPE, 'internal');
	} catch {
		return await readPlainly(row);
	}
}

async function readPlainly(row: CredentialRow): Promise<Record<string, unknown>> {
	try {
		const { Credentials } = hostModule<{
			Credentials: new (
				reference: { id: string; name: string },
				type: string,
				data: string,
			) => { getData(): Promise<Record<string, unknown>> | Record<string, unknown> };
		}>('n8n-core');
		return await new Credentials({ id: row.id, name: row.name }, row.type, row.data).getData();
	} catch (error) {
		throw new CredentialError(
			`n8n cannot read the credential "${row.name}": its encryption key differs from the one that saved it`,
			error,
		);
	}
}

async function findRow(reference: { id: string; name: string }): Promise<CredentialRow> {
	const credentials = hostService<CredentialsRepository>('@n8n/db', 'CredentialsRepository');
	const row = await credentials.findOneBy({ id: reference.id, type: CREDENTIAL_TYPE });
	if (row === null) {
		throw new CredentialError(
			`The credential "${reference.name}" of the Monitor Trigger is gone: choose another one and publish again`,
		);
	}
	return row;
}
