import { connect } from 'node:net';
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  APP_SECRET,
  envelope,
  messagesChange,
  newWamid,
  PHONE_CUSTOMER,
  sign,
  textMessage,
} from '../fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report } from './support/fault-form.ts';
import { ServerProcess } from './support/server-process.ts';
import { whenJournalIsDone } from './support/stored-messages.ts';

const PATH = '/api/webhooks/whatsapp';
const MAX_BYTES = 4 * 1_024 * 1_024;
/** A server that keeps a connection longer than this hangs. */
const PATIENCE_MS = 45_000;

const makeBody = () => {
  const message = textMessage(PHONE_CUSTOMER, 'Hello', { id: newWamid() });
  return JSON.stringify(envelope(messagesChange({ messages: [message] })));
};

interface RequestParts {
  method?: string;
  path?: string;
  version?: string;
  headers?: readonly string[];
  /** The value of X-Hub-Signature-256; the right one unless given, none if null. */
  signature?: string | null;
  length?: string | null;
  /** What is sent for the body. */
  sent?: string;
  isLast?: boolean;
}

/** One request as bytes on the wire. */
function write(body: string, parts: RequestParts = {}): string {
  const { method = 'POST', path = PATH, version = 'HTTP/1.1', isLast = true } = parts;
  const signature = parts.signature === undefined ? sign(body) : parts.signature;
  const length = parts.length === undefined ? String(Buffer.byteLength(body)) : parts.length;
  return [
    `${method} ${path} ${version}`,
    'Host: inbox.example.com',
    'Content-Type: application/json',
    ...(signature === null ? [] : [`X-Hub-Signature-256: ${signature}`]),
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    ...(isLast ? ['Connection: close'] : []),
    ...(parts.headers ?? []),
    '',
    parts.sent ?? body,
  ].join('\r\n');
}

interface Case {
  name: string;
  /** Written one after the other, with `pauseMs` between them. */
  pieces: string[];
  pauseMs?: number;
  /** The statuses of the answers; empty: the server hangs up without one. */
  answers: number[];
}

const chunks = (body: string, size: number) => {
  const parts = body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`);
};

/** A signature, and 401. */
const forged = (
  name: string,
  signature: (right: string, body: string) => string | null,
  headers?: (right: string, body: string) => string[],
): Case => {
  const body = makeBody();
  const right = sign(body);
  return {
    name: `a signature that is ${name}`,
    pieces: [
      write(body, { signature: signature(right, body), headers: headers?.(right, body) ?? [] }),
    ],
    answers: [401],
  };
};

const hmac = (algorithm: string, body: string) =>
  createHmac(algorithm, APP_SECRET).update(body).digest('hex');

const signatures: Case[] = [
  forged('missing', () => null),
  forged('empty', () => ''),
  forged('only the algorithm', () => 'sha256='),
  forged(
    'SHA-1 only',
    () => null,
    (_, body) => [`X-Hub-Signature: sha1=${hmac('sha1', body)}`],
  ),
  forged('SHA-1 in the place of SHA-256', (_, body) => `sha1=${hmac('sha1', body)}`),
  forged('SHA-512', (_, body) => `sha512=${hmac('sha512', body)}`),
  forged('a digit short', (right) => right.slice(0, -1)),
  forged('a digit long', (right) => `${right}0`),
  forged('half', (right) => right.slice(0, 39)),
  forged('upper case', (right) => `sha256=${right.slice(7).toUpperCase()}`),
  forged('of an upper-case algorithm', (right) => right.replace('sha256', 'SHA256')),
  forged('without its algorithm', (right) => right.slice(7)),
  forged('spaced', (right) => right.replace('=', '= ')),
  forged('quoted', (right) => `"${right}"`),
  forged('base64', (right) => `sha256=${Buffer.from(right.slice(7), 'hex').toString('base64')}`),
  forged('no hex', () => `sha256=${'g'.repeat(64)}`),
  forged('of zeros', () => `sha256=${'0'.repeat(64)}`),
  forged(
    'right in all but a digit',
    (right) => right.slice(0, -1) + (right.endsWith('0') ? '1' : '0'),
  ),
  forged('of another secret', (_, body) => sign(body, 'another-secret')),
  forged('of an empty secret', (_, body) => sign(body, '')),
  forged('of another body', () => sign('{}')),
  forged('of the body parsed and written again', (_, body) =>
    sign(JSON.stringify(JSON.parse(body), null, 1)),
  ),
  forged(
    'sent twice',
    (right) => right,
    (right) => [`X-Hub-Signature-256: ${right}`],
  ),
  forged(
    'sent twice, once wrong',
    () => sign('{}'),
    (right) => [`X-Hub-Signature-256: ${right}`],
  ),
  forged('one of a list', (right) => `${right}, ${sign('{}')}`),
  forged('of 7 KB', () => `sha256=${'a'.repeat(7_000)}`),
  forged('of bytes that are no ASCII', () => 'sha256=\u00e9\u00ff'),
  forged(
    'in a header of another name',
    () => null,
    (right) => [`X-Hub-Signature_256: ${right}`],
  ),
  forged(
    'in the query',
    () => null,
    () => [],
  ),
];

const one = (
  name: string,
  answer: number | number[],
  parts: RequestParts = {},
  body = makeBody(),
): Case => ({
  name,
  pieces: [write(body, parts)],
  answers: [answer].flat(),
});

const framing: Case[] = [
  (() => {
    const body = makeBody();
    return one(
      'chunks',
      200,
      {
        length: null,
        headers: ['Transfer-Encoding: chunked'],
        sent: `${chunks(body, 7).join('')}0\r\n\r\n`,
      },
      body,
    );
  })(),
  (() => {
    const body = makeBody();
    const sent = `${chunks(body, 50)
      .join('')
      .replaceAll(/^([0-9a-f]+)\r/gm, '$1;x=y\r')}0\r\nX-Trailer: 1\r\n\r\n`;
    return one(
      'chunks with extensions and a trailer',
      200,
      { length: null, headers: ['Transfer-Encoding: chunked'], sent },
      body,
    );
  })(),
  one('a chunk of no size', 400, {
    length: null,
    headers: ['Transfer-Encoding: chunked'],
    sent: 'zz\r\n{}\r\n0\r\n\r\n',
  }),
  one('an endless chunk size', 400, {
    length: null,
    headers: ['Transfer-Encoding: chunked'],
    sent: `${'f'.repeat(40)}\r\n`,
  }),
  one('both a length and chunks', 400, {
    headers: ['Transfer-Encoding: chunked'],
    sent: '0\r\n\r\n',
  }),
  one('a length and another length', 400, { headers: ['Content-Length: 3'] }),
  one('a negative length', 400, { length: '-1' }),
  one('a length that is no number', 400, { length: '1e3' }),
  one('a length that is too short', 400, { length: '40' }),
  one('no length', 401, { length: null, sent: '' }),
  one('HTTP/1.0', 200, { version: 'HTTP/1.0' }),
  one('an unknown version', 400, { version: 'HTTP/9.9' }),
  one('expecting 100-continue', [100, 200], { headers: ['Expect: 100-continue'] }),
  one('expecting something else', 417, { headers: ['Expect: a-miracle'] }),
  one('a content type of its own', 200, { headers: ['Content-Type: text/plain; charset=utf-7'] }),
  one('a content encoding that is not true', 200, { headers: ['Content-Encoding: gzip'] }),
  one('headers of 100 KB', 431, { headers: [`X-Long: ${'x'.repeat(100_000)}`] }),
  one('3,000 headers', 431, { headers: Array.from({ length: 3_000 }, (_, at) => `X-${at}: 1`) }),
  one('a line end in a header', 400, { headers: ['X-A: b\rc'] }),
  { name: 'garbage', pieces: ['\u0000\u0001\u0002\r\n\r\n'], answers: [400] },
  {
    name: 'a TLS greeting',
    pieces: ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    answers: [400],
  },
  { name: 'the preface of HTTP/2', pieces: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], answers: [400] },
  {
    name: 'twenty webhooks in one breath',
    pieces: [
      Array.from({ length: 20 }, (_, at) => write(makeBody(), { isLast: at === 19 })).join(''),
    ],
    answers: Array.from({ length: 20 }, () => 200),
  },
  {
    name: 'a forged one between two good ones',
    pieces: [
      write(makeBody(), { isLast: false }),
      write(makeBody(), { isLast: false, signature: sign('') }),
      write(makeBody()),
    ],
    answers: [200, 401, 200],
  },
  {
    name: 'a slow body',
    pieces: write(makeBody()).match(/[^]{1,40}/g) ?? [],
    pauseMs: 60,
    answers: [200],
  },
  one('4 MB and a byte', 413, {}, ' '.repeat(MAX_BYTES + 1)),
  (() => {
    const body = ' '.repeat(MAX_BYTES + 1);
    return one(
      '4 MB and a byte in chunks',
      413,
      {
        length: null,
        headers: ['Transfer-Encoding: chunked'],
        sent: `${chunks(body, 500_000).join('')}0\r\n\r\n`,
      },
      body,
    );
  })(),
  one('a length of 9 TB', 413, { length: '9999999999999', sent: '{}' }),
];

const addresses: Case[] = [
  ...['/api/whatsapp/webhook', '/webhook/whatsapp', `${PATH}/`, `${PATH}?a=%00&b=%ff&c=%`].map(
    (path) => one(`POST ${path}`, 200, { path }),
  ),
  ...[
    '/api/webhooks',
    `/${PATH}`,
    `${PATH}//`,
    `${PATH}/x`,
    '/api/webhooks/%77hatsapp',
    `${PATH}%00`,
    '/api/webhooks/../webhooks/whatsapp',
    '*',
  ].map((path) => one(`POST ${path}`, 404, { path })),
  ...['PUT', 'PATCH', 'DELETE'].map((method) => one(method, 404, { method })),
  ...[
    '',
    '?',
    '?hub.mode=subscribe',
    '?hub.mode=subscribe&hub.challenge=1&hub.verify_token=%00',
    '?hub.mode[]=subscribe&hub.challenge=%',
    '?__proto__=1&hub.verify_token=x',
  ].map((query) =>
    one(`GET ${query || 'without a query'}`, 403, {
      method: 'GET',
      path: PATH + query,
      length: null,
      sent: '',
    }),
  ),
  one('a method that is none', 400, { method: 'FETCH' }),
];

/* What is around a webhook's body. The database plays no part in it, so one of them is enough. */
describe.each(testDatabases.slice(0, 1))('webhooks on the wire ($name)', ({ create }) => {
  it('are taken when they are signed and whole, and refused by a 4xx when not', async (context) => {
    const opened = await create();
    onTestFinished(() => opened.discard());
    const server = await ServerProcess.create({ databaseUrl: opened.url });
    onTestFinished(() => server.discard());
    await server.start();
    const { pid } = server;
    const cases = [...signatures, ...framing, ...addresses];
    const wrong: string[] = [];
    for (const { name, pieces, pauseMs, answers } of cases) {
      const { statuses } = await talk(server.port, pieces, pauseMs);
      if (statuses.join() !== answers.join())
        wrong.push(`${name}: ${statuses.join() || 'nothing'} for ${answers.join()}`);
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
    const taken = cases.flatMap(({ answers }) => answers).filter((status) => status === 200).length;
    await whenJournalIsDone(opened.database);
    const rows: unknown[] = await opened.database.read('whatsapp_messages').select('id');
    report(context, { cases: cases.length, taken });
    expect(rows).toHaveLength(taken);
    expect(server.pid).toBe(pid);
    expect(await server.isReady()).toBe(true);
  });

  it('that never come to an end are given up after 10 s of headers and 30 s in all', async (context) => {
    if (!IS_FULL) return context.skip('takes half a minute; in the full form only');
    const opened = await create();
    onTestFinished(() => opened.discard());
    const server = await ServerProcess.create({ databaseUrl: opened.url });
    onTestFinished(() => server.discard());
    await server.start();
    const text = write(makeBody());
    const bodyAt = text.indexOf('\r\n\r\n') + 10;
    const dribble = (bytes: string) => [...bytes.slice(0, 60)];
    const [headers, bodies] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => talk(server.port, dribble(text), 1_000))),
      Promise.all(
        Array.from({ length: 5 }, () =>
          talk(server.port, [text.slice(0, bodyAt), ...dribble(text.slice(bodyAt))], 1_000),
        ),
      ),
    ]);
    const longest = (talks: readonly Talk[]) => Math.max(...talks.map(({ tookMs }) => tookMs));
    report(context, {
      'headers ms': Math.round(longest(headers)),
      'bodies ms': Math.round(longest(bodies)),
    });
    expect([...headers, ...bodies].flatMap(({ statuses }) => statuses)).toEqual(
      Array.from({ length: 10 }, () => 408),
    );
    expect(longest(headers)).toBeLessThan(15_000);
    expect(longest(bodies)).toBeLessThan(35_000);
    expect(await server.isReady()).toBe(true);
  });
});

interface Talk {
  statuses: number[];
  /** Until the connection was closed. */
  tookMs: number;
}

/** Writes pieces to a connection of its own and reads until the server closes it. */
async function talk(port: number, pieces: readonly string[], pauseMs = 0): Promise<Talk> {
  const startedAt = performance.now();
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece, 'latin1');
    if (pauseMs > 0) await sleep(pauseMs);
  }
  await closed;
  clearTimeout(timer);
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, tookMs: performance.now() - startedAt };
}
