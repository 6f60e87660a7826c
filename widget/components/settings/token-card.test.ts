import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import { FakeSettingsStore, sampleSettings } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { FieldWantedEvent } from './settings-events.ts';
import './token-card.ts';
import type { TokenCard } from './token-card.ts';

useTokens();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function open(leftMs: number | null, tokenKind: 'temporary' | 'expiring' = 'temporary') {
  // Half a minute more, so that the time that a test takes is not seen.
  const tokenExpiresAt =
    leftMs === null ? null : new Date(Date.now() + leftMs + MINUTE_MS / 2).toISOString();
  const settings = sampleSettings({ tokenKind, tokenExpiresAt });
  const store = new FakeSettingsStore(settings);
  const card = await fixture<TokenCard>(
    html`<chasqui-token-card .store=${store} .settings=${settings}></chasqui-token-card>`,
  );
  const root = card.shadowRoot!;
  const words = (selector: string) =>
    root.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim();
  const button = (text: string) =>
    [...root.querySelectorAll('button')].find((each) => each.textContent!.includes(text));
  return { card, root, store, words, button };
}

describe('chasqui-token-card', () => {
  it('is accessible, and not there for a token that never ends', async () => {
    await expect((await open(3 * HOUR_MS)).card).to.be.accessible();
    expect((await open(null)).root.querySelector('.card')).to.equal(null);
  });

  it('counts down to the end', async () => {
    const { card, words } = await open(3 * HOUR_MS + 10 * MINUTE_MS);
    expect(words('h3')).to.equal('This guest key stops in 3 h 10 m');
    const soon = new Date(Date.now() + 4.5 * MINUTE_MS).toISOString();
    card.settings = sampleSettings({ tokenKind: 'temporary', tokenExpiresAt: soon });
    await card.updateComplete;
    expect(words('h3')).to.equal('This guest key stops in 4 m');
  });

  it('is amber only when the end is near', async () => {
    const far = await open(60 * 24 * HOUR_MS, 'expiring');
    expect(far.words('h3')).to.equal('This access token stops in 60 days');
    expect(far.root.querySelector('.soon')).to.equal(null);
    expect((await open(6 * 24 * HOUR_MS)).root.querySelector('.soon')).to.exist;
  });

  it('says after the end what it was, and offers no extension', async () => {
    const { words, button } = await open(-HOUR_MS);
    expect(words('h3')).to.equal('That was a guest key');
    expect(words('.text')).to.equal('Make a permanent one so this does not happen again.');
    expect(button('Extend')).to.equal(undefined);
  });

  it('has Meta extend the token, once however often it is clicked', async () => {
    const { card, store, words, button } = await open(HOUR_MS);
    let answer: () => void = () => undefined;
    store.gate = new Promise((resolve) => (answer = resolve));
    button('Extend')!.click();
    await card.updateComplete;
    button('Extending')!.click();
    setTimeout(answer);
    await oneEvent(card, 'chasqui-token-extended');
    await card.updateComplete;
    expect(words('.result')).to.equal('Meta has extended the token.');
    expect(store.calls).to.deep.equal(['refreshToken']);
    // The new end comes after a moment in which it is not known, and what was said stays.
    card.settings = sampleSettings({ tokenKind: null, tokenExpiresAt: null });
    await card.updateComplete;
    const tokenExpiresAt = new Date(Date.now() + 60 * 24 * HOUR_MS).toISOString();
    card.settings = sampleSettings({ tokenKind: 'expiring', tokenExpiresAt });
    await card.updateComplete;
    expect(words('.result')).to.equal('Meta has extended the token.');
  });

  it('says why Meta does not extend it, also when the server itself did not answer', async () => {
    const { card, store, words, button } = await open(HOUR_MS);
    store.refreshResponse = { success: false, error: 'Enter the app secret first.' };
    button('Extend')!.click();
    await until(() => words('.result') === 'Enter the app secret first.');
    await expect(card).to.be.accessible();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    button('Extend')!.click();
    await until(() => words('.result') === 'The server does not answer.');
  });

  it('shows how to make a permanent one and leads to its field', async () => {
    const { card, root, button } = await open(HOUR_MS);
    root.querySelector('details')!.open = true;
    await expect(card).to.be.accessible();
    expect(root.querySelectorAll('ol li').length).to.equal(4);
    expect(root.querySelector('a')!.rel).to.equal('noopener noreferrer');
    setTimeout(() => button('Enter the new token')!.click());
    const event = await oneEvent<FieldWantedEvent>(card, 'chasqui-field-wanted');
    expect(event.field).to.equal('accessToken');
  });
});
