import { createHmac, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const PATH = '/api/webhooks/whatsapp';
const CUSTOMER_COUNT = 500;

export interface WebhookTarget {
  host: string;
  port: number;
  appSecret: string;
  phoneNumberId: string;
}

export interface LoadResult {
  answered: number;
  refused: number;
  /** The first refusal as it came, for the error message. */
  firstRefusal?: string;
  durationMs: number;
  /** One per answered request, unsorted. */
  latenciesMs: number[];
}

/** A whole HTTP request: one text message of one of 500 customers, with a wamid never used before. */
function buildRequest(target: WebhookTarget): Buffer {
  const customer = Math.floor(Math.random() * CUSTOMER_COUNT);
  const waId = `1555${String(1_000_000 + customer)}`;
  const userId = `US.${900_000_000 + customer}`;
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '900100200300400',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: {
                  display_phone_number: '15550100200',
                  phone_number_id: target.phoneNumberId,
                },
                contacts: [
                  { profile: { name: `Customer ${customer}` }, wa_id: waId, user_id: userId },
                ],
                messages: [
                  {
                    from: waId,
                    from_user_id: userId,
                    id: `wamid.${randomBytes(30).toString('base64')}`,
                    timestamp: String(Math.floor(Date.now() / 1_000)),
                    type: 'text',
                    text: {
                      body: 'Is the blue kettle back in stock? I would like two of them, please.',
                    },
                  },
                ],
              },
            },
          ],
        },
      ],
    }),
  );
  const signature = createHmac('sha256', target.appSecret).update(body).digest('hex');
  const head =
    `POST ${PATH} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n` +
    `X-Hub-Signature-256: sha256=${signature}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Makes and signs requests beforehand, so that the generator's work does not weigh on the measurement. */
export function prepareRequests(target: WebhookTarget, count: number): Buffer[] {
  return Array.from({ length: count }, () => buildRequest(target));
}

/**
 * Sends the requests over keep-alive connections, each one waiting for its answer before the next,
 * for `durationMs` or until the requests are used up.
 */
export async function sendForAWhile(
  target: WebhookTarget,
  requests: Buffer[],
  options: { connections: number; durationMs: number },
): Promise<LoadResult> {
  const result: LoadResult = { answered: 0, refused: 0, durationMs: 0, latenciesMs: [] };
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => openSocket(target)),
  );
  const startedAt = performance.now();
  const endAt = startedAt + options.durationMs;
  await Promise.all(sockets.map((socket) => drive(socket, requests, endAt, result)));
  result.durationMs = performance.now() - startedAt;
  for (const socket of sockets) socket.destroy();
  return result;
}

function openSocket(target: WebhookTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(target.port, target.host, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

/** One connection: a bare HTTP/1.1 client that knows just enough to read short answers. */
function drive(
  socket: Socket,
  requests: Buffer[],
  endAt: number,
  result: LoadResult,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    let sentAt = 0;
    const sendNext = () => {
      const request = performance.now() < endAt ? requests.pop() : undefined;
      if (!request) return resolve();
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) return;
      if (received.startsWith('HTTP/1.1 200')) result.answered += 1;
      else {
        result.refused += 1;
        result.firstRefusal ??= received;
      }
      result.latenciesMs.push(performance.now() - sentAt);
      received = '';
      sendNext();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The server closed a connection.')));
    sendNext();
  });
}
