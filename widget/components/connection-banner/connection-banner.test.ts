import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { ConnectionStatus } from '../../../backend/contract/settings.ts';
import { createInboxState } from '../../store/inbox-state.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { sampleConnection, sampleOperator } from '../../test-support/sample-data.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './connection-banner.ts';
import type { ConnectionBanner } from './connection-banner.ts';

useTokens();

class FakeStore {
  state: InboxState;
  readonly #listeners = new Set<() => void>();

  constructor(part: Partial<InboxState>) {
    const signedIn = { session: 'signed_in', live: 'live', isLoaded: true } as const;
    this.state = { ...createInboxState(), ...signedIn, connection: sampleConnection(), ...part };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(part: Partial<InboxState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

async function open(part: Partial<InboxState> = {}) {
  const store = new FakeStore(part);
  const banner = await fixture<ConnectionBanner>(
    html`<chasqui-connection-banner .store=${store}></chasqui-connection-banner>`,
  );
  const box = () => banner.shadowRoot!.querySelector('.banner');
  const words = () => (box()?.textContent ?? '').replace(/\s+/g, ' ').trim();
  return { banner, store, box, words };
}

const withStatus = (status: Partial<ConnectionStatus>) =>
  sampleConnection({
    status: {
      light: 'disconnected',
      reason: 'Meta refused the access token.',
      since: null,
      ...status,
    },
  });
const admin = sampleOperator({ role: 'admin' });

describe('chasqui-connection-banner', () => {
  it('is accessible in every state', async () => {
    const states: Partial<InboxState>[] = [
      {},
      { live: 'reconnecting' },
      { live: 'offline' },
      { connection: withStatus({}), operator: admin },
      { connection: withStatus({ light: 'degraded' }) },
    ];
    for (const state of states) {
      const { banner } = await open(state);
      await expect(banner).to.be.accessible();
    }
  });

  it('takes no room while all is well, and before anything is known', async () => {
    const { banner, box } = await open();
    expect(box()).not.to.exist;
    expect(banner.offsetHeight).to.equal(0);
    const unknown = await open({ isLoaded: false, connection: undefined, live: 'connecting' });
    expect(unknown.box()).not.to.exist;
  });

  it('follows the line to the server', async () => {
    const { banner, store, box, words } = await open();
    store.change({ live: 'reconnecting' });
    await banner.updateComplete;
    expect(words()).to.equal('Reconnecting… New messages may be late.');
    expect(box()!.getAttribute('role')).to.equal('alert');
    store.change({ live: 'offline' });
    await banner.updateComplete;
    expect(words()).to.equal('You’re offline. Messages send when you’re back.');
    store.change({ live: 'live' });
    await banner.updateComplete;
    expect(box()).not.to.exist;
  });

  it('sends admins to the settings when Meta refuses the token', async () => {
    const since = new Date().toISOString();
    const { banner, words } = await open({ connection: withStatus({ since }), operator: admin });
    expect(words()).to.match(
      /^WhatsApp is not connected\. Meta refused the access token\. Since \d\d:\d\d\. You can read but not reply for now\. Fix in Settings$/,
    );
    const opened = oneEvent(banner, 'chasqui-open-settings');
    banner.shadowRoot!.querySelector('button')!.click();
    await opened;
  });

  it('shows no way to the settings in the settings', async () => {
    const { banner, words } = await open({ connection: withStatus({}), operator: admin });
    banner.isInSettings = true;
    await banner.updateComplete;
    expect(words()).to.include('You can read but not reply for now.');
    expect(banner.shadowRoot!.querySelector('button')).not.to.exist;
  });

  it('sends operators to an admin', async () => {
    const { banner, words } = await open({
      connection: withStatus({}),
      operator: sampleOperator(),
    });
    expect(words()).to.include('Ask an admin to fix it. You can read but not reply for now.');
    expect(banner.shadowRoot!.querySelector('button')).not.to.exist;
  });

  it('says that there is no number', async () => {
    const connection = { ...sampleConnection(), is_configured: false };
    const { words } = await open({ connection, operator: admin });
    expect(words()).to.include('WhatsApp is not connected. There is no number to send from.');
  });

  it('does not interrupt for trouble with which messages still go out', async () => {
    const connection = withStatus({ light: 'degraded', reason: 'Meta cannot be reached.' });
    const { box, words } = await open({ connection });
    expect(words()).to.equal('WhatsApp has a problem. Meta cannot be reached.');
    expect(box()!.getAttribute('role')).to.equal('status');
  });

  it('leads an admin from such trouble to the settings, and nobody who is there', async () => {
    const connection = withStatus({ light: 'degraded', reason: 'The token ends today.' });
    const { banner, box } = await open({ connection, operator: admin });
    const button = box()!.querySelector('button')!;
    setTimeout(() => button.click());
    await oneEvent(banner, 'chasqui-open-settings');
    banner.isInSettings = true;
    await banner.updateComplete;
    expect(box()!.querySelector('button')).not.to.exist;
  });
});
