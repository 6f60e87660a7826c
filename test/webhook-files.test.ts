import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPORTED_STATUSES } from '../backend/contract/message-status.ts';
import { TemplateStore } from '../backend/features/templates/template-store.ts';
import { fieldReaders } from '../backend/whatsapp/fields/index.ts';
import { messageKinds } from '../backend/whatsapp/kinds/index.ts';
import { AMENDMENT_TYPES } from '../backend/whatsapp/webhook-amendment.ts';
import { IngestRig } from './fixtures/webhooks/ingest-rig.ts';
import { MESSAGE_FILES } from './fixtures/webhooks/message-files.ts';
import { OTHER_FILES } from './fixtures/webhooks/other-files.ts';
import { BUSINESS_ACCOUNT_ID } from './fixtures/webhooks/webhook-builder.ts';
import {
  changeOf,
  elementsOf,
  listWebhookFiles,
  readWebhookFile,
  wamidOf,
} from './fixtures/webhooks/webhook-files.ts';
import { testDatabases } from './support/test-databases.ts';

const FILES = [...MESSAGE_FILES, ...OTHER_FILES];

describe('the webhook files', () => {
  const names = listWebhookFiles();

  it('are each in the table of what becomes of them', () => {
    expect(FILES.map(({ file }) => file).toSorted()).toEqual(names);
  });

  it('are there for every field that has a reader', () => {
    const fields = new Set(names.map((name) => changeOf(name).field));
    expect([...fieldReaders.keys()].filter((field) => !fields.has(field))).toEqual([]);
  });

  it('are there for every type of message and every status', () => {
    const elements = names.flatMap(elementsOf);
    const types = new Set(
      elements.flatMap(({ type = '', ...element }) => {
        const inner = (element[type] as { type?: string } | undefined)?.type;
        return [type, `${type}.${inner}`];
      }),
    );
    const registered = [
      ...Object.values(messageKinds).flatMap(({ incomingTypes }) => incomingTypes),
      ...AMENDMENT_TYPES,
    ];
    expect(registered.filter((type) => !types.has(type))).toEqual([]);
    const statuses = new Set(elements.map(({ status }) => status));
    expect(REPORTED_STATUSES.filter((status) => !statuses.has(status))).toEqual([]);
  });
});

describe.each(testDatabases)('a webhook from HTTP to the API ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeAll(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
  });
  afterAll(async () => {
    await rig.stop();
    await opened.discard();
  });

  const get = async (path: string) => {
    const { status, body } = await rig.call('GET', path, { token: 'admin' });
    expect(status).toBe(200);
    return body;
  };
  const findMessage = async (wamid: string) => {
    const { messages } = await get('/api/whatsapp/messages?limit=200');
    return messages.find(({ message_id }: { message_id: string }) => message_id === wamid);
  };
  const seedTemplate = () => {
    const store = new TemplateStore(opened.database);
    const facts = {
      ...{ id: '560000000000001', name: 'order_ready', language: 'en_US', status: 'APPROVED' },
      ...{ category: 'UTILITY', nextCategory: null, parameterFormat: 'positional' as const },
      ...{ components: [{ type: 'BODY', text: 'Ready.' }], quality: null, rejectedReason: null },
    };
    return opened.database.transaction((tx) =>
      store.save(tx, BUSINESS_ACCOUNT_ID, [facts], Date.now()),
    );
  };

  it.each(FILES)('$file', async (expected) => {
    if (expected.template !== undefined) await seedTemplate();
    for (const file of expected.after ?? []) await rig.deliver(readWebhookFile(file));
    await rig.deliver(readWebhookFile(expected.file));

    const { events } = await get('/api/webhooks/whatsapp/events?limit=1');
    expect(events[0].state).toBe('done');
    const states = new Set(events[0].items.map(({ state }: { state: string }) => state));
    const state = expected.setAside ? 'unknown' : expected.isParked ? 'parsed' : 'shown';
    expect([...states]).toEqual(events[0].item_count === 0 ? [] : [state]);
    if (expected.setAside) expect(events[0].items[0].reason).toBe(expected.setAside);
    const { raw_body } = await get(`/api/webhooks/whatsapp/events/${events[0].id}`);
    expect(raw_body).toBe(readWebhookFile(expected.file));

    if (expected.message) {
      const message = await findMessage(wamidOf(expected.about ?? expected.file));
      expect(message).toMatchObject(expected.message);
    }
    if (expected.contact) {
      const [reference, facts] = expected.contact;
      const { contact } = await get(`/api/whatsapp/contacts/${encodeURIComponent(reference)}`);
      expect(contact).toMatchObject(facts);
    }
    if (expected.notice) {
      const { notices } = await get('/api/settings/whatsapp/notices?limit=100');
      expect(notices).toContainEqual(expect.objectContaining(expected.notice));
    }
    if (expected.template !== undefined) {
      const { templates } = await get('/api/whatsapp/templates');
      expect(templates).toMatchObject(expected.template === null ? [] : [expected.template]);
    }
  });
});
