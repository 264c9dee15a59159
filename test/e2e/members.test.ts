import { Client } from 'pg';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

const MEMBER = { email: 'member@example.com', password: 'Plain-member-1' };

describe('a second, plain member of an n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let owner: N8nClient;
	let member: N8nClient;
	let ownersRead: Read;
	let membersRead: Read;
	let ownersCredential: string;
	let membersCredential: string;
	let membersMonitor: string;
	const workflows: Record<string, string> = {};

	const connect = async () => {
		const { connectN8n } = await import('../../demo/n8n-client.mjs');
		return await connectN8n(stage.n8n.url, MEMBER);
	};
	/** A workflow that starts by webhook, and fails where the query says so. */
	const shop = async (client: N8nClient, name: string) => {
		const { json } = rig;
		const { id } = await rig.publish(client, json.workflow(
			name,
			[
				json.node('Webhook', 'webhook', 2, { path: name, responseMode: 'onReceived' }, { webhookId: name }),
				json.node('Check', 'code', 2, { jsCode: "if ($json.query.fail) throw new Error('refused'); return [{ json: {} }]" }),
			],
			json.inLine('Webhook', 'Check'),
		));
		workflows[name] = id;
	};
	const call = async (name: string, fail = '') => {
		const { status } = await owner.webhook(name, { query: fail === '' ? {} : { fail } });
		expect(status).toBe(200);
	};
	const recorded = async (read: Read) =>
		(await read<{ workflow_id: string; executions: number }>('select workflow_id, count(*)::int as executions from workflow_executions group by 1').catch(() => []));
	const countOf = async (read: Read, name: string) =>
		(await recorded(read)).find(({ workflow_id }) => workflow_id === workflows[name])?.executions ?? 0;
	const onN8nDatabase = async (text: string, values: unknown[] = []) => {
		const { host, port, user, password } = stage.n8nDatabase;
		const client = new Client({ host, port, user, password, database: 'n8n' });
		await client.connect();
		try {
			return (await client.query(text, values)).rows as Array<Record<string, unknown>>;
		} finally {
			await client.end();
		}
	};

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball() });
		owner = stage.client;
		ownersRead = reader(stage.monitorUrl);
		membersRead = reader(await stage.monitorServer.createDatabase('members'));
		const [{ user }] = (await owner.request('POST', '/rest/invitations', [{ email: MEMBER.email, role: 'global:member' }])) as Array<{ user: { inviteAcceptUrl: string } }>;
		const token = new URL(user.inviteAcceptUrl).searchParams.get('token');
		await owner.request('POST', '/rest/invitations/accept', { token, firstName: 'Plain', lastName: 'Member', password: MEMBER.password });
		member = await connect();
		// Accepting has signed the first client in as the member.
		const { connectN8n } = await import('../../demo/n8n-client.mjs');
		owner = await connectN8n(stage.n8n.url, stage.owner);
		const published = await rig.publishMonitor(owner, stage.monitorDatabase);
		ownersCredential = published.credential.id;
		const credential = await member.createCredential("The member's", 'monitorPostgresApi', {
			...stage.monitorDatabase, database: 'members', ssl: 'disable', schema: 'monitoring',
		});
		membersCredential = credential.id;
		membersMonitor = (await rig.publish(member, rig.samples.monitor({ id: credential.id, name: credential.name }))).id;
		await shop(owner, 'owners-shop');
		await shop(member, 'members-shop');
		for (const read of [ownersRead, membersRead]) {
			await until(async () => (await read('select 1 from monitors')).length > 0, 60_000, 'both databases');
		}
	});

	afterAll(async () => {
		await stage?.strike();
	});

	it('records and is told of the own project only, while the owner\'s monitor sees all', async () => {
		for (const name of ['owners-shop', 'members-shop']) {
			await call(name);
			await call(name, 'yes');
		}
		await until(async () => (await countOf(ownersRead, 'owners-shop')) === 2 && (await countOf(ownersRead, 'members-shop')) === 2, 30_000, "the owner's records");
		await until(async () => (await countOf(membersRead, 'members-shop')) === 2, 30_000, "the member's records");
		expect(await countOf(membersRead, 'owners-shop')).toBe(0);
		await until(async () => (await member.executions({ workflowId: membersMonitor })).length > 0, 20_000, "the member's event");
		const [started, ...more] = await member.executions({ workflowId: membersMonitor });
		expect(more).toEqual([]);
		const { data } = await member.execution(started.id);
		expect(data.resultData.runData['Monitor Trigger'][0].data.main[0][0].json.workflow.id).toBe(workflows['members-shop']);
		const [monitor] = await membersRead('select covers, state, reason from monitors');
		expect(monitor).toMatchObject({ covers: 'project', state: 'recording', reason: expect.stringContaining('own project') });
		expect(await ownersRead('select covers, count(*)::int as monitors from monitors group by 1 order by 1')).toEqual([
			{ covers: 'instance', monitors: 1 }, { covers: 'project', monitors: 1 },
		]);
		const names = (await membersRead<{ workflow_id: string }>('select workflow_id from workflows')).map(({ workflow_id }) => workflow_id);
		expect(names).not.toContain(workflows['owners-shop']);
	});

	it('is refused a credential that is another user\'s, also where n8n has published it', async () => {
		await onN8nDatabase("update workflow_history set nodes = replace(nodes::text, $1, $2)::json where \"workflowId\" = $3", [membersCredential, ownersCredential, membersMonitor]);
		await onN8nDatabase('update workflow_entity set "updatedAt" = now() where id = $1', [membersMonitor]);
		await until(async () => (await ownersRead("select 1 from monitors where covers = 'nothing' and state = 'not_allowed'")).length === 1, 40_000, 'the refusal');
		const [refused] = await ownersRead("select workflow_id, reason, next_step from monitors where covers = 'nothing'");
		expect(refused).toMatchObject({ workflow_id: membersMonitor, reason: expect.stringContaining('may not use the credential'), next_step: expect.stringContaining('share it') });
		const before = await member.executions({ workflowId: membersMonitor });
		await call('members-shop', 'yes');
		await until(async () => (await countOf(ownersRead, 'members-shop')) === 3, 30_000, "the owner's record");
		expect(await countOf(membersRead, 'members-shop')).toBe(2);
		expect(await member.executions({ workflowId: membersMonitor })).toHaveLength(before.length);
	});
});
