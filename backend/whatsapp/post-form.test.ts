import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../../test/support/free-port.ts';
import { HttpGraphClient } from './graph-client.ts';

const CREDENTIALS = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken',
  apiVersion: 'v26.0',
};
const CHUNK_BYTES = 64 * 1_024;

/** Chunks that differ, all in one buffer. */
async function* inOneBuffer(count: number, onRead?: (index: number) => void) {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let index = 0; index < count; index += 1) {
    onRead?.(index);
    buffer.fill(index);
    yield buffer;
  }
}

describe('a file on its way to Meta', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const listen = async (listener: RequestListener): Promise<HttpGraphClient> => {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    return new HttpGraphClient({ baseUrl: `http://127.0.0.1:${port}` });
  };
  const send = (
    client: HttpGraphClient,
    options: { count?: number; onRead?: (index: number) => void; signal?: AbortSignal } = {},
  ) => {
    const { count = 20, onRead, signal } = options;
    return client.uploadMedia(
      CREDENTIALS,
      {
        ...{ name: 'Catalogue.pdf', type: 'application/pdf', sizeBytes: count * CHUNK_BYTES },
        bytes: inOneBuffer(count, onRead),
      },
      signal ? { signal } : {},
    );
  };

  it('arrives byte for byte, with its length told, though its reader uses one buffer', async () => {
    let body = Buffer.alloc(0);
    let length = 0;
    const client = await listen((request, response) => {
      length = Number(request.headers['content-length']);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        body = Buffer.concat(chunks);
        response.end('{"id":"810000000000001"}');
      });
    });
    expect(await send(client)).toEqual({ kind: 'ok', value: '810000000000001' });
    expect(body.length).toBe(length);
    const at = body.indexOf('application/pdf\r\n\r\n') + 'application/pdf\r\n\r\n'.length;
    const file = body.subarray(at, at + 20 * CHUNK_BYTES);
    for (let index = 0; index < 20; index += 1) {
      expect(file[index * CHUNK_BYTES]).toBe(index);
      expect(file[(index + 1) * CHUNK_BYTES - 1]).toBe(index);
    }
  });

  it('is not read further than a slow Meta takes it', async () => {
    let read = 0;
    const client = await listen((request) => void request.pause());
    const stop = new AbortController();
    const sending = send(client, {
      count: 4_000,
      onRead: (index) => (read = index),
      signal: stop.signal,
    });
    // What the kernel's buffers hold has left; then nothing more is asked for.
    let before = -1;
    while (before !== read) {
      before = read;
      await sleep(300);
    }
    expect(read).toBeLessThan(1_000);
    stop.abort();
    expect(await sending).toMatchObject({ kind: 'no_answer' });
  });

  it('is given up when Meta refuses it before its end', async () => {
    let read = 0;
    const client = await listen((_request, response) => {
      const error = { message: 'Session has expired', type: 'OAuthException', code: 190 };
      response.writeHead(401, { connection: 'close' }).end(JSON.stringify({ error }));
    });
    const outcome = await send(client, { count: 4_000, onRead: (index) => (read = index) });
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 190 } });
    expect(read).toBeLessThan(3_999);
  });

  it('provably did not leave where nobody listens', async () => {
    const baseUrl = `http://127.0.0.1:${await findFreePort()}`;
    const outcome = await send(new HttpGraphClient({ baseUrl }));
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'ECONNREFUSED' });
  });

  it('has no answer when the connection breaks', async () => {
    const client = await listen((request) => void request.once('data', () => request.destroy()));
    expect(await send(client)).toMatchObject({ kind: 'no_answer' });
  });
});
