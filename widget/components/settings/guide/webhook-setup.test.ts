import { expect, fixture, html } from '@open-wc/testing';
import { ApiError } from '../../../api/api-error.ts';
import { FakeSettingsStore, sampleWebhookSetup } from '../../../test-support/sample-settings.ts';
import { until } from '../../../test-support/sample-store.ts';
import { useTokens } from '../../../test-support/use-tokens.ts';
import type { WebhookSetup } from '../../../../backend/contract/webhook-setup.ts';
import './webhook-setup.ts';
import type { WebhookSetupElement } from './webhook-setup.ts';

useTokens();

const OURS = 'https://casalumen.example/api/webhooks/whatsapp';
const TAKEN = sampleWebhookSetup({
  appCallback: 'crm.example.com',
  ways: [
    {
      way: 'account',
      changes: [{ what: 'override', now: null, next: OURS, isTakeover: false }],
    },
    {
      way: 'app',
      changes: [{ what: 'callback', now: 'crm.example.com', next: OURS, isTakeover: true }],
    },
  ],
});

async function open(setup: WebhookSetup, { quiet = false, verified = false } = {}) {
  const store = new FakeSettingsStore();
  store.webhookSetup = setup;
  const element = await fixture<WebhookSetupElement>(
    html`<chasqui-webhook-setup
      .store=${store}
      ?quiet=${quiet}
      ?verified=${verified}
    ></chasqui-webhook-setup>`,
  );
  await until(() => store.calls.includes('look at Meta'));
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
  const root = element.shadowRoot!;
  const primary = () => root.querySelector<HTMLButtonElement>('.primary')!;
  const text = () => root.textContent!.replace(/\s+/g, ' ').trim();
  return { element, root, store, primary, text };
}

describe('chasqui-webhook-setup', () => {
  it('is accessible in all its states', async () => {
    for (const setup of [
      sampleWebhookSetup(),
      TAKEN,
      sampleWebhookSetup({ state: 'ready', ways: [{ way: 'app', changes: [] }] }),
      sampleWebhookSetup({ state: 'by_hand', reason: 'Save the app secret first.', ways: [] }),
    ]) {
      await expect((await open(setup)).element).to.be.accessible();
    }
  });

  it('shows what would change, and changes nothing before one says so', async () => {
    const { store, text, primary } = await open(sampleWebhookSetup());
    expect(text()).to.include('in your app 310000000000001');
    expect(text()).to.include(`Callback URL: none yet becomes${OURS}`);
    expect(text()).to.include('Webhook field “messages”: off becomeson');
    expect(store.applied).to.deep.equal([]);
    primary().click();
    await until(() => text().includes('At Meta all is set'));
    expect(store.applied).to.deep.equal([{ way: 'app', seen: 'as-it-is' }]);
  });

  it('suggests the way that takes nothing from anybody', async () => {
    const { root, store, primary, text } = await open(TAKEN);
    expect(text()).to.include('your Meta app 310000000000001, which calls crm.example.com now.');
    expect(root.querySelector<HTMLInputElement>('input:checked')!.value).to.equal('account');
    expect(root.querySelector('.agree')).not.to.exist;
    primary().click();
    await until(() => store.applied.length > 0);
    expect(store.applied[0]!.way).to.equal('account');
  });

  it('takes another product’s messages only after one has agreed to that', async () => {
    const { element, root, store, primary } = await open(TAKEN);
    root.querySelector<HTMLInputElement>('input[value=app]')!.click();
    await element.updateComplete;
    expect(root.querySelector('.agree')!.textContent).to.include('crm.example.com');
    primary().click();
    expect(primary().getAttribute('aria-disabled')).to.equal('true');
    root.querySelector<HTMLInputElement>('.agree input')!.click();
    await element.updateComplete;
    primary().click();
    await until(() => store.applied.length > 0);
    expect(store.applied).to.deep.equal([{ way: 'app', seen: 'as-it-is' }]);
  });

  it('has Meta call where all is set but nobody has called yet', async () => {
    const ready = sampleWebhookSetup({ state: 'ready', ways: [{ way: 'app', changes: [] }] });
    const { store, primary } = await open(ready);
    expect(primary().textContent!.trim()).to.equal('Have Meta call now');
    primary().click();
    await until(() => store.applied.length > 0);
    expect((await open(ready, { verified: true })).root.querySelector('button')).not.to.exist;
  });

  it('says why only a person can do it', async () => {
    const reason = 'This server does not know its public address.';
    const { text } = await open(sampleWebhookSetup({ state: 'by_hand', reason, ways: [] }));
    expect(text()).to.equal(reason);
  });

  it('says what Meta refused, keeps what it knows, and asks again', async () => {
    const { root, store, primary, text } = await open(sampleWebhookSetup());
    store.refusal = new ApiError(422, 'refused_by_meta', 'Meta could not verify the address.');
    primary().click();
    await until(() => root.querySelector('[role=alert]') !== null);
    expect(text()).to.include('Meta could not verify the address.');
    store.refusal = undefined;
    root.querySelector<HTMLButtonElement>('.trouble .button')!.click();
    await until(() => root.querySelector('[role=alert]') === null);
  });

  it('keeps quiet beside another step unless there is something to do', async () => {
    const ready = sampleWebhookSetup({ state: 'ready', ways: [{ way: 'app', changes: [] }] });
    expect((await open(ready, { quiet: true })).text()).to.equal('');
    expect((await open(sampleWebhookSetup(), { quiet: true })).text()).to.include(
      'does not send your messages here yet',
    );
  });
});
