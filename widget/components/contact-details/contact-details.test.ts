import { expect, fixture, html } from '@open-wc/testing';
import type { Contact } from '../../../backend/contract/contact.ts';
import { refused } from '../../test-support/fake-server.ts';
import { sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './contact-details.ts';
import type { ContactDetails } from './contact-details.ts';

useTokens();

const NO_PHONE: Partial<Contact> = {
  phone_number: null,
  username: 'maya.l',
  user_id: 'US.48213570926641',
};

async function open(part: Partial<Contact> = {}, canAsk = true) {
  const contact = sampleContact(part);
  const { store, server } = await openSampleInbox({ contacts: [contact] });
  const details = await fixture<ContactDetails>(
    html`<chasqui-contact-details
      .store=${store}
      .contact=${contact}
      .canAsk=${canAsk}
    ></chasqui-contact-details>`,
  );
  return { details, root: details.shadowRoot!, server };
}

const textOf = (root: ShadowRoot) => root.textContent!.replace(/\s+/g, ' ');

describe('chasqui-contact-details', () => {
  it('is accessible', async () => {
    await expect((await open(NO_PHONE)).details).to.be.accessible();
  });

  it('shows the phone number, and asks nobody whose number is known', async () => {
    const { root } = await open();
    expect(textOf(root)).to.include('Phone number');
    expect(root.querySelector('.ask')).not.to.exist;
    expect(textOf(root)).not.to.include('User ID');
  });

  it('shows username and user id of somebody without a number', async () => {
    const { root } = await open(NO_PHONE);
    expect(textOf(root)).to.include('Not known');
    expect(textOf(root)).to.include('@maya.l');
    expect(root.querySelector('code')!.textContent).to.equal('US.48213570926641');
  });

  it('shows a group by its id, and asks it for no phone number', async () => {
    const { root } = await open({ ...NO_PHONE, username: null, user_id: 'group:Y2FwaV9ncm91cDox' });
    expect(root.querySelector('code')!.textContent).to.equal('Y2FwaV9ncm91cDox');
    expect(textOf(root)).to.include('Group ID');
    expect(textOf(root)).not.to.include('Phone number');
    expect(root.querySelector('.ask')).not.to.exist;
  });

  it('copies the user id', async () => {
    const { root } = await open(NO_PHONE);
    const copied: string[] = [];
    const clipboard = { writeText: async (text: string) => void copied.push(text) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    root.querySelector<HTMLButtonElement>('.copy')!.click();
    await until(() => textOf(root).includes('Copied'));
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(copied).to.deep.equal(['US.48213570926641']);
  });

  it('asks for the number once, with WhatsApp’s own button', async () => {
    const { root, server } = await open(NO_PHONE);
    server.on('POST /api/whatsapp/send', () => ({
      status: 202,
      body: { message: sampleMessage({ id: '900', direction: 'outgoing', status: 'queued' }) },
    }));
    const ask = root.querySelector<HTMLButtonElement>('.ask')!;
    ask.click();
    ask.click();
    await until(() => textOf(root).includes('Asked.'));
    const sent = server.requests.filter(({ path }) => path === '/api/whatsapp/send');
    expect(sent).to.have.length(1);
    expect(sent[0]!.body).to.deep.include({
      to: 'ct_maya',
      type: 'interactive',
      interactive: {
        type: 'request_contact_info',
        body: {
          text: 'May we have your phone number? Press the button below to share it with us.',
        },
        action: { name: 'request_contact_info' },
      },
    });
  });

  it('says why the question could not be sent, and lets it be asked again', async () => {
    const { root, server } = await open(NO_PHONE);
    server.on('POST /api/whatsapp/send', () => refused(409, 'not_configured'));
    root.querySelector<HTMLButtonElement>('.ask')!.click();
    await until(() => root.querySelector('[role="alert"]') !== null);
    expect(textOf(root)).to.include('Refused: not_configured.');
    expect(root.querySelector('.ask')!.getAttribute('aria-disabled')).to.equal('false');
  });

  it('does not ask while nothing may be written', async () => {
    const { root, server } = await open(NO_PHONE, false);
    root.querySelector<HTMLButtonElement>('.ask')!.click();
    expect(textOf(root)).to.include('while the 24-hour window is open');
    expect(server.pathsOf('POST')).not.to.include('/api/whatsapp/send');
  });
});
