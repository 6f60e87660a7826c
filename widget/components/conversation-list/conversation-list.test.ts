import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Contact } from '../../../backend/contract/contact.ts';
import { sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import type { SampleInbox } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './conversation-list.ts';
import type { ChatChosenEvent, ConversationList } from './conversation-list.ts';

useTokens();

const maya = sampleContact({ unread_count: 2 });
const lena = sampleContact({
  id: 'ct_lena',
  display_name: 'Lena Hoffmann',
  is_pinned: true,
  window_expires_at: null,
  last_message_time: '2026-03-11T09:00:00.000Z',
});

async function open(contacts: Contact[]): Promise<SampleInbox & { list: ConversationList }> {
  const inbox = await openSampleInbox({ contacts });
  const list = await fixture<ConversationList>(
    html`<chasqui-conversation-list .store=${inbox.store}></chasqui-conversation-list>`,
  );
  list.style.setProperty('block-size', '500px');
  await aTimeout(50);
  return { ...inbox, list };
}

const rowsOf = (list: ConversationList) => [
  ...list.shadowRoot!.querySelectorAll('chasqui-conversation-row'),
];
const namesOf = (list: ConversationList) => rowsOf(list).map((row) => row.contact.display_name);
const chip = (list: ConversationList, index: number) =>
  list.shadowRoot!.querySelectorAll<HTMLButtonElement>('.chip')[index]!;

describe('chasqui-conversation-list', () => {
  it('is accessible', async () => {
    const { list } = await open([maya, lena]);
    await expect(list).to.be.accessible();
  });

  it('shows everybody by default, pinned first', async () => {
    const { list } = await open([maya, lena]);
    expect(namesOf(list)).to.deep.equal(['Lena Hoffmann', 'Maya Lindqvist']);
    expect(chip(list, 0)).to.have.attribute('aria-pressed', 'true');
  });

  it('names a row in full for those who hear it', async () => {
    const { list } = await open([maya]);
    const label = rowsOf(list)[0]!.shadowRoot!.querySelector('.row .visually-hidden');
    expect(label?.textContent).to.contain(
      'Maya Lindqvist, 2 unread, Perfect, see you Thursday then!',
    );
  });

  it('says in its own words what a message without words is', async () => {
    const last = (kind: string, preview: string) => ({
      ...maya,
      unread_count: 0,
      last_message: { ...maya.last_message!, kind, preview },
    });
    const { list, push } = await open([last('audio', 'Voice message')]);
    const shown = () => rowsOf(list)[0]?.shadowRoot?.querySelector('.preview')?.textContent?.trim();
    expect(shown()).to.equal('Voice message');
    for (const [kind, preview, words] of [
      ['form_reply', 'Form', 'Filled in a form'],
      ['text', 'Form', 'Form'],
      ['notice', 'call missed', 'Missed call from the customer'],
      ['unsupported', 'Unsupported message (poll creation)', 'Unsupported message'],
      ['image', 'The dent', 'The dent'],
    ] as const) {
      push({ type: 'contact.updated', contact: last(kind, preview), unread_count: 0 });
      await list.updateComplete;
      await rowsOf(list)[0]!.updateComplete;
      expect(shown()).to.equal(words);
    }
  });

  it('filters, with counts', async () => {
    const { list } = await open([maya, lena]);
    expect(chip(list, 1).textContent?.replace(/\s+/g, ' ').trim()).to.equal('Unread 1');
    chip(list, 1).click();
    await list.updateComplete;
    expect(namesOf(list)).to.deep.equal(['Maya Lindqvist']);
  });

  it('moves a conversation up when a message arrives', async () => {
    const unpinned = { ...lena, is_pinned: false };
    const { list, push } = await open([maya, unpinned]);
    expect(namesOf(list)[0]).to.equal('Maya Lindqvist');
    const last_message_time = '2026-03-12T17:00:00.000Z';
    push({
      type: 'message.created',
      message: sampleMessage({ id: '11', contact_id: 'ct_lena' }),
      contact: { ...unpinned, unread_count: 1, last_message_time },
      unread_count: 3,
    });
    await list.updateComplete;
    expect(namesOf(list)[0]).to.equal('Lena Hoffmann');
  });

  it('tells whom a person chose', async () => {
    const { list } = await open([maya]);
    const button = rowsOf(list)[0]!.shadowRoot!.querySelector('button')!;
    setTimeout(() => button.click());
    const event = await oneEvent<ChatChosenEvent>(list, 'chasqui-chat-chosen');
    expect(event.contactId).to.equal('ct_maya');
  });

  it('moves by J, K and arrows with one Tab stop', async () => {
    const { list } = await open([maya, lena]);
    list.focusRow();
    const press = (key: string) =>
      rowsOf(list)
        .find((row) => row.tabbable)!
        .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('j');
    await aTimeout(20);
    expect(rowsOf(list).map((row) => row.tabbable)).to.deep.equal([false, true]);
    press('ArrowUp');
    await aTimeout(20);
    expect(rowsOf(list).map((row) => row.tabbable)).to.deep.equal([true, false]);
  });

  it('keeps thousands of conversations cheap: only those in view are in the document', async () => {
    const crowd = Array.from({ length: 5_000 }, (_, index) =>
      sampleContact({ id: `ct_${index}`, display_name: `Customer ${index}` }),
    );
    const { list } = await open(crowd);
    await until(() => rowsOf(list).length > 5);
    expect(rowsOf(list).length).to.be.below(40);
    const scroller = list.shadowRoot!.querySelector('.scroller')!;
    expect(scroller.scrollHeight).to.be.above(5_000 * 59);
    scroller.scrollTop = scroller.scrollHeight;
    await until(() => rowsOf(list).at(-1)?.contact.id === 'ct_0');
    expect(rowsOf(list).length).to.be.below(40);
  });

  it('searches on the server, and offers a way out when nothing is found', async () => {
    const { list } = await open([maya, lena]);
    const input = list.shadowRoot!.querySelector('input')!;
    input.value = 'brass lampp';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await until(() => list.shadowRoot!.textContent!.includes('Nothing found for “brass lampp”'));
    list.shadowRoot!.querySelector<HTMLButtonElement>('.empty .button')!.click();
    await until(() => rowsOf(list).length === 2);
  });

  it('says on the first day what will happen', async () => {
    const { list } = await open([]);
    expect(list.shadowRoot!.querySelector('h2')).to.have.text('No chats yet');
    await expect(list).to.be.accessible();
  });
});
