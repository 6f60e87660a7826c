import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePage } from '../../backend/contract/message.ts';
import { startSimulator } from '../../demo/simulator/simulator.ts';
import type { Simulator } from '../../demo/simulator/simulator.ts';
import { OperatorClient } from '../faults/support/operator-client.ts';
import { ServerProcess } from '../faults/support/server-process.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
  VERIFY_TOKEN,
} from '../fixtures/webhooks/webhook-builder.ts';
import { forgetPeakMemory, readPeakMemoryMb } from './process-usage.ts';

const MB = 1_024 * 1_024;
const SIZE_MB = 100;
const GOAL_MB = 50;
const TIMEOUT_MS = 60_000;
const SETTLE_MS = 1_500;
const FILE_NAME = 'Catalogue.pdf';

/** One server that has just started, an operator at it and a WhatsApp behind it. */
interface Site {
  server: ServerProcess;
  simulator: Simulator;
  operator: OperatorClient;
}

/** Prepares what is not measured, and returns what is. */
type Way = (site: Site, pdf: Buffer) => Promise<() => Promise<unknown>>;

const WAYS: Record<string, Way> = {
  'operator → server': async (site, pdf) => () => upload(site, pdf),
  'server → Meta': async (site, pdf) => {
    const id = await upload(site, pdf);
    return async () => {
      const before = countAtMeta(site);
      const message = { to: '+15550100999', type: 'document', document: { id } };
      await site.operator.call('POST', '/api/whatsapp/send', message);
      await until(async () => countAtMeta(site) > before);
    };
  },
  'Meta → server': async (site, pdf) => () => receive(site, pdf),
  'server → browser': async (site, pdf) => {
    const id = await receive(site, pdf);
    return () => download(site, id);
  },
};

/*
 * `npm run bench upload`: a document of 100 MB each way between an operator, the server and Meta (the
 * simulator, in this process). Every way has a server of its own, freshly started and warmed by a
 * file of 1 MB that goes the same way. Told is the server's peak of resident memory above what it held just before,
 * and how long it took. Linux only.
 */
export async function benchUpload(): Promise<void> {
  for (const [name, way] of Object.entries(WAYS)) {
    const { peakMb, ms } = await measureWay(way);
    const verdict = peakMb <= GOAL_MB ? 'met' : 'MISSED';
    console.log(
      `${SIZE_MB} MB ${name.padEnd(18)} peak ${peakMb.toFixed(1).padStart(5)} MB above idle (goal ${GOAL_MB}: ${verdict}), ${Math.round(ms)} ms`,
    );
    if (peakMb > GOAL_MB) process.exitCode = 1;
  }
}

async function measureWay(way: Way): Promise<{ peakMb: number; ms: number }> {
  const simulator = await startSimulator({
    appSecret: APP_SECRET,
    accessToken: 'test-token',
    businessAccountId: BUSINESS_ACCOUNT_ID,
    phoneNumberId: PHONE_NUMBER_ID,
    verifyToken: VERIFY_TOKEN,
  });
  const folder = mkdtempSync(join(tmpdir(), 'chasqui-upload-bench-'));
  const server = await ServerProcess.create({
    databaseUrl: `sqlite:${join(folder, 'bench.sqlite')}`,
    graphUrl: simulator.url,
    env: { WHATSAPP_API_TOKEN: 'test-token' },
  });
  try {
    await server.start();
    await simulator.setWebhook({ url: server.webhookUrl, verifyToken: VERIFY_TOKEN });
    const site = { server, simulator, operator: await OperatorClient.claim(server.url) };
    simulator.customerWrites('nadia', 'The catalogue, please');
    const act = await way(site, makePdf(SIZE_MB * MB));
    // A preparation leaves memory behind that would pass for idle.
    await server.end('SIGTERM');
    await server.start();
    await (
      await way(site, makePdf(MB))
    )();
    await sleep(SETTLE_MS);
    forgetPeakMemory(server.pid);
    await sleep(SETTLE_MS);
    const idleMb = readPeakMemoryMb(server.pid);
    const startedAt = performance.now();
    await act();
    const ms = performance.now() - startedAt;
    return { peakMb: readPeakMemoryMb(server.pid) - idleMb, ms };
  } finally {
    await server.discard();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makePdf(sizeBytes: number): Buffer {
  const pdf = randomBytes(sizeBytes);
  pdf.write('%PDF-1.7\n');
  return pdf;
}

function countAtMeta({ simulator }: Site): number {
  return simulator.ledger.list().filter(({ type }) => type === 'document').length;
}

async function upload({ server, operator }: Site, pdf: Buffer): Promise<string> {
  const path = `/api/whatsapp/media?type=document&filename=${FILE_NAME}`;
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operator.token}` },
    body: new Uint8Array(pdf),
  });
  const answer = (await response.json()) as { media?: { id: string } };
  if (!answer.media) throw new Error(`The upload was answered ${JSON.stringify(answer)}`);
  return answer.media.id;
}

/** The customer sends the file; its id when it is here. */
async function receive({ simulator, operator }: Site, pdf: Buffer): Promise<string> {
  const wamid = simulator.customerSends('nadia', {
    ...{ type: 'document', mimeType: 'application/pdf', filename: FILE_NAME, bytes: pdf },
  });
  let id = '';
  await until(async () => {
    const { body } = await operator.call('GET', '/api/whatsapp/messages?limit=5');
    const { messages } = body as MessagePage;
    const content = messages.find(({ message_id }) => message_id === wamid)?.content;
    if (!content || !('media' in content) || content.media.state !== 'ready') return false;
    id = content.media.id;
    return true;
  });
  return id;
}

async function download({ server, operator }: Site, id: string): Promise<void> {
  const { body } = await operator.call('GET', `/api/whatsapp/media/${id}/link`);
  const response = await fetch(`${server.url}${(body as { url: string }).url}`);
  let left = Number(response.headers.get('content-length'));
  for await (const chunk of response.body ?? []) left -= (chunk as Uint8Array).byteLength;
  if (left !== 0) throw new Error('The download is not whole.');
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + TIMEOUT_MS;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error('The document did not arrive.');
    await sleep(20);
  }
}
