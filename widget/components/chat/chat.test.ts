import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Contact } from '../../../backend/contract/contact.ts';
import type { MediaState } from '../../../backend/contract/media.ts';
import type { Message } from '../../../backend/contract/message.ts';
import { refused } from '../../test-support/fake-server.ts';
import { sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import type { SampleInbox } from '../../test-support/sample-store.ts';
import { sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import { TemplateRequestEvent } from '../composer/composer-events.ts';
import type { MediaLinkEvent } from '../media/media-events.ts';
import './chat.ts';
import type { Chat } from './chat.ts';

useTokens();

/** Some frames: what a resize observer does is done and painted. */
async function frames(): Promise<void> {
  for (let left = 3; left > 0; left--) await new Promise(requestAnimationFrame);
}

const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();

function talk(count: number): Message[] {
  return Array.from({ length: count }, (_, index) =>
    sampleMessage({
      id: String(100 + index),
      direction: index % 3 === 2 ? 'outgoing' : 'incoming',
      status: index % 3 === 2 ? 'read' : 'received',
      content: { kind: 'text', body: `Message ${index}` },
    }),
  );
}

async function open(
  messages: Message[],
  contact: Partial<Contact> = {},
): Promise<SampleInbox & { chat: Chat; contact: Contact }> {
  const whole = sampleContact({ window_expires_at: inOneHour(), ...contact });
  const inbox = await openSampleInbox({ contacts: [whole], messages });
  const place = await fixture(html`<div></div>`);
  place.setAttribute('class', 'place');
  const chat = document.createElement('chasqui-chat');
  chat.store = inbox.store;
  chat.contactId = whole.id;
  chat.active = true;
  chat.style.setProperty('block-size', '500px');
  place.append(chat);
  await until(() => bubblesOf(chat).length === Math.min(messages.length, 50));
  await aTimeout(60);
  return { ...inbox, chat, contact: whole };
}

const bubblesOf = (chat: Chat) => [...chat.shadowRoot!.querySelectorAll('chasqui-bubble')];
const logOf = (chat: Chat) => chat.shadowRoot!.querySelector<HTMLElement>('.log')!;
const bodyOf = (chat: Chat, index: number) => {
  const content = bubblesOf(chat).at(index)?.content;
  return content?.kind === 'text' ? content.body : undefined;
};

function send(chat: Chat, text: string): void {
  const field = chat
    .shadowRoot!.querySelector('chasqui-composer')!
    .shadowRoot!.querySelector('textarea')!;
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  field.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
  );
}

describe('chasqui-chat', () => {
  it('is accessible', async () => {
    const { chat } = await open(talk(5));
    await expect(chat).to.be.accessible();
  });

  it('opens at the newest message', async () => {
    const { chat } = await open(talk(40));
    const log = logOf(chat);
    expect(log.scrollTop).to.be.above(0);
    expect(log.scrollHeight - log.scrollTop - log.clientHeight).to.be.below(2);
  });

  it('opens at the first unread one, with a divider, where there are more than fit', async () => {
    const { chat, server } = await open(talk(60), { unread_count: 30 });
    const divider = chat.shadowRoot!.querySelector('.unread')!;
    expect(divider.textContent).to.contain('30 unread messages');
    const topOf = () =>
      divider.getBoundingClientRect().top - logOf(chat).getBoundingClientRect().top;
    await until(() => topOf() >= 0 && topOf() < 400);
    // What takes its height late above it must not push it out of view.
    const place = topOf();
    for (const bubble of bubblesOf(chat).slice(0, 15)) bubble.style.paddingBlockEnd = '30px';
    await frames();
    expect(topOf()).to.be.closeTo(place, 1);
    expect(server.pathsOf('POST')).not.to.contain('/api/whatsapp/contacts/ct_maya/read');
  });

  it('moves the divider up while older pages turn out to be unread, too', async () => {
    const { chat, store } = await open(talk(120), { unread_count: 60 });
    await store.loadOlder('ct_maya');
    await until(() => bubblesOf(chat).length >= 100);
    const divider = chat.shadowRoot!.querySelector('.unread')!;
    const below = () => (divider.nextElementSibling as HTMLElement).dataset.id;
    await until(() => below() === '130');
    expect(divider.textContent).to.contain('60 unread messages');
  });

  it('offers a template where the window had closed, which no retry can open', async () => {
    const failed = sampleMessage({
      id: '100',
      direction: 'outgoing',
      status: 'failed',
      error: { code: 131_047, title: 'Too late', details: null, is_retryable: false },
    });
    const { chat } = await open([failed]);
    const button = bubblesOf(chat)[0]!.shadowRoot!.querySelector<HTMLElement>('.problem button')!;
    expect(button.textContent?.trim()).to.equal('Send as template');
    button.click();
    await until(() => chat.shadowRoot!.querySelector('chasqui-template-picker') !== null);
  });

  it('leads by the arrows from an empty field into the messages', async () => {
    const { chat } = await open(talk(3));
    const composer = chat.shadowRoot!.querySelector('chasqui-composer')!;
    const field = composer.shadowRoot!.querySelector('textarea')!;
    const press = (target: Element, key: string) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
      );
    const focused = () => bubblesOf(chat).findIndex((bubble) => bubble.matches(':focus-within'));
    field.focus();
    field.value = 'Words';
    press(field, 'ArrowUp');
    expect(focused()).to.equal(-1);
    field.value = '';
    press(field, 'ArrowUp');
    expect(focused()).to.equal(2);
    press(bubblesOf(chat)[2]!, 'ArrowUp');
    expect(focused()).to.equal(1);
    press(bubblesOf(chat)[1]!, 'ArrowDown');
    expect(focused()).to.equal(2);
  });

  it('marks as read what somebody sees', async () => {
    const { server, store } = await open(talk(3), { unread_count: 2 });
    await until(() => server.pathsOf('POST').includes('/api/whatsapp/contacts/ct_maya/read'));
    await until(() => store.state.contacts.get('ct_maya')?.unread_count === 0);
  });

  it('marks nothing as read while it is not visible', async () => {
    const { chat, server, push, contact } = await open(talk(3));
    chat.active = false;
    await chat.updateComplete;
    push({
      type: 'message.created',
      message: sampleMessage({ id: '900' }),
      contact: { ...contact, unread_count: 1 },
      unread_count: 1,
    });
    await aTimeout(80);
    expect(server.pathsOf('POST')).not.to.contain('/api/whatsapp/contacts/ct_maya/read');
  });

  it('loads older messages above without moving the text that is being read', async () => {
    const { chat, push, contact } = await open(talk(120));
    const log = logOf(chat);
    log.scrollTop = 300;
    const top = log.getBoundingClientRect().top;
    const read = bubblesOf(chat).find((bubble) => bubble.getBoundingClientRect().top > top)!;
    const place = read.getBoundingClientRect().top;
    await until(() => bubblesOf(chat).length === 100);
    await aTimeout(60);
    expect(read.getBoundingClientRect().top).to.be.closeTo(place, 1);
    push({
      type: 'message.created',
      message: sampleMessage({ id: '900' }),
      contact,
      unread_count: 0,
    });
    await until(() => bubblesOf(chat).length === 101);
    await aTimeout(60);
    expect(read.getBoundingClientRect().top).to.be.closeTo(place, 1);
    expect(chat.shadowRoot!.querySelector('.jump')?.textContent).to.contain('1 new');
  });

  it('stays at the end while it is read there, and offers a way back when it is not', async () => {
    const { chat, push, contact } = await open(talk(40));
    const arrive = (id: string) =>
      push({
        type: 'message.created',
        message: sampleMessage({ id }),
        contact,
        unread_count: 0,
      });
    arrive('901');
    await aTimeout(60);
    const log = logOf(chat);
    expect(log.scrollHeight - log.scrollTop - log.clientHeight).to.be.below(2);
    log.scrollTop = 50;
    await aTimeout(60);
    const before = log.scrollTop;
    arrive('902');
    await aTimeout(60);
    expect(log.scrollTop).to.equal(before);
    expect(chat.shadowRoot!.querySelector('.jump')?.textContent).to.contain('1 new');
  });

  it('follows what comes in also where everything fitted in at first', async () => {
    const { chat, push, contact } = await open(talk(2), { unread_count: 1 });
    expect(logOf(chat).scrollHeight).to.equal(logOf(chat).clientHeight);
    for (let id = 300; id < 325; id++) {
      push({
        type: 'message.created',
        message: sampleMessage({ id: `${id}` }),
        contact,
        unread_count: 0,
      });
      await until(() => bubblesOf(chat).at(-1)?.dataset.id === `${id}`);
      await aTimeout(20);
    }
    const log = logOf(chat);
    expect(log.scrollHeight).to.be.above(log.clientHeight);
    await until(() => log.scrollHeight - log.scrollTop - log.clientHeight < 2);
  });

  it('shows an answer at once and keeps its bubble when the server confirms it', async () => {
    const { chat, server, push, contact } = await open(talk(2));
    let clientId = '';
    server.on('POST /api/whatsapp/send', ({ body }) => {
      clientId = (body as { client_message_id: string }).client_message_id;
      return 'no answer';
    });
    send(chat, 'On its way');
    await until(() => bubblesOf(chat).length === 3);
    const bubble = bubblesOf(chat).at(-1)!;
    expect(bubble.status).to.equal('queued');
    await until(() => clientId !== '');
    const message = sampleMessage({
      id: '950',
      direction: 'outgoing',
      status: 'sent',
      client_message_id: clientId,
      content: { kind: 'text', body: 'On its way' },
    });
    push({ type: 'message.created', message, contact, unread_count: 0 });
    await until(() => bubblesOf(chat).at(-1)?.status === 'sent');
    expect(bubblesOf(chat)).to.have.length(3);
    expect(bubblesOf(chat).at(-1)).to.equal(bubble);
  });

  it('shows what the customer does to a message as it happens', async () => {
    const { chat, push, contact } = await open(talk(3));
    const message = sampleMessage({
      id: '102',
      direction: 'outgoing',
      status: 'read',
      reactions: [{ emoji: '👍', by: 'customer', at: '2026-03-12T10:43:00.000Z' }],
      deleted_at: '2026-03-12T10:44:00.000Z',
    });
    push({ type: 'message.amended', message, preview: 'Hello' });
    await until(() => bubblesOf(chat).at(-1)?.deletedAt === message.deleted_at);
    const chip = bubblesOf(chat).at(-1)!.shadowRoot!.querySelector('.reaction');
    expect(chip?.getAttribute('aria-label')).to.contain(contact.display_name);
    await expect(chat).to.be.accessible();
  });

  it('says of a message that Meta holds back that it is not sent yet', async () => {
    const { chat, push } = await open(talk(3));
    const tell = (hold: string) => {
      const held = {
        id: '102',
        direction: 'outgoing',
        status: 'held',
        hold,
        sent_at: null,
      } as const;
      push({ type: 'message.status_changed', message: sampleMessage(held) });
    };
    tell('held_for_quality_assessment');
    const bubble = () => bubblesOf(chat).at(-1)!;
    await until(() => bubble().problem.includes('checking this template’s quality'));
    expect(bubble().actions).to.deep.equal([]);
    const ticks = bubble().shadowRoot!.querySelector('chasqui-delivery-ticks')!;
    expect(ticks.shadowRoot!.textContent).to.contain('Held by Meta');
    await expect(chat).to.be.accessible();
    tell('paused');
    await until(() => bubble().problem.includes('paused this template'));
    tell('something_new');
    await until(() => bubble().problem.includes('has not sent this message yet'));
    const sent = sampleMessage({
      id: '102',
      direction: 'outgoing',
      status: 'sent',
      hold: 'paused',
    });
    push({ type: 'message.status_changed', message: sent });
    await until(() => bubble().problem === '');
  });

  it('keeps a refused message with its reason, for a person to decide', async () => {
    const { chat, server } = await open(talk(2));
    server.on('POST /api/whatsapp/send', () => refused(409, 'not_configured'));
    send(chat, 'Hello');
    await until(() => bubblesOf(chat).at(-1)?.problem !== '' && bubblesOf(chat).length === 3);
    expect(bubblesOf(chat).at(-1)?.problem).to.contain('Refused: not_configured.');
    const discard = bubblesOf(chat).at(-1)!.shadowRoot!.querySelectorAll('button')[1]!;
    discard.click();
    await until(() => bubblesOf(chat).length === 2);
  });

  it('gets files their addresses, and has them fetched again', async () => {
    const media = { id: 'md_1', state: 'ready' as const, mime_type: 'image/gif' };
    const tell = (state: MediaState): Message =>
      sampleMessage({
        content: { kind: 'image', media: { ...media, state }, caption: 'A *dent*' },
      });
    const { chat, server, push } = await open([tell('pending')]);
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
    // Whatever the server says is taken as a path of its own; here nothing listens at it.
    server.on('GET /api/whatsapp/media/md_1/link', () => ({
      status: 200,
      body: { url: '/api/whatsapp/media/md_1?s=x', expires_at: '2026-03-12T16:32:00.000Z' },
    }));
    server.on('POST /api/whatsapp/media/md_1/retry', () => ({ status: 202, body: { media } }));
    chat.shadowRoot!.addEventListener('chasqui-media-link', (event) => {
      const { answer } = event as MediaLinkEvent;
      // The CSP of these tests lets no picture in from elsewhere.
      (event as MediaLinkEvent).answer = answer?.then(({ url }) => {
        expect(url).to.equal('https://inbox.example.test/api/whatsapp/media/md_1?s=x');
        return { url: pixel };
      });
    });
    const content = bubblesOf(chat)[0]!.shadowRoot!;
    expect(content.querySelector('.text strong')).to.have.text('dent');
    const file = content.querySelector('chasqui-media')!;
    push({ type: 'message.media_changed', message: tell('ready') });
    await until(() => file.shadowRoot!.querySelector('img') !== null);
    push({ type: 'message.media_changed', message: tell('failed') });
    await until(() => file.shadowRoot!.querySelector('.retry') !== null);
    file.shadowRoot!.querySelector<HTMLButtonElement>('.retry')!.click();
    await until(() => server.pathsOf('POST').includes('/api/whatsapp/media/md_1/retry'));
  });

  it('shows nothing of one conversation in another', async () => {
    const { chat, store, push } = await open(talk(4));
    send(chat, 'typed for Maya');
    const other = sampleContact({ id: 'ct_lena', display_name: 'Lena Hoffmann' });
    push({ type: 'contact.updated', contact: other, unread_count: 0 });
    chat.contactId = 'ct_lena';
    await until(() => store.state.logs.get('ct_lena')?.loading === 'idle');
    await chat.updateComplete;
    expect(bubblesOf(chat)).to.have.length(0);
    expect(bodyOf(chat, 0)).to.be.undefined;
    expect(chat.shadowRoot!.querySelector('h2')).to.have.text('Lena Hoffmann');
  });

  it('replaces the field by a sentence when the window has closed', async () => {
    const { chat } = await open(talk(2), { window_expires_at: '2026-03-10T17:04:00.000Z' });
    expect(chat.shadowRoot!.querySelector('chasqui-composer')?.mode).to.equal('window_closed');
  });

  const quoteOf = (chat: Chat, index: number) =>
    bubblesOf(chat).at(index)!.shadowRoot!.querySelector<HTMLButtonElement>('.quote-button');
  const stripOf = (chat: Chat) => chat.shadowRoot!.querySelector('.quote-strip');

  it('answers one message, chosen in the log, and says so to the server', async () => {
    const { chat, server } = await open([
      sampleMessage({
        id: '101',
        message_id: 'wamid.101',
        content: { kind: 'text', body: 'Blue?' },
      }),
      sampleMessage({
        id: '102',
        message_id: 'wamid.102',
        content: { kind: 'text', body: 'Or red?' },
      }),
    ]);
    let sent: unknown;
    server.on('POST /api/whatsapp/send', ({ body }) => {
      sent = body;
      return 'no answer';
    });
    const log = logOf(chat);
    const press = (key: string) =>
      log.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    press('k');
    press('k');
    press('r');
    await chat.updateComplete;
    expect(stripOf(chat)?.textContent).to.contain('Blue?');
    await expect(chat).to.be.accessible();
    const composer = chat.shadowRoot!.querySelector('chasqui-composer')!;
    composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await chat.updateComplete;
    expect(stripOf(chat)).not.to.exist;
    bubblesOf(chat).at(-1)!.shadowRoot!.querySelector<HTMLButtonElement>('.reply')!.click();
    await chat.updateComplete;
    expect(stripOf(chat)?.textContent).to.contain('Or red?');
    send(chat, 'Red, please');
    await until(() => sent !== undefined);
    expect(sent).to.deep.include({ context: { message_id: 'wamid.102' } });
    await until(() => bubblesOf(chat).length === 3);
    expect(stripOf(chat)).not.to.exist;
    expect(quoteOf(chat, -1)?.textContent).to.contain('Or red?');
  });

  it('leads from a quote to its message, also when that is not loaded yet', async () => {
    const messages = talk(120).map((message, index) => ({
      ...message,
      message_id: `wamid.${index}`,
      reply_to_message_id: index === 119 ? 'wamid.3' : null,
    }));
    const { chat } = await open(messages);
    expect(quoteOf(chat, -1)?.textContent).to.contain('An earlier message');
    quoteOf(chat, -1)!.click();
    await until(() => bubblesOf(chat).some((bubble) => bubble.hasAttribute('flash')));
    const found = bubblesOf(chat).find((bubble) => bubble.hasAttribute('flash'))!;
    expect(found.content).to.deep.equal({ kind: 'text', body: 'Message 3' });
    expect(quoteOf(chat, -1)?.textContent).to.contain('Message 3');
  });

  it('says honestly when the quoted message is deleted or not here', async () => {
    const { chat } = await open([
      sampleMessage({ id: '101', message_id: 'wamid.101', deleted_at: '2026-03-12T10:44:00.000Z' }),
      sampleMessage({ id: '102', message_id: 'wamid.102', reply_to_message_id: 'wamid.101' }),
      sampleMessage({ id: '103', message_id: 'wamid.103', reply_to_message_id: 'wamid.ELSEWHERE' }),
    ]);
    expect(quoteOf(chat, 1)?.textContent).to.contain('Deleted by the customer');
    expect(quoteOf(chat, 2)?.textContent).to.contain('A message that is not here');
    quoteOf(chat, 2)!.click();
    await until(() => !chat.shadowRoot!.querySelector<HTMLElement>('.notice')!.hidden);
    await expect(chat).to.be.accessible();
  });

  it('shows where a message came from', async () => {
    const { chat } = await open([
      sampleMessage({
        id: '101',
        provenance: {
          forwarded: 'often',
          participant: { name: 'Tomás Berg', phone_number: null },
          referral: { source: 'ad', headline: 'Kettles', source_url: 'https://shop.example/ad' },
        },
      }),
      sampleMessage({
        id: '102',
        direction: 'outgoing',
        status: 'sent',
        sent_by: null,
        provenance: { origin: 'phone_app' },
      }),
    ]);
    const [first, second] = bubblesOf(chat).map((bubble) => bubble.shadowRoot!);
    expect(first!.textContent).to.contain('Tomás Berg').and.to.contain('Forwarded many times');
    expect(first!.querySelector('.referral a')).to.have.attribute(
      'href',
      'https://shop.example/ad',
    );
    expect(second!.querySelector('.author')).to.have.text('Phone app');
    await expect(chat).to.be.accessible();
  });

  it('says when the customer last wrote, also when Meta closed the window early', async () => {
    const sent_at = '2026-03-10T09:00:00.000Z';
    const { chat } = await open([sampleMessage({ id: '101', sent_at })], {
      window_expires_at: '2026-03-10T11:00:00.000Z',
    });
    expect(chat.shadowRoot!.querySelector('chasqui-composer')!.lastWroteAt).to.equal(sent_at);
  });

  it('asks for a template when the window has closed, and keeps the draft', async () => {
    const { chat, push, contact } = await open(talk(2));
    const composer = chat.shadowRoot!.querySelector('chasqui-composer')!;
    const field = composer.shadowRoot!.querySelector('textarea')!;
    field.value = 'Half a sentence';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(composer.shadowRoot!.querySelector('.countdown')?.textContent).to.contain('closes in');
    const closed = { ...contact, window_expires_at: new Date(Date.now() - 1_000).toISOString() };
    push({ type: 'contact.updated', contact: closed, unread_count: 0 });
    await until(() => composer.mode === 'window_closed');
    await composer.updateComplete;
    expect(composer.shadowRoot!.textContent).to.contain('Half a sentence');
    const button = composer.shadowRoot!.querySelector<HTMLButtonElement>('.closed button')!;
    setTimeout(() => button.click());
    await oneEvent(chat, 'chasqui-template-request');
    await expect(chat).to.be.accessible();
    push({ type: 'contact.updated', contact, unread_count: 0 });
    await until(() => composer.mode === 'ready');
    await composer.updateComplete;
    expect(composer.shadowRoot!.querySelector('textarea')!.value).to.equal('Half a sentence');
  });

  it('opens the template picker over itself, and goes on with the draft when it ends', async () => {
    const { chat, contact, push, server } = await open(talk(2));
    server.on('GET /api/whatsapp/templates', () => ({
      status: 200,
      body: {
        templates: [sampleTemplate()],
        next_cursor: null,
        state: { template_count: 1, synced_at: null, sync_error: null },
      },
    }));
    server.on('POST /api/whatsapp/send', () => 'no answer');
    const composer = chat.shadowRoot!.querySelector('chasqui-composer')!;
    const field = composer.shadowRoot!.querySelector('textarea')!;
    field.value = 'Half a sentence';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const picker = () => chat.shadowRoot!.querySelector('chasqui-template-picker');
    const ask = async () => {
      composer.dispatchEvent(new TemplateRequestEvent());
      await until(() => picker()?.shadowRoot?.querySelector('[role=option]') != null);
      await until(() => chat.shadowRoot!.activeElement === picker());
    };
    const press = (key: string) =>
      picker()!
        .shadowRoot!.querySelector('input')!
        .dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
        );
    await ask();
    expect(chat.shadowRoot!.querySelector('.under')!.hasAttribute('inert')).to.equal(true);
    await expect(chat).to.be.accessible();
    press('Escape');
    await until(() => picker() === null && chat.shadowRoot!.activeElement === composer);
    expect(composer.shadowRoot!.querySelector('textarea')!.value).to.equal('Half a sentence');

    await ask();
    const survivor = { ...contact, id: 'ct_survivor' };
    push({ type: 'contact.merged', from: contact.id, contact: survivor, unread_count: 0 });
    chat.contactId = survivor.id;
    await chat.updateComplete;
    expect(picker()?.contactId).to.equal('ct_survivor');
    press('Enter');
    const form = () => picker()?.shadowRoot?.querySelector('chasqui-template-form')?.shadowRoot;
    await until(() => form()?.querySelector('.primary') != null);
    form()!.querySelector<HTMLElement>('.primary')!.click();
    await until(() => picker() === null);
    await until(() => bubblesOf(chat).at(-1)?.content.kind === 'template');
    expect(bubblesOf(chat).at(-1)!.status).to.equal('queued');
    expect(composer.shadowRoot!.querySelector('textarea')!.value).to.equal('Half a sentence');
  });

  it('says that a contact is blocked, and in WhatsApp’s words where only here', async () => {
    const reason = 'WhatsApp blocks only people who have written in the last 24 hours.';
    const { chat, contact, push, server } = await open(talk(2), { is_blocked: true });
    const notice = () => chat.shadowRoot!.querySelector('.block-notice');
    expect(notice()?.textContent).to.contain('You have blocked this contact.');
    push({
      type: 'contact.updated',
      contact: { ...contact, whatsapp_block: { state: 'refused', reason } },
      unread_count: 0,
    });
    await until(() => notice()?.textContent?.includes(reason) ?? false);
    await expect(chat).to.be.accessible();
    server.on(`PUT /api/whatsapp/contacts/${contact.id}`, () => ({
      status: 200,
      body: { contact: { ...contact, is_blocked: false } },
    }));
    notice()!.querySelector('button')!.click();
    await until(() => notice() === null);
  });
});
