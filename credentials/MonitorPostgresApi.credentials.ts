import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** How to reach the Postgres that the monitor records into. */
export class MonitorPostgresApi implements ICredentialType {
	name = 'monitorPostgresApi';

	displayName = 'Monitor Postgres API';

	icon = {
		light: 'file:../nodes/MonitorTrigger/monitor.svg',
		dark: 'file:../nodes/MonitorTrigger/monitor.dark.svg',
	} as const;

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-monitor';

	properties: INodeProperties[] = [
		{
			displayName: 'Connect Using',
			name: 'connectionType',
			type: 'options',
			options: [
				{ name: 'Connection Details', value: 'fields' },
				{ name: 'Connection String', value: 'url' },
			],
			default: 'fields',
		},
		{
			displayName: 'Connection String',
			name: 'connectionString',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'postgres://user:password@host:5432/database',
			displayOptions: { show: { connectionType: ['url'] } },
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: 'localhost',
			hint: 'Where n8n runs in a container, localhost is the container itself: use the name of the Postgres service or host.docker.internal',
			displayOptions: { show: { connectionType: ['fields'] } },
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 5432,
			displayOptions: { show: { connectionType: ['fields'] } },
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: 'postgres',
			displayOptions: { show: { connectionType: ['fields'] } },
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: 'postgres',
			displayOptions: { show: { connectionType: ['fields'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { connectionType: ['fields'] } },
		},
		{
			displayName: 'SSL',
			name: 'ssl',
			type: 'options',
			options: [
				{ name: 'Disable', value: 'disable', description: 'Not encrypted' },
				{ name: 'Require', value: 'require', description: 'Encrypted, any certificate is accepted' },
				{
					name: 'Verify',
					value: 'verify',
					description: 'Encrypted, certificate and host name are checked',
				},
			],
			default: 'disable',
		},
		{
			displayName: 'CA Certificate',
			name: 'sslCa',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				"Certificate of the authority that signed the server's certificate; empty for well-known authorities",
			displayOptions: { show: { ssl: ['verify'] } },
		},
		{
			displayName: 'Client Certificate',
			name: 'sslCert',
			type: 'string',
			typeOptions: { rows: 4, password: true },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description: 'Only where the server asks clients for a certificate',
			displayOptions: { show: { ssl: ['require', 'verify'] } },
		},
		{
			displayName: 'Client Key',
			name: 'sslKey',
			type: 'string',
			typeOptions: { rows: 4, password: true },
			default: '',
			description: 'The private key of the client certificate',
			displayOptions: { show: { ssl: ['require', 'verify'] } },
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: 'monitoring',
			description: 'Made when the monitor first starts; lower-case letters, digits and underscores',
		},
		{
			displayName: 'Direct Connection String',
			name: 'listenConnectionString',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'postgres://user:password@host:5432/database',
			description:
				'Only behind a connection pooler such as PgBouncer: leads to Postgres itself, so that events are heard at once (LISTEN). Without it they are looked for every 200 ms.',
		},
		{
			displayName: 'Mask More',
			name: 'maskMore',
			type: 'boolean',
			default: false,
			description:
				'Whether to add to what is masked before anything is stored. Passwords, tokens, keys, cookies, card and account numbers are masked anyway.',
		},
		{
			displayName: 'Mask Keys',
			name: 'maskKeys',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'customerNumber',
			description:
				'Names whose values are always masked, one a line, in any spelling: customerNumber also means customer_number and X-Customer-Number',
			displayOptions: { show: { maskMore: [true] } },
		},
		{
			displayName: 'Mask Patterns',
			name: 'maskPatterns',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: '/acme-\\d{6}/i',
			description:
				'Regular expressions, one a line; what they match is masked. A text on which they take longer than some milliseconds is not stored.',
			displayOptions: { show: { maskMore: [true] } },
		},
	];
}
