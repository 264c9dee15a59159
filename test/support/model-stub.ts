import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties?: Record<string, { type?: string; description?: string }> };
}

export interface ChatMessage {
	role: string;
	content: unknown;
}

export interface ChatRequest {
	model: string;
	tools?: Array<{ function: OfferedTool }>;
	messages: ChatMessage[];
}

/** What the model does: calls a tool with these arguments, or answers. */
export type Move = { tool: string; arguments: object } | { answer: string };

/** A language model on loopback that speaks as OpenAI does, decides as it is told, and keeps what it was asked. */
export async function startModelStub(decide: (request: ChatRequest) => Move) {
	const requests: ChatRequest[] = [];
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			const asked = JSON.parse(body) as ChatRequest;
			requests.push(asked);
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion(asked, decide(asked))));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		stop: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function completion({ model }: ChatRequest, move: Move) {
	const call = 'tool' in move && { id: 'call_1', type: 'function', function: { name: move.tool, arguments: JSON.stringify(move.arguments) } };
	const message = call ? { role: 'assistant', content: null, tool_calls: [call] } : { role: 'assistant', content: 'answer' in move ? move.answer : '' };
	return {
		id: 'completion',
		object: 'chat.completion',
		created: 1,
		model,
		choices: [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
	};
}
