import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HistoryPlayer,
  historyArbitrary,
} from '../../../test/fixtures/webhooks/any-order-history.ts';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const RUN_COUNT = 25;
const MAX_EVENTS = 14;

describe.each(testDatabases)('a history of messages ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let player: HistoryPlayer;
  beforeEach(async () => {
    opened = await create();
    player = new HistoryPlayer(new IngestRig(opened.database));
  });
  afterEach(() => opened.discard());

  it('ends in one state in whatever order, how often and in which webhooks it is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(MAX_EVENTS), async (history) => {
        const expected = await player.playInOrder(history);
        expect(JSON.stringify(expected)).not.toContain('"isAsLastTold":false');
        expect(await player.playShuffled(history)).toEqual(expected);
      }),
      { numRuns: RUN_COUNT },
    );
  }, 60_000);
});
