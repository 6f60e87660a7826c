import { onTestFinished } from 'vitest';
import type { CreateApiKeyRequest, SignInResponse } from '../../../backend/contract/operator.ts';
import type { testDatabases } from '../../support/test-databases.ts';
import { SETUP_TOKEN, ServerProcess } from './server-process.ts';

/** What the live feed allows each operator and key. */
const SOCKETS_PER_KEY = 10;

/**
 * A running server on an empty database and API keys for so many sockets; `tokenOf(n)` is the key of
 * the nth. Everything ends with the test.
 */
export async function startLiveServer(
  create: (typeof testDatabases)[number]['create'],
  sockets: number,
) {
  const opened = await create();
  onTestFinished(opened.discard);
  const server = await ServerProcess.create({ databaseUrl: opened.url });
  onTestFinished(() => server.discard());
  await server.start();
  const keys = await makeKeys(server, Math.ceil(sockets / SOCKETS_PER_KEY));
  const tokenOf = (index: number) => keys[Math.floor(index / SOCKETS_PER_KEY)] ?? '';
  return { opened, server, tokenOf };
}

async function makeKeys(server: ServerProcess, count: number): Promise<string[]> {
  const post = async <Answer>(path: string, body: object, token?: string): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const admin = await post<SignInResponse>('/api/auth/setup', {
    setup_token: SETUP_TOKEN,
    name: 'Nadia Okoro',
    email: 'nadia@example.com',
    password: 'violet otter carries nine lamps',
  });
  const keys: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const request: CreateApiKeyRequest = { name: `Screen ${index}`, role: 'operator' };
    const { key } = await post<{ key: string }>('/api/api-keys', request, admin.access_token);
    keys.push(key);
  }
  return keys;
}
