import { describe, expect, it } from 'vitest';
import { DEFAULT_SIMULATOR_OPTIONS } from '../../demo/simulator/options.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, size } from './support/fault-form.ts';
import { compareWithLedger, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';

const SENDS = size(150, 3_000);
const CUSTOMERS = 100;

/* Several instances take from one queue, which only PostgreSQL lets them do. */
describe.each(testDatabases.filter(({ name }) => name === 'postgres'))(
  'two instances on one queue ($name)',
  ({ create }) => {
    it('send each message once', async (context) => {
      const site = await SendingSite.open(create, { customers: CUSTOMERS });
      const { simulator, database } = site;
      const other = await site.addInstance();
      // Every click reaches both, as when a proxy repeats a request elsewhere.
      const ids = await Promise.all(
        Array.from({ length: SENDS }, async (_, number) => {
          const [phone, click] = [site.phoneOf(number), `click-${number}`];
          const sent = await Promise.all([site.send(phone, click), other.send(phone, click)]);
          return sent.map(({ id }) => id);
        }),
      );
      await whenQueueIsDone(database);
      await site.whenStatusesAreIn();
      const found = await compareWithLedger(database, simulator.ledger);
      report(context, { ...found });
      expect(new Set(ids.flat()).size).toBe(SENDS);
      expect(found).toMatchObject({ messages: SENDS, delivered: SENDS, doubled: 0, untrue: 0 });
    });

    it('go on both when an admin saves a new token at one of them', async (context) => {
      const site = await SendingSite.open(create, {
        customers: CUSTOMERS,
        env: { WHATSAPP_API_TOKEN: DEFAULT_SIMULATOR_OPTIONS.expiredAccessToken },
      });
      const { simulator, database } = site;
      await site.addInstance();
      await Promise.all(
        Array.from({ length: CUSTOMERS }, (_, number) =>
          site.send(site.phoneOf(number), `click-${number}`),
        ),
      );
      await site.whenPaused(190);
      await site.expectSilence();
      await site.saveNewToken();
      await whenQueueIsDone(database, 60_000);
      await site.whenStatusesAreIn();
      const found = await compareWithLedger(database, simulator.ledger);
      const { body } = await site.callUntilAnswered('GET', '/api/whatsapp/connection');
      report(context, { ...found });
      expect(found).toMatchObject({ delivered: CUSTOMERS, doubled: 0, untrue: 0 });
      // The new token is a temporary one, which is all that is left to say.
      expect(body.status).toMatchObject({
        light: 'degraded',
        reason: expect.stringMatching(/is a guest key/) as string,
      });
    });
  },
);
