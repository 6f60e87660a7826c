import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

describe.each(testDatabases)('a webhook of a thousand people ($name)', ({ create }) => {
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

  it('makes a conversation of each', async () => {
    const people = Array.from({ length: 1_000 }, (_, index) => ({
      waId: String(15_550_100_000 + index),
      name: `Customer ${index}`,
    }));
    const messages = people.map((person) =>
      textMessage(person, 'Hi', { timestamp: String(FIRST_SECOND) }),
    );
    await rig.deliver(envelope(messagesChange({ people, messages })));
    const { body } = await rig.call('GET', '/api/whatsapp/contacts?limit=1');
    expect(body).toMatchObject({ total_count: 1_000, unread_count: 1_000 });
    await rig.deliver(
      envelope(
        messagesChange({
          people,
          messages: people.map((person) =>
            textMessage(person, 'Again', { timestamp: String(FIRST_SECOND + 60) }),
          ),
        }),
      ),
    );
    const again = await rig.call('GET', '/api/whatsapp/contacts?limit=1');
    expect(again.body).toMatchObject({ total_count: 1_000, unread_count: 2_000 });
  });
});
