import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call the server got. */
export interface GraphRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** How the server answers a call. */
export type GraphReply =
  /** Takes the message and says so. */
  | 'accept'
  /** Takes the message and cuts the connection without an answer. */
  | 'accept_then_drop'
  | 'html_502'
  /** An answer larger than any real one. */
  | 'huge'
  /** 200 with JSON that names no message. */
  | 'no_id'
  /** Meta's error body. */
  | { error: number; status?: number; title?: string; headers?: Record<string, string> }
  /** Any JSON. */
  | { json: unknown; status?: number }
  | { redirectTo: string }
  /** Takes the message and says so after a while. */
  | { acceptAfterMs: number };

export interface FakeGraph {
  url: string;
  requests: GraphRequest[];
  /** Messages and files that were taken, in order. */
  accepted: GraphRequest[];
  /** Decides each answer; may look around first. Accepts everything unless told otherwise. */
  script: (request: GraphRequest) => GraphReply | Promise<GraphReply>;
  close(): Promise<void>;
}

/** A scripted stand-in for the Graph API over real HTTP, on an ephemeral port of 127.0.0.1. */
export async function startFakeGraph(): Promise<FakeGraph> {
  const fake: FakeGraph = {
    url: '',
    requests: [],
    accepted: [],
    script: () => 'accept',
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((incoming, response) => {
    answer(fake, incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

async function answer(
  fake: FakeGraph,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  fake.requests.push(request);
  const reply = await fake.script(request);
  const send = (status: number, body: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
  };
  const accept = () => {
    fake.accepted.push(request);
    return { ...acceptance(request, fake.accepted.length) };
  };
  if (reply === 'accept') return send(200, JSON.stringify(accept()));
  if (reply === 'accept_then_drop') {
    accept();
    incoming.socket.destroy();
    return;
  }
  if (reply === 'html_502') {
    return send(502, '<html><body>Bad Gateway</body></html>', { 'Content-Type': 'text/html' });
  }
  if (reply === 'huge') return send(200, `{"x":"${'x'.repeat(1_200_000)}"}`);
  if (reply === 'no_id') return send(200, '{"messaging_product":"whatsapp"}');
  if ('redirectTo' in reply) return send(307, '', { Location: reply.redirectTo });
  if ('json' in reply) return send(reply.status ?? 200, JSON.stringify(reply.json));
  if ('acceptAfterMs' in reply) {
    const body = accept();
    await sleep(reply.acceptAfterMs);
    return send(200, JSON.stringify(body));
  }
  const { error, status = 400, title = 'Refused', headers } = reply;
  const message = `(#${error}) ${title}`;
  send(
    status,
    JSON.stringify({
      error: { message, type: 'OAuthException', code: error, fbtrace_id: 'TrAcE' },
    }),
    headers,
  );
}

async function readRequest(incoming: IncomingMessage): Promise<GraphRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  const type = incoming.headers['content-type'] ?? '';
  const isForm = type.startsWith('multipart/form-data');
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization,
    body: isForm
      ? await readForm(bytes, type)
      : text === ''
        ? {}
        : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** Fields as text, and of the file what was told and sent. */
async function readForm(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': type },
  }).formData();
  const file = form.get('file') as File;
  return {
    ...Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')),
    file: { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) },
  };
}

function acceptance(request: GraphRequest, count: number) {
  if (request.body.status === 'read') return { success: true };
  if (request.path.endsWith('/media')) return { id: `copy_${count}` };
  const { to, recipient } = request.body as { to?: string; recipient?: string };
  return {
    messaging_product: 'whatsapp',
    contacts: [
      to === undefined
        ? { input: recipient, user_id: recipient }
        : { input: to, wa_id: to.replace('+', '') },
    ],
    messages: [{ id: `wamid.FAKE_${count}` }],
  };
}
