import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Contact } from '../../../backend/contract/contact.ts';
import { refused } from '../../test-support/fake-server.ts';
import {
  sampleConnection,
  sampleContact,
  sampleMessage,
  sampleOperator,
} from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import type { SampleInbox } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './panel.ts';
import type { Menu } from '../menu/menu.ts';
import type { Panel } from './panel.ts';

useTokens();

const openWindow = new Date(Date.now() + 3_600_000).toISOString();

async function open(
  role: 'operator' | 'admin' = 'operator',
  widthPx = 400,
): Promise<SampleInbox & { panel: Panel }> {
  const inbox = await openSampleInbox({
    contacts: [sampleContact({ window_expires_at: openWindow })],
    messages: [sampleMessage()],
    operator: sampleOperator({ role }),
  });
  const panel = await fixture<Panel>(
    html`<chasqui-panel active .store=${inbox.store}></chasqui-panel>`,
  );
  panel.style.setProperty('inline-size', `${widthPx}px`);
  panel.style.setProperty('block-size', '680px');
  await until(() => find(panel, 'chasqui-conversation-list') !== null);
  return { ...inbox, panel };
}

const find = <E extends HTMLElement = HTMLElement>(panel: Panel, selector: string) =>
  panel.shadowRoot!.querySelector<E>(selector);
const isShown = (panel: Panel, selector: string) => (find(panel, selector)?.offsetWidth ?? 0) > 0;

function press(panel: Panel, key: string, target = find(panel, '.panel')!): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
}

async function openFirstChat(panel: Panel): Promise<void> {
  const list = find(panel, 'chasqui-conversation-list')!;
  await until(() => list.shadowRoot!.querySelector('chasqui-conversation-row') !== null);
  const row = list.shadowRoot!.querySelector('chasqui-conversation-row')!;
  await row.updateComplete;
  row.shadowRoot!.querySelector('button')!.click();
  await until(() => find(panel, 'chasqui-chat') !== null);
}

describe('chasqui-panel', () => {
  it('is accessible', async () => {
    const { panel } = await open('admin');
    await expect(panel).to.be.accessible();
    await openFirstChat(panel);
    await expect(panel).to.be.accessible();
  });

  it('shows the list, named by the business, by default', async () => {
    const { panel } = await open();
    expect(find(panel, '.panel')).to.have.attribute('aria-label', 'Casa Lumen');
    expect(isShown(panel, 'chasqui-conversation-list')).to.be.true;
    expect(find(panel, 'chasqui-chat')).not.to.exist;
  });

  it('begins with the settings for an admin who has neither a number nor a chat', async () => {
    const connection = sampleConnection({ is_configured: false, phone_number_id: null });
    const tabOf = async (role: 'operator' | 'admin', contacts: Contact[]) => {
      const operator = sampleOperator({ role });
      const { store } = await openSampleInbox({ connection, contacts, operator });
      const panel = await fixture<Panel>(
        html`<chasqui-panel active .store=${store}></chasqui-panel>`,
      );
      await until(() => find(panel, '[aria-selected=true]') !== null);
      await panel.updateComplete;
      return find(panel, '[aria-selected=true]')!.id;
    };
    expect(await tabOf('admin', [])).to.equal('tab-settings');
    expect(await tabOf('operator', [])).to.equal('tab-chats');
    // A number that was disconnected leaves chats to be read.
    expect(await tabOf('admin', [sampleContact()])).to.equal('tab-chats');
  });

  it('has a settings tab for admins only', async () => {
    expect(find((await open('operator')).panel, '#tab-settings')).not.to.exist;
    expect(find((await open('admin')).panel, '#tab-settings')).to.exist;
  });

  it('lets admins, and nobody else, export contacts and messages, and says what went wrong', async () => {
    const labels = (panel: Panel) =>
      find<Menu>(panel, 'chasqui-menu')!.items.map(({ label }) => label);
    expect(labels((await open('operator')).panel)).to.deep.equal(['Sign out']);
    const { panel, server } = await open('admin');
    expect(labels(panel)).to.deep.equal([
      'Export contacts (CSV)',
      'Export messages (CSV)',
      'Sign out',
    ]);
    for (const [index, what] of ['contacts', 'messages'].entries()) {
      const message = `No ${what} now: try again.`;
      server.on(`GET /api/whatsapp/${what}/export`, () => ({
        status: 503,
        body: { error: { code: 'unavailable', message } },
      }));
      find<Menu>(panel, 'chasqui-menu')!.items[index]!.run();
      await until(() => find(panel, '.problem')?.textContent?.includes(message) === true);
      expect(server.requests.at(-1)).to.include({
        path: `/api/whatsapp/${what}/export?format=csv`,
      });
      expect(server.requests.at(-1)?.token).to.match(/^access-/);
    }
  });

  it('gives an open chat the whole corner panel', async () => {
    const { panel } = await open();
    await openFirstChat(panel);
    expect(isShown(panel, 'chasqui-chat')).to.be.true;
    expect(isShown(panel, 'chasqui-conversation-list')).to.be.false;
  });

  it('shows list and chat side by side where there is room', async () => {
    const { panel } = await open('operator', 900);
    await openFirstChat(panel);
    expect(isShown(panel, 'chasqui-chat')).to.be.true;
    expect(isShown(panel, 'chasqui-conversation-list')).to.be.true;
  });

  it('closes one layer at a time on Escape: the chat, then itself', async () => {
    const { panel } = await open();
    await openFirstChat(panel);
    press(panel, 'Escape');
    await panel.updateComplete;
    expect(find(panel, 'chasqui-chat')).not.to.exist;
    const closing = oneEvent(panel, 'chasqui-panel-close');
    press(panel, 'Escape');
    await closing;
  });

  it('goes to the search at a slash, unless somebody is typing one', async () => {
    const { panel } = await open();
    const list = find(panel, 'chasqui-conversation-list')!;
    press(panel, '/');
    expect(list.shadowRoot!.activeElement?.localName).to.equal('input');
    await openFirstChat(panel);
    const chat = find(panel, 'chasqui-chat')!;
    await until(() => chat.shadowRoot!.querySelector('chasqui-composer') !== null);
    const composer = chat.shadowRoot!.querySelector('chasqui-composer')!;
    await composer.updateComplete;
    const field = composer.shadowRoot!.querySelector('textarea')!;
    field.focus();
    press(panel, '/', field);
    expect(composer.shadowRoot!.activeElement).to.equal(field);
  });

  it('opens the chat a page asks for, and offers to write to a number nobody knows', async () => {
    const { panel, server } = await open();
    panel.wantedChat = { idOrPhone: 'ct_maya' };
    await until(() => find(panel, 'chasqui-chat') !== null);
    server.on('GET /api/whatsapp/contacts/%2B15550199', () => refused(404, 'not_found'));
    panel.wantedChat = { idOrPhone: '+15550199' };
    await until(() => find(panel, 'chasqui-new-chat') !== null);
  });

  it('shows the form to sign in at the end of a session', async () => {
    const { panel, store } = await open();
    store.api.session.end('expired');
    await until(() => find(panel, 'chasqui-sign-in') !== null);
    expect(find(panel, 'chasqui-conversation-list')).not.to.exist;
  });
});

describe('chasqui-panel, when two customers turn out to be one', () => {
  it('keeps the open chat, as the survivor’s, and says so in it', async () => {
    const absorbed = sampleContact({ window_expires_at: openWindow });
    const survivor = sampleContact({ id: 'ct_older', display_name: 'Maya of the phone' });
    const { store, push } = await openSampleInbox({
      contacts: [absorbed, survivor],
      messages: [sampleMessage()],
    });
    const panel = await fixture<Panel>(
      html`<chasqui-panel active .store=${store}></chasqui-panel>`,
    );
    panel.style.setProperty('block-size', '680px');
    panel.wantedChat = { idOrPhone: absorbed.id };
    await until(() => find(panel, 'chasqui-chat') !== null);
    push({
      type: 'contact.merged',
      from: absorbed.id,
      contact: { ...survivor, last_merge: { id: 'cm_1', merged_at: new Date().toISOString() } },
      unread_count: 0,
    });
    const chat = find(panel, 'chasqui-chat')!;
    await until(() => chatIdOf(chat) === 'ct_older');
    await until(() => chat.shadowRoot!.querySelector('chasqui-merge-notice') !== null);
    expect(chat.shadowRoot!.querySelector('h2')!.textContent).to.include('Maya of the phone');
  });
});

function chatIdOf(chat: Element): string {
  return (chat as Element & { contactId: string }).contactId;
}
