import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import {
  FakeSettingsStore,
  UNTOLD_FACTS,
  emptySettings,
  sampleSettings,
} from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { ConnectionTestedEvent } from './settings-events.ts';
import './status-card.ts';
import type { StatusCard } from './status-card.ts';

useTokens();

async function open(settings = sampleSettings()) {
  const store = new FakeSettingsStore(settings);
  const card = await fixture<StatusCard>(
    html`<chasqui-status-card .store=${store} .settings=${settings}></chasqui-status-card>`,
  );
  const root = card.shadowRoot!;
  const words = (selector: string) =>
    root.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim();
  const facts = () =>
    [...root.querySelectorAll('.facts > div')].map((fact) =>
      fact.textContent!.replace(/\s+/g, ' ').trim(),
    );
  const button = () => root.querySelector<HTMLButtonElement>('.foot .button')!;
  return { card, root, store, words, facts, button };
}

describe('chasqui-status-card', () => {
  it('is accessible, connected and not', async () => {
    await expect((await open()).card).to.be.accessible();
    await expect((await open(emptySettings())).card).to.be.accessible();
  });

  it('says who is connected and how it is doing', async () => {
    const { words, facts } = await open();
    expect(words('.name')).to.equal('Casa Lumen');
    expect(words('.who .text')).to.equal('+1 555-555-0142');
    expect(words('.identity .pill')).to.equal('Connected');
    expect(facts().slice(0, 5)).to.deep.equal([
      'Verification Meta Verified Customers see the tick',
      'Quality rating High',
      'Messaging limit 2,000 customers Written to first, a rolling 24 hours',
      'Payment method Added Meta bills you directly',
      'Access token Permanent System user, never expires. Ends in ZD0x',
    ]);
    expect(facts()[5]).to.match(/^Webhook Receiving Last event /);
    expect(facts().slice(6)).to.deep.equal([
      'Display name Approved',
      'Sending speed Standard Up to 80 messages a second',
    ]);
  });

  it('has the tick only for who has it', async () => {
    const tick = (root: ShadowRoot) => root.querySelector('[role="img"][aria-label]');
    expect(tick((await open()).root)?.getAttribute('aria-label')).to.equal('Verified by Meta');
    const { root } = await open(sampleSettings({ verificationLevel: 'verified' }));
    expect(tick(root)).to.equal(null);
  });

  it('invents nothing about a number that Meta has not told about yet', async () => {
    const { words, facts } = await open(
      sampleSettings({
        ...UNTOLD_FACTS,
        verifiedName: null,
        displayPhoneNumber: null,
        qualityRating: null,
        lastWebhookAt: null,
        webhookVerifiedAt: null,
      }),
    );
    expect(words('.name')).to.equal('106540352242922');
    expect(facts()).to.deep.equal([
      'Verification Not known yet',
      'Quality rating Not known yet',
      'Messaging limit Not known yet',
      // What Meta keeps to itself is not missing.
      'Payment method Not told Meta shows it to its partners only',
      'Access token Saved Ends in ZD0x',
      'Webhook Nothing yet Meta has not called yet',
      'Display name Not known yet',
      'Sending speed Not known yet',
    ]);
  });

  it('says what somebody should see to, and shows words of Meta’s that it does not know', async () => {
    const { root, facts } = await open(
      sampleSettings({
        verificationLevel: 'pending',
        messagingLimit: 'TIER_5M',
        paymentMethod: 'trouble',
        nameStatus: 'DECLINED',
        throughputLevel: 'HIGHER',
        tokenKind: 'temporary',
        tokenExpiresAt: new Date(Date.now() - 60_000).toISOString(),
      }),
    );
    expect(facts()[0]).to.equal('Verification In review at Meta');
    expect(facts()[2]).to.include('TIER_5M');
    expect(facts()[3]).to.include('Does not work');
    expect(facts()[4]).to.match(/^Access token Guest key Stopped /);
    expect(facts()[6]).to.equal('Display name Declined');
    expect(facts()[7]).to.equal('Sending speed HIGHER');
    expect(root.querySelectorAll('.chip.disconnected').length).to.equal(2);
  });

  it('has no facts and no test without a number', async () => {
    const { root, words, facts } = await open(emptySettings());
    expect(words('.name')).to.equal('No number connected');
    expect(words('.identity .pill')).to.equal('Not connected');
    expect(facts()).to.deep.equal([]);
    expect(root.querySelector('.foot')).not.to.exist;
  });

  it('says why it is not connected', async () => {
    const status = { light: 'disconnected', reason: 'The token has ended.', since: null } as const;
    const { words } = await open(sampleSettings({ status }));
    expect(words('.body > .result')).to.equal('The token has ended.');
  });

  it('leaves a token that ends to the card that counts it down', async () => {
    const status = { light: 'degraded', reason: 'The token stops today.', since: null } as const;
    const tokenExpiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { words } = await open(
      sampleSettings({ status, tokenKind: 'temporary', tokenExpiresAt }),
    );
    expect(words('.body > .result')).to.equal(undefined);
  });

  it('tests the connection and says what Meta said', async () => {
    const { card, store, button, words } = await open();
    let answer: () => void = () => undefined;
    store.gate = new Promise((resolve) => (answer = resolve));
    button().click();
    button().click();
    await card.updateComplete;
    expect(words('.foot .button')).to.equal('Testing…');
    setTimeout(answer);
    const event = await oneEvent<ConnectionTestedEvent>(card, 'chasqui-connection-tested');
    expect(event.result.success).to.be.true;
    await card.updateComplete;
    expect(words('.foot .result')).to.equal('All good. Connection successful.');
    expect(store.calls).to.deep.equal(['test']);
    await expect(card).to.be.accessible();
  });

  it('says why a test failed, also when the server itself did not answer', async () => {
    const { card, store, button, words } = await open();
    store.testResponse = { success: false, error: 'Invalid Access Token', field: 'accessToken' };
    button().click();
    await until(() => words('.foot .result') === 'Test failed. Invalid Access Token');
    await expect(card).to.be.accessible();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    button().click();
    await until(() => words('.foot .result') === 'Test failed. The server does not answer.');
  });

  it('forgets a test’s result when other keys are saved', async () => {
    const { card, button, words } = await open();
    button().click();
    await until(() => words('.foot .result') === 'All good. Connection successful.');
    card.settings = sampleSettings({ updatedAt: '2026-03-12T17:00:00.000Z' });
    await card.updateComplete;
    expect(words('.foot .result')).to.match(/^Meta was last asked /);
  });
});
