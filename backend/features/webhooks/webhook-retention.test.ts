import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { WebhookItemStore } from './webhook-item-store.ts';
import { WebhookRetention } from './webhook-retention.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = Date.UTC(2026, 10, 21);

const to = (number: object, ids: readonly string[]) =>
  Buffer.from(
    JSON.stringify(
      envelope(
        messagesChange({
          ...number,
          messages: ids.map((id) => textMessage(PHONE_CUSTOMER, 'Hi', { id })),
        }),
      ),
    ),
  );
const saying = (...ids: string[]) => to({}, ids);
const sayingToAnother = (...ids: string[]) => to({ phoneNumberId: '111222333444555' }, ids);

describe.each(testDatabases)('what is kept of webhooks ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  let retention: WebhookRetention;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
    retention = new WebhookRetention({
      database: opened.database,
      store: rig.webhookStore,
      items: new WebhookItemStore(),
      keptDays: 30,
    });
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const append = (body: Buffer, daysAgo: number) =>
    rig.journal.append(body, NOW_MS - daysAgo * DAY_MS);
  /** How many days old those are that are left, oldest first. */
  const listAges = async () => {
    const rows: { received_at: number }[] = await opened.database
      .read('whatsapp_webhooks')
      .orderBy('id');
    return rows.map((row) => Math.round((NOW_MS - row.received_at) / DAY_MS));
  };

  it('ends after 30 days, with problems after 90; what waits stays, and so do messages', async () => {
    for (const age of [91, 89, 31]) {
      await append(sayingToAnother(`wamid.SET_ASIDE_${age}`), age);
    }
    await append(Buffer.from('no JSON'), 31);
    for (const age of [31, 29]) await append(saying(`wamid.${age}A`, `wamid.${age}B`), age);
    await rig.worker.whenIdle();
    await rig.worker.stop();
    await append(saying('wamid.WAITS'), 400);

    await retention.deleteOld(NOW_MS, async () => true);
    expect(await listAges()).toEqual([89, 31, 31, 29, 400]);
    const items: { message_id: string | null }[] = await opened.database
      .read('webhook_items')
      .orderBy(['webhook_id', 'item_index']);
    expect(items.map((item) => item.message_id)).toEqual([
      ...['wamid.SET_ASIDE_89', 'wamid.SET_ASIDE_31', null, 'wamid.29A', 'wamid.29B'],
    ]);
    expect(await rig.listMessages()).toHaveLength(4);
  });

  it('is deleted in small steps, and goes on where it was stopped', async () => {
    await rig.worker.stop();
    await Promise.all(Array.from({ length: 250 }, (_, index) => append(saying(`w${index}`), 40)));
    const many = Array.from({ length: 900 }, (_, index) => `many${index}`);
    await append(saying(...many), 40);
    await append(saying(...many), 40);
    await append(saying('wamid.NEW'), 1);
    rig.worker.start();
    await rig.worker.whenIdle();
    const left: number[] = [];
    const rest = (steps: number) => async () => {
      left.push(await rig.countRows('whatsapp_webhooks'));
      return left.length < steps;
    };
    await retention.deleteOld(NOW_MS, rest(1));
    expect(left).toEqual([53]);
    await retention.deleteOld(NOW_MS, rest(9));
    expect(left).toEqual([53, 2, 1]);
    expect(await rig.countRows('webhook_items')).toBe(1);
  });

  it('is nothing to do in an empty journal', async () => {
    await retention.deleteOld(NOW_MS, () => Promise.reject(new Error('rested')));
    expect(await listAges()).toEqual([]);
  });
});
