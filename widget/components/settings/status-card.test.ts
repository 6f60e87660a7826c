import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import {
  FakeSettingsStore,
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
    expect(facts()[0]).to.equal('Quality rating High');
    expect(facts()[1]).to.equal('Access token Saved Ends in ZD0x');
    expect(facts()[2]).to.match(/^Webhook Receiving Last event /);
  });

  it('invents nothing about a number that Meta has not told about yet', async () => {
    const { words, facts } = await open(
      sampleSettings({
        verifiedName: null,
        displayPhoneNumber: null,
        qualityRating: null,
        lastWebhookAt: null,
        webhookVerifiedAt: null,
      }),
    );
    expect(words('.name')).to.equal('106540352242922');
    expect(facts()[0]).to.equal('Quality rating Not known yet');
    expect(facts()[2]).to.equal('Webhook Nothing yet Meta has not called yet');
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
    await until(() => words('.foot .result') !== '');
    card.settings = sampleSettings({ updatedAt: '2026-03-12T17:00:00.000Z' });
    await card.updateComplete;
    expect(words('.foot .result')).to.equal('');
  });
});
