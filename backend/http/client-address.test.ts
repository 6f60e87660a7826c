import type { IncomingMessage } from 'node:http';
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

  it('is the first that no trusted address vouches for', () => {
    const header = '203.0.113.9, 198.51.100.1, 10.0.0.3';
    expect(addressOf('10.0.0.0/8', '10.0.0.2', header)).toBe('198.51.100.1');
    expect(addressOf('10.0.0.0/8', '192.0.2.7', header)).toBe('192.0.2.7');
    expect(addressOf('loopback', '::1')).toBe('::1');
  });
});
