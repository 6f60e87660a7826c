import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { refused } from '../../test-support/fake-server.ts';
import { NOW, sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { ChatChosenEvent } from '../conversation-list/conversation-list.ts';
import './new-chat.ts';
import type { NewChat } from './new-chat.ts';

useTokens();

const PHONE = '+1 555 0118';
const CONTACT = `GET /api/whatsapp/contacts/${encodeURIComponent(PHONE)}`;

async function open() {
  const inbox = await openSampleInbox({ contacts: [sampleContact()] });
  inbox.server.on('GET /api/whatsapp/templates', () => ({
    status: 200,
    body: {
      templates: [sampleTemplate()],
      next_cursor: null,
      state: { template_count: 1, synced_at: NOW, sync_error: null },
    },
  }));
  const form = await fixture<NewChat>(
    html`<chasqui-new-chat .store=${inbox.store}></chasqui-new-chat>`,
  );
  const enter = (phone: string) => {
    form.shadowRoot!.querySelector('input')!.value = phone;
    form.shadowRoot!.querySelector<HTMLElement>('.primary')!.click();
  };
  const picker = () => form.shadowRoot!.querySelector('chasqui-template-picker');
  const template = () => picker()?.shadowRoot?.querySelector('chasqui-template-form')?.shadowRoot;
  /** Chooses the only template there is, and sends it. */
  const sendTemplate = async () => {
    await until(() => picker()?.shadowRoot?.querySelector('.option') != null);
    picker()!.shadowRoot!.querySelector<HTMLElement>('.option')!.click();
    await until(() => template()?.querySelector('.primary') != null);
    template()!.querySelector<HTMLElement>('.primary')!.click();
  };
  const sent = () => inbox.server.requests.filter(({ path }) => path === '/api/whatsapp/send');
  return { ...inbox, form, enter, picker, template, sendTemplate, sent };
}

describe('chasqui-new-chat', () => {
  it('is accessible', async () => {
    const { form } = await open();
    await expect(form).to.be.accessible();
  });

  it('is empty by default', async () => {
    const { form } = await open();
    expect(form.shadowRoot!.querySelector('input')!.value).to.equal('');
  });

  it('asks for a number before it goes on', async () => {
    const { form, enter, picker } = await open();
    enter('hello');
    await form.updateComplete;
    expect(form.shadowRoot!.querySelectorAll('[role=alert]')).to.have.length(1);
    expect(picker()).to.equal(null);
    await expect(form).to.be.accessible();
  });

  it('opens the chat of whom is known by the number', async () => {
    const { form, server, enter, sent } = await open();
    server.on(CONTACT, () => ({ status: 200, body: { contact: sampleContact() } }));
    setTimeout(() => enter(PHONE));
    const event = await oneEvent<ChatChosenEvent>(form, 'chasqui-chat-chosen');
    expect(event.contactId).to.equal('ct_maya');
    expect(sent()).to.have.length(0);
  });

  it('has a template chosen for somebody new, and opens the chat with whom it went to', async () => {
    const { form, server, enter, sendTemplate, sent } = await open();
    server.on('POST /api/whatsapp/send', () => ({
      status: 202,
      body: { message: sampleMessage({ direction: 'outgoing' }) },
    }));
    enter(PHONE);
    setTimeout(() => void sendTemplate());
    const event = await oneEvent<ChatChosenEvent>(form, 'chasqui-chat-chosen');
    expect(event.contactId).to.equal('ct_maya');
    expect(sent()[0]?.body).to.include({ to: PHONE, type: 'template' });
  });

  it('makes one message of several tries, and says why the first failed', async () => {
    const { server, enter, template, sendTemplate, sent } = await open();
    server.on('POST /api/whatsapp/send', () => refused(503, 'unavailable'));
    enter(PHONE);
    await sendTemplate();
    await until(() => template()!.textContent!.includes('Refused: unavailable.'));
    template()!.querySelector<HTMLElement>('.primary')!.click();
    await until(() => sent().length === 2);
    const ids = sent().map(({ body }) => (body as { client_message_id: string }).client_message_id);
    expect(ids[0]).to.equal(ids[1]);
  });

  it('says what went wrong when the server cannot tell who it is', async () => {
    const { form, server, enter, picker } = await open();
    server.on(CONTACT, () => refused(503, 'unavailable'));
    enter(PHONE);
    await until(() => form.shadowRoot!.textContent!.includes('Refused: unavailable.'));
    expect(picker()).to.equal(null);
  });

  it('goes back to the number when no template is chosen', async () => {
    const { form, enter, picker } = await open();
    enter(PHONE);
    await until(() => picker() !== null);
    picker()!.shadowRoot!.querySelector<HTMLElement>('header .icon-button')!.click();
    await until(() => picker() === null);
    await until(() => form.shadowRoot!.activeElement?.id === 'phone');
    expect(form.shadowRoot!.querySelector('input')!.value).to.equal(PHONE);
  });
});
