import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { Contact } from '../../../backend/contract/contact.ts';
import { sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { NewMessageSound } from './new-message-sound.ts';

/** One for each test: others may run in the same browser. */
let lock: string;
const silent = () =>
  new NewMessageSound(new Host(), {
    getStore: () => undefined,
    isSeen: () => false,
    play: () => undefined,
    lock,
  });

class Host extends LitElement {}
customElements.define('sound-host', Host);

async function open() {
  const maya = sampleContact();
  const lena = sampleContact({ id: 'ct_lena', display_name: 'Lena Hoffmann' });
  const inbox = await openSampleInbox({ contacts: [maya, lena] });
  const host = await fixture<Host>(html`<sound-host></sound-host>`);
  const heard = { count: 0, seenId: '' };
  const sound = new NewMessageSound(host, {
    getStore: () => inbox.store,
    isSeen: (id) => id === heard.seenId,
    play: () => heard.count++,
    lock,
  });
  await until(() => inbox.store.state.isLoaded && sound.leads);
  let id = 900;
  const write = async (contact: Contact, unread_count = contact.unread_count + 1) => {
    const message = sampleMessage({ id: String(id++), contact_id: contact.id });
    inbox.push({
      type: 'message.created',
      message,
      contact: { ...contact, unread_count },
      unread_count,
    });
    await until(() => inbox.store.state.contacts.get(contact.id)?.unread_count === unread_count);
  };
  return { maya, lena, heard, sound, write, host };
}

describe('the sound of a new message', () => {
  beforeEach(() => {
    lock = `test:${crypto.randomUUID()}`;
    localStorage.removeItem('chasqui:sound');
  });

  it('comes when a customer writes, and once for several messages at a time', async () => {
    const { maya, lena, heard, write } = await open();
    await write(maya, 1);
    await write(lena, 2);
    expect(heard.count).to.equal(1);
  });

  it('does not come for what becomes read', async () => {
    const { maya, heard, write } = await open();
    await write({ ...maya, unread_count: 0 }, 0);
    expect(heard.count).to.equal(0);
  });

  it('does not come for the conversation that somebody sees', async () => {
    const { maya, lena, heard, write } = await open();
    heard.seenId = maya.id;
    await write(maya, 1);
    expect(heard.count).to.equal(0);
    await write(lena, 2);
    expect(heard.count).to.equal(1);
  });

  it('can be turned off, which is remembered', async () => {
    const { maya, heard, sound, write } = await open();
    expect(sound.isOn).to.be.true;
    sound.toggle();
    await write(maya);
    expect(heard.count).to.equal(0);
    expect(silent().isOn).to.be.false;
  });

  it('comes in one tab only: in the next one when the first has gone', async () => {
    const { host } = await open();
    const other = await fixture<Host>(html`<sound-host></sound-host>`);
    const second = new NewMessageSound(other, {
      getStore: () => undefined,
      isSeen: () => false,
      play: () => undefined,
      lock,
    });
    expect(second.leads).to.be.false;
    host.remove();
    await until(() => second.leads);
  });
});
