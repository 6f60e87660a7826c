import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { refused } from '../../test-support/fake-server.ts';
import { sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { ChatChosenEvent } from '../conversation-list/conversation-list.ts';
import './new-chat.ts';
import type { NewChat } from './new-chat.ts';

useTokens();

async function open() {
  const inbox = await openSampleInbox({ contacts: [sampleContact()] });
  const form = await fixture<NewChat>(
    html`<chasqui-new-chat .store=${inbox.store}></chasqui-new-chat>`,
  );
  const fill = (phone: string, text: string) => {
    form.shadowRoot!.querySelector('input')!.value = phone;
    form.shadowRoot!.querySelector('textarea')!.value = text;
  };
  const submit = () => form.shadowRoot!.querySelector<HTMLElement>('.primary')!.click();
  const sent = () => inbox.server.requests.filter(({ path }) => path === '/api/whatsapp/send');
  return { ...inbox, form, fill, submit, sent };
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

  it('asks for a number and a text before it sends anything', async () => {
    const { form, fill, submit, sent } = await open();
    fill('hello', '');
    submit();
    await form.updateComplete;
    expect(form.shadowRoot!.querySelectorAll('[role=alert]')).to.have.length(2);
    expect(sent()).to.have.length(0);
    await expect(form).to.be.accessible();
  });

  it('opens the chat with whom the message went to', async () => {
    const { form, server, fill, submit } = await open();
    server.on('POST /api/whatsapp/send', () => ({
      status: 202,
      body: { message: sampleMessage({ direction: 'outgoing' }) },
    }));
    fill('+1 555 0118', 'Hello');
    setTimeout(submit);
    const event = await oneEvent<ChatChosenEvent>(form, 'chasqui-chat-chosen');
    expect(event.contactId).to.equal('ct_maya');
  });

  it('makes one message of several tries', async () => {
    const { form, server, fill, submit, sent } = await open();
    server.on('POST /api/whatsapp/send', () => refused(503, 'unavailable'));
    fill('+1 555 0118', 'Hello');
    submit();
    await until(() => form.shadowRoot!.textContent!.includes('Refused: unavailable.'));
    submit();
    await until(() => sent().length === 2);
    const ids = sent().map(({ body }) => (body as { client_message_id: string }).client_message_id);
    expect(ids[0]).to.equal(ids[1]);
  });
});
