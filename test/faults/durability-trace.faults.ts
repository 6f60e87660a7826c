import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../backend/database/database.ts';
import {
  PHONE_CUSTOMER,
  envelope,
  messagesChange,
  sign,
  textMessage,
} from '../fixtures/webhooks/webhook-builder.ts';
import { runPostgres } from '../support/run-postgres.ts';
import { report, size } from './support/fault-form.ts';
import { needStrace } from './support/machine-needs.ts';
import { ServerProcess } from './support/server-process.ts';
import { attachStrace } from './support/strace-attach.ts';
import { parseStraceLog, pathOf } from './support/strace-log.ts';
import type { SystemCall } from './support/strace-log.ts';

const WEBHOOKS = size(40, 400);
const CONCURRENT = 8;
/** Long enough for the largest write: a mark beyond the limit would be seen only when written again. */
const MAX_TEXT_BYTES = 4 * 1_024 * 1_024;
const DETAILS = ['-ttt', '-T', '-y', '-s', String(MAX_TEXT_BYTES)];
const SERVER_CALLS = 'trace=read,write,writev,sendto,pwrite64,fsync,fdatasync';
const POSTGRES_CALLS = 'trace=write,pwrite64,pwritev,fsync,fdatasync';

/*
 * What the kernel was asked for, in order: an HTTP 200 may begin only after the fsync of the file that
 * holds its webhook has ended. A commit that only reaches the page cache survives every SIGKILL, and
 * is lost with the power; nothing but the order of system calls tells the two apart.
 */
describe('durability, seen from the kernel', () => {
  it('an HTTP 200 never precedes the fsync of its webhook (sqlite)', async (context) => {
    needStrace(context);
    const { folder, logFile } = makeFolder();
    const databaseUrl = `sqlite:${join(folder, 'traced.sqlite')}`;
    await migrate(databaseUrl);
    const wrapper = ['strace', '-f', ...DETAILS, '-o', logFile, '-e', SERVER_CALLS];
    const server = await startServer({ databaseUrl, wrapper });
    const markers = await deliver(server.webhookUrl);
    await server.end('SIGTERM');
    const calls = parseStraceLog(readFileSync(logFile, 'utf8'));
    const found = compare({
      markers,
      serverCalls: calls,
      diskCalls: calls,
      isJournalFile: (path) => path.endsWith('traced.sqlite-wal'),
    });
    report(context, { webhooks: markers.length, ...found });
    expect(found).toMatchObject({ 'without 200': 0, 'not written': 0, 'before the fsync': 0 });
  });

  it('an HTTP 200 never precedes the flush of the WAL that holds its webhook (postgres)', async (context) => {
    needStrace(context);
    const { folder, logFile } = makeFolder();
    const postgres = await runPostgres({ settings: { fsync: 'on' } });
    onTestFinished(() => postgres.discard());
    await migrate(postgres.url);
    const diskLog = join(folder, 'postgres.trace');
    const tracer = await attachStrace(processesOf(postgres.pid()), [
      ...DETAILS,
      '-o',
      diskLog,
      '-e',
      POSTGRES_CALLS,
    ]);
    const wrapper = ['strace', '-f', ...DETAILS, '-o', logFile, '-e', SERVER_CALLS];
    const server = await startServer({ databaseUrl: postgres.url, wrapper });
    const markers = await deliver(server.webhookUrl);
    await server.end('SIGTERM');
    await postgres.stop();
    await tracer.whenEnded;
    const found = compare({
      markers,
      serverCalls: parseStraceLog(readFileSync(logFile, 'utf8')),
      diskCalls: parseStraceLog(readFileSync(diskLog, 'utf8')),
      isJournalFile: (path) => /\/pg_wal\/[0-9A-F]{24}$/.test(path),
    });
    report(context, { webhooks: markers.length, ...found });
    expect(found).toMatchObject({ 'without 200': 0, 'not written': 0, 'before the fsync': 0 });
  });
});

function makeFolder(): { folder: string; logFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'chasqui-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, logFile: join(folder, 'server.trace') };
}

async function migrate(databaseUrl: string): Promise<void> {
  const database = openDatabase(databaseUrl);
  await database.migrateToLatest();
  await database.close();
}

async function startServer(options: { databaseUrl: string; wrapper: string[] }) {
  const server = await ServerProcess.create(options);
  onTestFinished(() => server.discard());
  await server.start();
  return server;
}

/** The postmaster and the processes it has. */
function processesOf(postmaster: number): number[] {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  return [postmaster, ...children.trim().split(' ').map(Number)];
}

/** Sends webhooks, several at a time and each on a connection of its own; returns their marks. */
async function deliver(webhookUrl: string): Promise<string[]> {
  const markers = Array.from(
    { length: WEBHOOKS },
    (_, index) => `MARK${String(index).padStart(5, '0')}END`,
  );
  const agent = new Agent({ keepAlive: false });
  for (let start = 0; start < markers.length; start += CONCURRENT) {
    const statuses = await Promise.all(
      markers.slice(start, start + CONCURRENT).map((marker) => post(agent, webhookUrl, marker)),
    );
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  }
  return markers;
}

function post(agent: Agent, webhookUrl: string, marker: string): Promise<number | undefined> {
  // Twice, as the header of a page of the journal may stand in the middle of one.
  const message = textMessage(PHONE_CUSTOMER, `Ticket ${marker}`, { id: `wamid.${marker}` });
  const body = Buffer.from(
    JSON.stringify(envelope(messagesChange({ people: [PHONE_CUSTOMER], messages: [message] }))),
  );
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-hub-signature-256': sign(body),
  };
  return new Promise((resolve, reject) => {
    request(webhookUrl, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end(body);
  });
}

/** For each webhook: written to the journal's file, that file flushed, and only then answered. */
function compare(parts: {
  markers: readonly string[];
  serverCalls: readonly SystemCall[];
  diskCalls: readonly SystemCall[];
  isJournalFile: (path: string) => boolean;
}) {
  const onJournal = parts.diskCalls.filter((call) => parts.isJournalFile(pathOf(call) ?? ''));
  const writes = onJournal.filter(({ name }) => name === 'pwrite64' || name === 'pwritev');
  const flushes = onJournal.filter(
    ({ name, result }) => (name === 'fsync' || name === 'fdatasync') && result === '0',
  );
  const reads = parts.serverCalls.filter(({ name }) => name === 'read');
  const answers = parts.serverCalls.filter(
    ({ name, args }) => name.startsWith('write') && args.includes('"HTTP/1.1 200 '),
  );
  const counts = { 'without 200': 0, 'not written': 0, 'before the fsync': 0 };
  let shortestMs = Infinity;
  for (const marker of parts.markers) {
    const asked = reads.find((call) => call.args.includes('POST /') && call.args.includes(marker));
    const answer =
      asked &&
      answers.find((call) => pathOf(call) === pathOf(asked) && call.startedAt > asked.startedAt);
    const write = writes.find((call) => call.args.includes(marker));
    if (!answer) counts['without 200'] += 1;
    else if (!write) counts['not written'] += 1;
    else {
      const flush = flushes.find((call) => call.startedAt >= write.endedAt);
      const leadMs = (answer.startedAt - (flush?.endedAt ?? Infinity)) * 1_000;
      if (leadMs < 0) counts['before the fsync'] += 1;
      shortestMs = Math.min(shortestMs, leadMs);
    }
  }
  return { ...counts, flushes: flushes.length, 'shortest lead ms': shortestMs.toFixed(2) };
}
