import { expect, fixture, html } from '@open-wc/testing';
import type { Message, Reaction } from '../../../backend/contract/message.ts';
import { refused } from '../../test-support/fake-server.ts';
import { sampleContact, sampleMessage, sampleOperator } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { Bubble } from '../bubble/bubble.ts';
import '../chat/chat.ts';
import type { ReactionBar } from './reaction-bar.ts';

useTokens();

const now = () => new Date().toISOString();
const BY_BEN = { id: 'op_ben', name: 'Ben Ortiz' };

function received(change: Partial<Message> = {}): Message {
  return sampleMessage({ id: '101', created_at: now(), sent_at: now(), ...change });
}

async function open(message: Message, windowEndsInMs = 3_600_000) {
  const contact = sampleContact({
    window_expires_at: new Date(Date.now() + windowEndsInMs).toISOString(),
  });
  const inbox = await openSampleInbox({ contacts: [contact], messages: [message] });
  const place = await fixture(html`<div></div>`);
  const chat = document.createElement('chasqui-chat');
  chat.store = inbox.store;
  chat.contactId = contact.id;
  chat.style.setProperty('block-size', '500px');
  place.append(chat);
  const find = <Part extends Element>(selector: string) =>
    chat.shadowRoot!.querySelector<Part>(selector);
  await until(() => find('chasqui-bubble') !== null);
  const bubble = find<Bubble>('chasqui-bubble')!;
  await bubble.updateComplete;
  const asked: unknown[] = [];
  /** Answers are for the feed to tell; what is asked is kept. */
  const answer = (respond: () => { status: number; body: unknown }) =>
    inbox.server.on('POST /api/whatsapp/messages/101/reaction', ({ body }) => {
      asked.push((body as { emoji: string }).emoji);
      return respond();
    });
  answer(() => ({ status: 202, body: { message } }));
  const inBubble = <Part extends Element>(selector: string) =>
    bubble.shadowRoot!.querySelector<Part>(selector);
  const bar = find<ReactionBar>('chasqui-reaction-bar')!;
  const barButtons = () => [...bar.shadowRoot!.querySelectorAll('button')];
  const chips = () =>
    [...bubble.shadowRoot!.querySelectorAll('.reaction')].map((chip) => chip.textContent.trim());
  return { ...inbox, chat, bubble, bar, barButtons, chips, asked, answer, inBubble, find };
}

const own = (emoji: string, sent_by = BY_BEN): Reaction => ({
  emoji,
  by: 'business',
  at: now(),
  sent_by,
});

describe('reacting to a message', () => {
  it('takes a click on the button and one on an emoji, and shows it at once', async () => {
    const { bubble, bar, barButtons, chips, asked, inBubble, chat } = await open(received());
    inBubble<HTMLButtonElement>('.react')!.click();
    await until(() => bar.matches(':popover-open'));
    expect(barButtons().map(({ textContent }) => textContent.trim())).to.have.lengthOf(6);
    await expect(chat).to.be.accessible();
    barButtons()[1]!.click();
    await bubble.updateComplete;
    await until(() => chips().length === 1);
    expect(chips()).to.deep.equal(['❤️']);
    expect(bar.matches(':popover-open')).to.equal(false);
    expect(inBubble('.reaction')?.getAttribute('aria-label')).to.match(/^You reacted with ❤️, /);
    await until(() => asked.length === 1);
    expect(asked).to.deep.equal(['❤️']);
    await expect(chat).to.be.accessible();
  });

  it('is taken back by a click on the own chip, which says who and when', async () => {
    const { chips, asked, inBubble } = await open(received({ reactions: [own('👍')] }));
    const chip = inBubble<HTMLButtonElement>('button.reaction')!;
    expect(chip.title).to.match(/^Ben Ortiz reacted with 👍, .*Take 👍 back$/);
    chip.click();
    await until(() => chips().length === 0);
    await until(() => asked.length === 1);
    expect(asked).to.deep.equal(['']);
  });

  it('goes by the keyboard: E on a message, arrows, Enter, Escape', async () => {
    const { bubble, bar, barButtons, find, inBubble } = await open(
      received({ reactions: [own('🎉')] }),
    );
    const log = find<HTMLElement>('.log')!;
    const press = (target: EventTarget, key: string) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
      );
    const focused = () => bar.shadowRoot!.activeElement?.textContent?.trim();
    press(log, 'e');
    expect(bar.matches(':popover-open')).to.equal(false);
    bubble.focus();
    press(log, 'e');
    await until(() => focused() === '🎉');
    // Not one of the six, but the one to take back.
    expect(barButtons()).to.have.lengthOf(7);
    press(barButtons()[0]!, 'ArrowRight');
    expect(focused()).to.equal('👍');
    press(barButtons()[1]!, 'End');
    expect(focused()).to.equal('🙏');
    press(barButtons()[6]!, 'Escape');
    await until(() => !bar.matches(':popover-open'));
    await until(() => bubble.shadowRoot!.activeElement === inBubble('.react'));
  });

  it('goes back to what was there when the server refuses it, and says why', async () => {
    const { answer, chips, inBubble, find } = await open(received({ reactions: [own('👍')] }));
    answer(() => refused(422, 'refused_by_meta'));
    inBubble<HTMLButtonElement>('button.reaction')!.click();
    await until(() => find('.notice')?.textContent !== '');
    expect(find('.notice')?.textContent).to.contain('The reaction was not taken: ');
    await until(() => chips().length === 1);
    expect(chips()).to.deep.equal(['👍']);
  });

  it('tells on the message what WhatsApp did not take', async () => {
    const { bubble, push, chat } = await open(received());
    const problem = () => bubble.shadowRoot!.querySelector('.problem')?.textContent?.trim();
    const refusal = (emoji: string, code: number, title: string) =>
      push({
        type: 'message.amended',
        preview: 'Hello',
        message: received({
          refused_reaction: {
            emoji,
            sent_by: BY_BEN,
            at: now(),
            error: { code, title, details: null, is_retryable: false },
          },
        }),
      });
    refusal('👍', 131009, 'WhatsApp cannot react to this message');
    await until(() => problem() !== undefined);
    expect(problem()).to.equal(
      'The reaction 👍 did not get through: WhatsApp cannot react to this message.',
    );
    await expect(chat).to.be.accessible();
    refusal('', 131047, 'the 24-hour window had closed');
    await until(() => problem()?.includes('taken back') ?? false);
    expect(problem()).to.equal(
      'The reaction could not be taken back: the 24-hour window had closed.',
    );
    push({ type: 'message.amended', preview: 'Hello', message: received() });
    await until(() => problem() === undefined);
  });

  it('names the own reactions of the operator, and those made on the phone', async () => {
    const { id, name } = sampleOperator();
    const { inBubble, push } = await open(received({ reactions: [own('👍', { id, name })] }));
    const words = () => inBubble('.reaction')?.getAttribute('aria-label') ?? '';
    expect(words()).to.match(/^You reacted/);
    const { sent_by: _nobody, ...onPhone } = own('👍');
    const message = received({ reactions: [onPhone] });
    push({ type: 'message.amended', preview: 'Hello', message });
    await until(() => words().startsWith('Your phone reacted'));
  });

  it('keeps clicks that follow each other in their order', async () => {
    const { store, server, asked, chips } = await open(received());
    let release = () => undefined as void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    server.wait = () => gate;
    const both = [store.reactions.set('101', '👍'), store.reactions.set('101', '❤️')];
    await until(() => asked.length === 1);
    expect(chips()).to.deep.equal(['❤️']);
    release();
    await Promise.all(both);
    expect(asked).to.deep.equal(['👍', '❤️']);
  });

  const reasons: [string, Partial<Message>, number?][] = [
    ['has no place at WhatsApp yet', { message_id: null }],
    ['was not delivered', { status: 'failed' }],
    ['was deleted', { deleted_at: now() }],
    ['is older than 30 days', { sent_at: '2020-01-01T00:00:00.000Z' }],
    ['stands in a chat whose window is closed', {}, -1],
  ];
  for (const [words, change, windowEndsInMs] of reasons) {
    it(`is not offered for a message that ${words}`, async () => {
      const reactions = [own('👍')];
      const { inBubble } = await open(received({ ...change, reactions }), windowEndsInMs);
      expect(inBubble('.react')).not.to.exist;
      expect(inBubble('button.reaction')).not.to.exist;
      expect(inBubble('.reaction')).to.exist;
    });
  }
});
