import { Agent, request } from 'node:http';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { WebServer } from './web-server.ts';

interface Answer {
  status: number | undefined;
  connection: string | undefined;
}

async function serve(handle: RequestListener) {
  const web = new WebServer(handle);
  const port = await web.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(async () => {
    agent.destroy();
    await web.stop();
  });
  const get = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, agent }, (response) => {
        const { connection } = response.headers;
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode, connection }));
      });
      call.once('error', reject).end();
    });
  return { web, get };
}

it('answers what a busy kept-alive connection asked before it stops, and takes no other', async () => {
  const { web, get } = await serve((_request, response) => {
    setTimeout(() => response.end('ok'), 5);
  });
  const answers: Answer[] = [];
  const asking = (async () => {
    for (;;) answers.push(await get());
  })().catch((error: NodeJS.ErrnoException) => error.code);
  await expect.poll(() => answers.length).toBeGreaterThan(3);
  await web.stop();
  expect(await asking).toBe('ECONNREFUSED');
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.at(-1)?.connection).toBe('close');
});

it('cuts what is not done when its patience ends', async () => {
  const { web, get } = await serve(() => undefined);
  const hanging = get().catch((error: NodeJS.ErrnoException) => error.code);
  await sleep(50);
  await web.stop();
  expect(await hanging).toBe('ECONNRESET');
});
