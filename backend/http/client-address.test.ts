import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { clientAddressOf } from './client-address.ts';

function addressOf(trustProxy: unknown, remoteAddress: string, forwardedFor?: string): string {
  const app = express();
  app.set('trust proxy', trustProxy);
  return clientAddressOf(app)({
    socket: { remoteAddress },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  } as unknown as IncomingMessage);
}

describe('the address of a client', () => {
  it('is the socket’s, whatever a header claims, while no proxy is trusted', () => {
    expect(addressOf(false, '192.0.2.7', '198.51.100.1')).toBe('192.0.2.7');
  });

  it('is what the trusted number of hops says, not what stands further left', () => {
    const header = '203.0.113.9, 198.51.100.1';
    expect(addressOf(1, '10.0.0.2', header)).toBe('198.51.100.1');
    expect(addressOf(2, '10.0.0.2', header)).toBe('203.0.113.9');
    expect(addressOf(9, '10.0.0.2', header)).toBe('203.0.113.9');
  });

  it.each([false, true, 1, 2, 'loopback', 'loopback, 198.51.100.0/24', '203.0.113.9'])(
    'is what Express calls request.ip under «trust proxy» %s',
    async (trustProxy) => {
      const app = express();
      app.set('trust proxy', trustProxy);
      const clientAddress = clientAddressOf(app);
      app.use((request, response) => {
        response.json([request.ip, clientAddress(request)]);
      });
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      for (const header of ['', '198.51.100.1', '203.0.113.9, 198.51.100.1', ' , 198.51.100.1,']) {
        const answer = await fetch(url, { headers: { 'x-forwarded-for': header } });
        const [expected, ours] = (await answer.json()) as [string, string];
        expect(ours, header).toBe(expected);
      }
      server.closeAllConnections();
      server.close();
    },
  );

  it('is the first that no trusted address vouches for', () => {
    const header = '203.0.113.9, 198.51.100.1, 10.0.0.3';
    expect(addressOf('10.0.0.0/8', '10.0.0.2', header)).toBe('198.51.100.1');
    expect(addressOf('10.0.0.0/8', '192.0.2.7', header)).toBe('192.0.2.7');
    expect(addressOf('loopback', '::1')).toBe('::1');
  });
});
