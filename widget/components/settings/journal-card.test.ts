import { expect, fixture, html } from '@open-wc/testing';
import { FakeJournal, sampleItem, sampleWebhook } from '../../test-support/sample-journal.ts';
import { FakeSettingsStore } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './journal-card.ts';
import type { JournalCard } from './journal-card.ts';

useTokens();

const broken = sampleItem({
  ...{ item_path: 'entry[0].changes[0].value.messages[1]', message_id: 'wamid.BROKEN' },
  ...{ type: 'malformed', state: 'failed', reason: 'timestamp is not in seconds' },
});
const parked = sampleItem({
  ...{ type: 'status', kind: 'delivered', state: 'parsed', message_id: 'wamid.LATE' },
  ...{ wa_id: null, reason: 'no message with this id is here yet' },
});

async function open(journal: FakeJournal) {
  const store = new FakeSettingsStore();
  Object.assign(store.api, journal.api);
  const card = await fixture<JournalCard>(
    html`<chasqui-journal-card .store=${store}></chasqui-journal-card>`,
  );
  const root = card.shadowRoot!;
  await until(() => root.querySelector('.list, .empty:not(:has(.spinner))') !== null);
  const words = (element: Element | null | undefined) =>
    element?.textContent?.replace(/\s+/g, ' ').trim();
  const entries = () => [...root.querySelectorAll('chasqui-journal-entry')];
  const rows = () => entries().map((entry) => words(entry.shadowRoot!.querySelector('.row')));
  const type = (text: string) => {
    const input = root.querySelector<HTMLInputElement>('#journal-search')!;
    input.value = text;
    input.dispatchEvent(new InputEvent('input'));
  };
  const button = (label: RegExp) =>
    [...root.querySelectorAll<HTMLButtonElement>('.button')].find((one) =>
      label.test(one.textContent ?? ''),
    );
  return { card, root, words, entries, rows, type, button };
}

describe('chasqui-journal-card', () => {
  it('is accessible, with webhooks and without', async () => {
    const { card, entries } = await open(new FakeJournal([sampleWebhook('1', [broken, parked])]));
    await expect(card).to.be.accessible();
    entries()[0]!.shadowRoot!.querySelector<HTMLButtonElement>('.row')!.click();
    await until(() => entries()[0]!.shadowRoot!.querySelector('pre') !== null);
    await expect(card).to.be.accessible();
    await expect((await open(new FakeJournal())).card).to.be.accessible();
  });

  it('says of each webhook what it is, how far it has come, from whom and when', async () => {
    const { rows } = await open(
      new FakeJournal([
        sampleWebhook('4', [sampleItem(), broken]),
        sampleWebhook('3', [parked]),
        sampleWebhook('2'),
        sampleWebhook('1', [], { state: 'stored', item_count: null, problem_count: null }),
      ]),
    );
    const [several, status, message, stored] = rows();
    expect(several).to.match(/^2 items 1 failed \+1 555-010-0999 /);
    expect(status).to.match(/^Status · delivered Parsed US\.48213570926641 /);
    expect(message).to.match(/^Message · text Shown \+1 555-010-0999 \w+ \d+/);
    expect(stored).to.match(/^Webhook 1 Stored /);
  });

  it('looks for what is typed, and judges only what was found', async () => {
    const journal = new FakeJournal([
      sampleWebhook('2', [sampleItem(), broken]),
      sampleWebhook('1'),
    ]);
    const { rows, type } = await open(journal);
    journal.events = [sampleWebhook('2', [sampleItem()], { item_count: 2 })];
    type(' wamid.NADIA_1 ');
    await until(() => rows().length === 1);
    expect(journal.asked.at(-1)).to.deep.equal({ limit: 10, search: 'wamid.NADIA_1' });
    expect(rows()[0]).to.match(/^Message · text Shown/);
  });

  it('says what it means that nothing was found', async () => {
    const { root, words, type } = await open(new FakeJournal([sampleWebhook('1')]));
    type('wamid.NONE');
    await until(() => root.querySelector('.empty') !== null);
    expect(words(root.querySelector('.empty'))).to.include('Nothing about «wamid.NONE»');
  });

  it('asks for problems only', async () => {
    const journal = new FakeJournal([sampleWebhook('2', [broken]), sampleWebhook('1')]);
    const { root, rows } = await open(journal);
    root.querySelector<HTMLInputElement>('.check input')!.click();
    await until(() => rows().length === 1);
    expect(journal.asked.at(-1)).to.deep.equal({ limit: 10, has_problems: 'true' });
  });

  it('loads more where there is more', async () => {
    const journal = new FakeJournal(
      Array.from({ length: 12 }, (_, index) => sampleWebhook(String(12 - index))),
    );
    const { rows, button } = await open(journal);
    expect(rows()).to.have.length(10);
    button(/Load more/)!.click();
    await until(() => rows().length === 12);
    expect(button(/Load more/)).not.to.exist;
  });

  it('says why it could not load, and tries again', async () => {
    const journal = new FakeJournal([sampleWebhook('1')]);
    journal.refusal = new Error('The server does not answer.');
    const { card, root, words, rows, button } = await open(journal);
    expect(words(root.querySelector('[role=alert]'))).to.include('The server does not answer.');
    await expect(card).to.be.accessible();
    journal.refusal = undefined;
    button(/Try again/)!.click();
    await until(() => rows().length === 1);
  });

  it('replays all that failed, says how many, and shows what is left', async () => {
    const journal = new FakeJournal([
      ...[sampleWebhook('3', [broken]), sampleWebhook('2', [broken]), sampleWebhook('1')],
    ]);
    const { root, words, rows, button } = await open(journal);
    button(/Replay all failed \(2\)/)!.click();
    await until(() => rows().length === 1);
    expect(journal.replayed).to.deep.equal(['3', '2']);
    expect(words(root.querySelector('.result'))).to.include('2 put back in line');
    await until(() => button(/Replay/) === undefined);
  });
});

describe('chasqui-journal-entry', () => {
  const openFirst = async (journal: FakeJournal) => {
    const opened = await open(journal);
    const entry = opened.entries()[0]!.shadowRoot!;
    entry.querySelector<HTMLButtonElement>('.row')!.click();
    await until(() => entry.querySelector('pre, [role=alert]') !== null);
    return { ...opened, entry };
  };

  it('opens the items with their reasons, and what Meta sent, as text', async () => {
    const journal = new FakeJournal([sampleWebhook('1', [broken, sampleItem()])]);
    journal.rawBody = '{"a":"<img src=x onerror=alert(1)>"}';
    const { entry, words } = await openFirst(journal);
    expect(entry.querySelector('.row')!.getAttribute('aria-expanded')).to.equal('true');
    const [first, second] = [...entry.querySelectorAll('.item')].map(words);
    expect(first).to.equal(
      'Unreadable · text Failed +1 555-010-0999 wamid.BROKEN timestamp is not in seconds',
    );
    expect(second).to.equal('Message · text Shown +1 555-010-0999 wamid.NADIA_1');
    expect(words(entry.querySelector('pre'))).to.equal('{ "a": "<img src=x onerror=alert(1)>" }');
    expect(entry.querySelector('pre *')).not.to.exist;
  });

  it('shows what is not JSON as it is, and only the beginning of what is very long', async () => {
    const journal = new FakeJournal([sampleWebhook('1')]);
    journal.rawBody = `no JSON ${'x'.repeat(100_000)}`;
    const { entry } = await openFirst(journal);
    const text = entry.querySelector('pre')!.textContent!;
    expect(text).to.match(/^\s*no JSON x+/);
    expect(text.length).to.be.lessThan(61_000);
    expect(entry.textContent).to.include('Only the beginning is shown.');
  });

  it('keeps long lines in their own box', async () => {
    const { card, entry } = await openFirst(new FakeJournal([sampleWebhook('1', [broken])]));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host { inline-size: 360px }');
    card.shadowRoot!.adoptedStyleSheets = [...card.shadowRoot!.adoptedStyleSheets, sheet];
    const pre = entry.querySelector('pre')!;
    pre.append('x'.repeat(500));
    expect(pre.scrollWidth).to.be.greaterThan(pre.clientWidth);
    expect(pre.getBoundingClientRect().right).to.be.lessThan(card.getBoundingClientRect().right);
  });

  it('replays, and says and shows what came of it', async () => {
    const journal = new FakeJournal([sampleWebhook('1', [broken])]);
    journal.afterReplay = sampleWebhook('1', [
      { ...broken, type: 'message', state: 'shown', reason: null },
    ]);
    const { entry, words, rows } = await openFirst(journal);
    entry.querySelector<HTMLButtonElement>('.actions .button')!.click();
    await until(
      () => words(entry.querySelector('.actions .result')) === 'Worked through again: Shown',
    );
    expect(journal.replayed).to.deep.equal(['1']);
    expect(rows()[0]).to.match(/^Message · text Shown/);
  });

  it('says why a replay was not possible', async () => {
    const journal = new FakeJournal([sampleWebhook('1', [broken])]);
    const { entry, words } = await openFirst(journal);
    journal.refusal = new Error('The server does not answer.');
    entry.querySelector<HTMLButtonElement>('.actions .button')!.click();
    await until(() => words(entry.querySelector('.actions .result')) !== '');
    expect(words(entry.querySelector('.actions .result'))).to.equal(
      'Not replayed: The server does not answer.',
    );
  });
});
