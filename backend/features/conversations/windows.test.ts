import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  statusReport,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const HOUR = 3_600_000;
/** Whole seconds, as Meta's timestamps are. */
const now = Math.floor(Date.now() / 1_000) * 1_000;
const iso = (ms: number) => new Date(ms).toISOString();
const seconds = (ms: number) => String(ms / 1_000);

describe.each(testDatabases)('windows ($name)', ({ create }) => {
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

  const hear = (atMs: number, extra: object = {}) =>
    rig.deliver(
      envelope(
        messagesChange({
          messages: [textMessage(PHONE_CUSTOMER, 'Hello', { timestamp: seconds(atMs), ...extra })],
        }),
      ),
    );
  const hearStatus = (status: object) =>
    rig.deliver(envelope(messagesChange({ statuses: [status] })));
  const theContact = async () =>
    (await rig.contactReadModel.list({ filter: 'all', limit: 9 })).contacts[0]!;
  /** An answer that Meta has taken at `atMs`. */
  const answer = async (wamid: string, atMs: number) =>
    rig.database.transaction(async (tx) => {
      const message = await rig.messages.createOutgoing(tx, {
        phoneNumberId: PHONE_NUMBER_ID,
        contact: await rig.contacts.resolveRecipient(tx, '+15550100999', atMs),
        content: { kind: 'text', body: 'Hello' },
        nowMs: atMs,
      });
      await rig.messages.recordAccepted(tx, message.id, { wamid, nowMs: atMs });
    });
  const refusal = (wamid: string) =>
    statusReport(wamid, 'failed', { errors: [{ code: 131047, title: 'Re-engagement message' }] });

  it('are open for 24 hours from the customer’s last message, by Meta’s time, in any order', async () => {
    await hear(now - 2 * HOUR);
    await hear(now - 5 * HOUR);
    expect((await theContact()).window_expires_at).toBe(iso(now + 22 * HOUR));
    const soon = await rig.contactReadModel.list(
      { filter: 'closing_soon', limit: 9 },
      now + 19 * HOUR,
    );
    expect(soon.contacts).toHaveLength(1);
    const early = await rig.contactReadModel.list({ filter: 'closing_soon', limit: 9 }, now);
    expect(early.contacts).toHaveLength(0);
  });

  it('count as closed once Meta says so, until the customer writes again', async () => {
    await hear(now - 2 * HOUR);
    await answer('wamid.OUT', now);
    await hearStatus(refusal('wamid.OUT'));
    expect((await theContact()).window_expires_at).toBe(iso(now));
    const changes = await rig.listChanges();
    expect(changes.filter(({ type }) => type === 'contact.updated')).not.toHaveLength(0);
    await hear(now - HOUR);
    expect((await theContact()).window_expires_at).toBe(iso(now));
    await hear(now + 1_000);
    expect((await theContact()).window_expires_at).toBe(iso(now + 1_000 + 24 * HOUR));
  });

  it('stay open when the refusal is of a message from before the customer’s last', async () => {
    await answer('wamid.OUT', now - 2 * HOUR);
    await hear(now - HOUR);
    await hearStatus(refusal('wamid.OUT'));
    expect((await theContact()).window_expires_at).toBe(iso(now + 23 * HOUR));
  });

  it('are told apart from the free entry point, which an answer within 24 hours opens for 72', async () => {
    await hear(now - HOUR, { referral: { source_type: 'ad', headline: 'Kettles' } });
    expect((await theContact()).free_entry_expires_at).toBeNull();
    await answer('wamid.OUT', now);
    expect(await theContact()).toMatchObject({
      window_expires_at: iso(now + 23 * HOUR),
      free_entry_expires_at: iso(now + 72 * HOUR),
    });
    const conversation = {
      id: 'c',
      origin: { type: 'referral_conversion' },
      expiration_timestamp: seconds(now + 70 * HOUR),
    };
    await hearStatus(statusReport('wamid.OUT', 'delivered', { conversation }));
    expect((await theContact()).free_entry_expires_at).toBe(iso(now + 70 * HOUR));
    const odd = { ...conversation, expiration_timestamp: 'tomorrow' };
    await hearStatus(statusReport('wamid.OUT', 'read', { conversation: odd }));
    expect((await rig.listMessages()).map(({ status }) => status)).toContain('read');
  });

  it('have no free entry point for an answer that came too late', async () => {
    await hear(now - 25 * HOUR, { referral: { source_type: 'ad' } });
    await answer('wamid.OUT', now);
    expect((await theContact()).free_entry_expires_at).toBeNull();
  });

  it('tell by Meta’s refusal who wants no marketing', async () => {
    await hear(now - HOUR);
    await answer('wamid.OUT', now);
    await hearStatus(statusReport('wamid.OUT', 'failed', { errors: [{ code: 131050 }] }));
    expect((await theContact()).marketing_stopped_at).toBe(iso(now));
  });
});
