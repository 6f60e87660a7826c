import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../../demo/simulator/simulator.ts';
import { OperatorClient } from '../faults/support/operator-client.ts';
import { ServerProcess } from '../faults/support/server-process.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
} from '../fixtures/webhooks/webhook-builder.ts';
import { forgetPeakMemory, readPeakMemoryMb } from './process-usage.ts';

const MB = 1_024 * 1_024;
const SIZE_MB = 100;
const TIMEOUT_MS = 60_000;
const SETTLE_MS = 1_500;

/*
 * `npm run bench upload`: a document of 100 MB from an operator through the server to Meta (the
 * simulator, in this process). Told is the server's peak of memory above what it held before, and how
 * long both ways took. Linux only.
 */
export async function benchUpload(): Promise<void> {
  const simulator = await startSimulator({
    appSecret: APP_SECRET,
    accessToken: 'test-token',
    businessAccountId: BUSINESS_ACCOUNT_ID,
    phoneNumberId: PHONE_NUMBER_ID,
  });
  const folder = mkdtempSync(join(tmpdir(), 'chasqui-upload-bench-'));
  const server = await ServerProcess.create({
    databaseUrl: `sqlite:${join(folder, 'bench.sqlite')}`,
    graphUrl: simulator.url,
    env: { WHATSAPP_API_TOKEN: 'test-token' },
  });
  try {
    await server.start();
    const operator = await OperatorClient.claim(server.url);
    simulator.customerWrites('nadia', 'The catalogue, please');
    await upload(server.url, operator.token, makePdf(MB));
    await sleep(SETTLE_MS);
    const idleMb = await measurePeakMb(server.pid, () => sleep(SETTLE_MS));

    const pdf = makePdf(SIZE_MB * MB);
    let id = '';
    let startedAt = performance.now();
    const upMb = await measurePeakMb(server.pid, async () => {
      id = await upload(server.url, operator.token, pdf);
    });
    const upMs = performance.now() - startedAt;
    startedAt = performance.now();
    const outMb = await measurePeakMb(server.pid, async () => {
      await operator.call('POST', '/api/whatsapp/send', {
        ...{ to: '+15550100999', type: 'document', document: { id } },
      });
      await untilArrived(() => simulator.ledger.list().some(({ type }) => type === 'document'));
    });
    const outMs = performance.now() - startedAt;
    console.log(
      `${SIZE_MB} MB from the operator: peak ${(upMb - idleMb).toFixed(1)} MB above idle (goal 50), ${Math.round(upMs)} ms\n` +
        `${SIZE_MB} MB to Meta: peak ${(outMb - idleMb).toFixed(1)} MB above idle (goal 50), ${Math.round(outMs)} ms`,
    );
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

async function upload(url: string, token: string, pdf: Buffer): Promise<string> {
  const response = await fetch(`${url}/api/whatsapp/media?type=document&filename=Catalogue.pdf`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new Uint8Array(pdf),
  });
  const answer = (await response.json()) as { media?: { id: string } };
  if (!answer.media) throw new Error(`The upload was answered ${JSON.stringify(answer)}`);
  return answer.media.id;
}

async function measurePeakMb(pid: number, act: () => Promise<unknown>): Promise<number> {
  forgetPeakMemory(pid);
  await act();
  return readPeakMemoryMb(pid);
}

async function untilArrived(hasArrived: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + TIMEOUT_MS;
  while (!hasArrived()) {
    if (performance.now() > giveUpAt) throw new Error('The document did not arrive.');
    await sleep(20);
  }
}
