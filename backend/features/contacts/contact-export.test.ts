import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { readWebhookFile } from '../../../test/fixtures/webhooks/webhook-files.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

describe.each(testDatabases)('exports ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const fetchFile = async (path: string, token = 'admin') => {
    const response = await fetch(new URL(`/api/whatsapp/${path}`, rig.url), {
      headers: { authorization: `Bearer ${token}` },
    });
    return { response, text: Buffer.from(await response.arrayBuffer()).toString('utf8') };
  };
  const write = (person: Person, body: string) =>
    rig.deliver(
      envelope(messagesChange({ people: [person], messages: [textMessage(person, body)] })),
    );

  it('have every contact as a line, also without a phone number and without a message', async () => {
    await rig.deliver(readWebhookFile('messages/text'));
    await rig.deliver(readWebhookFile('messages/text-from-username'));
    await rig.deliver(readWebhookFile('smb_app_state_sync/added'));
    await rig.contacts.update('+15550100999', { tags: ['kettles', 'Leeds'] });
    const { response, text } = await fetchFile('contacts/export?format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="contacts.csv"');
    expect(text.startsWith('\uFEFFid,phone_number,user_id,')).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.find((line) => line.includes('Nadia Okoro'))).toMatch(
      /^ct_\w+,'\+15550100999,US\.48213570926641,,Nadia Okoro,,"kettles, Leeds",false,false,false,1,2026-/,
    );
    expect(lines.find((line) => line.includes('Tomás Berg'))).toContain(
      ',,GB.77310042951188,tomas.b,Tomás Berg,',
    );
    expect(text).toContain('Ida Holm of the depot');
  });

  it('run no formula in a spreadsheet', async () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', 'plain', 'a "b", c'];
    for (const [index, name] of names.entries()) {
      await write({ userId: `US.10000000000${index}`, name }, name);
    }
    for (const path of ['contacts/export', 'messages/export']) {
      const { text } = await fetchFile(path);
      expect(text).not.toMatch(/(^|[,\n])"?[=+@\t-]/);
      expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
      expect(text).toContain(',plain,');
      expect(text).toContain('"a ""b"", c"');
    }
  });

  it('are whole JSON objects, one a line, however many pages they come from', async () => {
    const nowMs = Date.now();
    await rig.database.transaction((tx) =>
      rig.contacts.findOrCreateAll(
        tx,
        Array.from({ length: 1_001 }, (_, index) => ({ userId: `US.2${index}`, toldAtMs: nowMs })),
        nowMs,
      ),
    );
    const { response, text } = await fetchFile('contacts/export?format=jsonl');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { user_id: string }).user_id);
    expect(new Set(ids).size).toBe(1_001);
  });

  it('have messages filtered like the list, newest first', async () => {
    const messages = Array.from({ length: 450 }, (_, index) =>
      textMessage({ waId: '15550100999' }, `kettle ${index}`),
    );
    await rig.deliver(envelope(messagesChange({ messages })));
    await write({ waId: '15550100998' }, 'kettle of another');
    await write({ waId: '15550100999' }, 'cup');
    const { text } = await fetchFile(
      'messages/export?format=jsonl&contact=%2B15550100999&search=kettle',
    );
    const texts = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message_text: string }).message_text);
    expect(texts).toEqual(Array.from({ length: 450 }, (_, index) => `kettle ${449 - index}`));
  });

  const audit = async () => {
    const rows: Record<string, string>[] = await rig.database.read('audit_log').orderBy('id');
    return rows.map(({ details, ...row }) => ({ ...row, details: JSON.parse(details ?? '') }));
  };

  it('are in the audit log: who took what, how filtered, and when', async () => {
    const beforeMs = Date.now();
    await fetchFile('contacts/export?format=jsonl');
    await fetchFile('messages/export?contact=%2B15550100999&search=kettle&status=sent');
    const atMs = (entry: object) => Number((entry as { created_at: number }).created_at);
    const entries = await audit();
    expect(entries).toMatchObject([
      { action: 'contacts.exported', details: { format: 'jsonl', filters: {} } },
      {
        action: 'messages.exported',
        details: {
          format: 'csv',
          filters: { contact: '+15550100999', search: 'kettle', status: 'sent' },
        },
      },
    ]);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        ...{ actor_id: 'op_admin', actor_name: 'admin' },
        address: expect.stringContaining('127.0.0.1'),
      });
      expect(atMs(entry)).toBeGreaterThanOrEqual(beforeMs);
    }
  });

  it('that are refused are none, and one that cannot be recorded does not leave', async () => {
    await fetchFile('contacts/export', 'operator');
    await fetchFile('messages/export?since=yesterday');
    expect(await audit()).toEqual([]);
    await write({ waId: '15550100999' }, 'secret');
    await rig.database.transaction((tx) => tx.schema.dropTable('audit_log'));
    const { response, text } = await fetchFile('messages/export');
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
  });

  it('are for admins, and know two formats', async () => {
    expect((await fetchFile('contacts/export', 'operator')).response.status).toBe(403);
    expect((await fetchFile('messages/export', 'operator')).response.status).toBe(403);
    expect((await fetchFile('contacts/export?format=xlsx')).response.status).toBe(400);
    expect((await fetchFile('messages/export?since=yesterday')).response.status).toBe(400);
  });
});
