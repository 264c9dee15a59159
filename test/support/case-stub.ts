import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type CaseStub = Awaited<ReturnType<typeof startCaseStub>>;

interface ChatRequest {
	model: string;
	tools?: Array<{ function: { name: string } }>;
	messages: Array<{ role: string }>;
}

/**
 * A web service on loopback for cases that need one which fails as told, or a language model.
 * `/fails/<times>/<key>` answers 500 so often and then 200; `/v1` speaks as OpenAI does, calls the first tool that
 * it is offered and then answers.
 */
export async function startCaseStub() {
	const calls = new Map<string, number>();
	const answer = (path: string, body: string): [number, unknown] => {
		if (path === '/v1/chat/completions') return [200, chatCompletion(JSON.parse(body) as ChatRequest)];
		const [, times] = /^\/fails\/(\d+)\//.exec(path) ?? [];
		if (times === undefined) return [404, { message: `nothing at ${path}` }];
		const count = (calls.get(path) ?? 0) + 1;
		calls.set(path, count);
		return count <= Number(times) ? [500, { message: 'Not yet' }] : [200, { answer: count }];
	};
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			const [status, json] = answer(new URL(request.url ?? '/', 'http://stub').pathname, body);
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function chatCompletion({ model, tools = [], messages }: ChatRequest) {
	const asks = tools.length > 0 && !messages.some(({ role }) => role === 'tool');
	const call = () => ({ id: 'call_1', type: 'function', function: { name: tools[0].function.name, arguments: '{"input":"2+2"}' } });
	const message = asks ? { role: 'assistant', content: null, tool_calls: [call()] } : { role: 'assistant', content: 'Four' };
	return {
		id: 'completion',
		object: 'chat.completion',
		created: 1,
		model,
		choices: [{ index: 0, message, finish_reason: asks ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
	};
}
