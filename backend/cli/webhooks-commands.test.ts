import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  messagesChange,
  PHONE_CUSTOMER,
  textMessage,
  USERNAME_CUSTOMER,
} from '../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../test/support/test-databases.ts';
import { runCli } from './run-cli.ts';

const RECEIVED_MS = Date.UTC(2026, 10, 21, 9, 30);

describe.each(testDatabases)('chasqui webhooks ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
    await append(
      envelope(
        messagesChange({
          messages: [
            textMessage(PHONE_CUSTOMER, 'Hi', { id: 'wamid.ONE' }),
            textMessage(PHONE_CUSTOMER, 'Hi', { id: 'wamid.TWO', timestamp: 'soon' }),
          ],
        }),
      ),
    );
    await append(
      envelope(
        messagesChange({ messages: [textMessage(USERNAME_CUSTOMER, 'Hi', { id: 'wamid.THREE' })] }),
      ),
    );
    await rig.journal.append(Buffer.from('no \u001b[2JJSON'), RECEIVED_MS);
    await rig.worker.whenIdle();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const append = (payload: object) =>
    rig.journal.append(Buffer.from(JSON.stringify(payload)), RECEIVED_MS);
  const run = async (...argv: string[]) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(['webhooks', ...argv], {
      print: (text) => out.push(text),
      printError: (text) => err.push(text),
      readPassword: async () => '',
      environment: { DATABASE_URL: opened.url },
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  it('lists what came, newest first', async () => {
    const { code, out } = await run('list');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'ID | RECEIVED | STATE | ITEMS | ABOUT | ERROR',
      '3 | 2026-11-21T09:30:00.000Z | failed | 1 failed | malformed | the body is not valid JSON',
      '2 | 2026-11-21T09:30:00.000Z | done | 1 shown | text GB.77310042951188 wamid.THREE',
      '1 | 2026-11-21T09:30:00.000Z | done | 1 shown, 1 failed | text +15550100999 wamid.TWO and 1 more',
      'In all 0 waiting, 1 failed; items set aside: 0 unknown, 2 failed.',
    ]);
  });

  it('searches, filters and limits', async () => {
    const found = await run('list', '--search', '+1 555 010 0999');
    expect(found.out).toContain('wamid.TWO');
    expect(found.out).not.toContain('wamid.THREE');
    expect((await run('list', '--state', 'failed')).out).not.toContain('wamid');
    expect((await run('list', '--limit', '1')).out).toContain('There are more');
    expect((await run('list', '--search', 'wamid.NONE')).out).toContain('No webhook was found.');
  });

  it('shows one with its items and its body', async () => {
    const { code, out } = await run('show', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/^Webhook 1, received 2026-11-21T09:30:00.000Z, \d+ bytes: done\.$/m);
    expect(out).toMatch(/messages\[0\] +message text +wamid\.ONE +\+15550100999 +shown$/m);
    expect(out).toMatch(/messages\[1\] .*failed +timestamp is not in seconds$/m);
    expect(out).toContain('{"object":"whatsapp_business_account"');
    // What clears a terminal is not passed on to it.
    expect((await run('show', '3')).out).toMatch(/^no \uFFFD\[2JJSON$/m);
  });

  it('replays one, or all that went wrong; the server notices by itself', async () => {
    expect(await run('replay', '2')).toEqual({
      ...{ code: 0, out: 'Webhook 2 is back in line.', err: '' },
    });
    await expect.poll(() => rig.webhookStore.hasDue(Date.now()), { timeout: 5_000 }).toBe(false);
    expect((await run('replay', '--failed')).out).toBe('2 webhook(s) are back in line.');
    await expect.poll(() => rig.webhookStore.hasDue(Date.now()), { timeout: 5_000 }).toBe(false);
    await rig.worker.whenIdle();
    expect((await run('list')).out).toContain('In all 0 waiting, 1 failed');
    expect(await rig.listMessages()).toHaveLength(2);
  });

  it('says in a sentence what is wrong', async () => {
    for (const [argv, words] of [
      [['show', '99'], /There is no webhook «99»/],
      [['replay', 'x'], /There is no webhook «x»/],
      [['list', '--state', 'lost'], /^state: /],
      [['list', '--limit', '0'], /^limit: /],
    ] as const) {
      expect(await run(...argv)).toMatchObject({ code: 1, err: expect.stringMatching(words) });
    }
  });
});
