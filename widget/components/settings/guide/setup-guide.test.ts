import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../../api/api-error.ts';
import {
  FakeSettingsStore,
  emptySettings,
  sampleGuide,
  sampleSettings,
} from '../../../test-support/sample-settings.ts';
import { until } from '../../../test-support/sample-store.ts';
import { useTokens } from '../../../test-support/use-tokens.ts';
import type { SetupGuide } from '../../../../backend/contract/setup-guide.ts';
import './setup-guide.ts';
import type { SetupGuideElement } from './setup-guide.ts';

useTokens();

const buttonNamed = (root: ParentNode, name: string) =>
  [...root.querySelectorAll('button')].find((button) => button.textContent!.trim() === name);

async function open(guide: SetupGuide = sampleGuide(), settings = emptySettings()) {
  const store = new FakeSettingsStore(settings);
  store.guide = guide;
  const controller = {
    setStep: async (step: 'number' | 'app', isDone: boolean) => {
      element.guide = await store.api.setSetupStep({ step, isDone });
    },
  };
  const element: SetupGuideElement = await fixture<SetupGuideElement>(
    html`<chasqui-setup-guide
      .store=${store}
      .settings=${settings}
      .guide=${guide}
      .controller=${controller}
    ></chasqui-setup-guide>`,
  );
  const root = element.shadowRoot!;
  const press = async (name: string) => {
    buttonNamed(root, name)!.click();
    await element.updateComplete;
  };
  const openTitle = () => root.querySelector('[aria-expanded=true] .title')?.textContent;
  return { element, root, store, press, openTitle };
}

const words = (element: Element) => element.textContent!.replace(/\s+/g, ' ').trim();

describe('chasqui-setup-guide', () => {
  it('is accessible at its beginning, at every step and at its end', async () => {
    await expect((await open()).element).to.be.accessible();
    const done = ['number', 'app', 'credentials', 'webhook', 'message'] as const;
    for (let count = 1; count <= done.length; count += 1) {
      const settings = count < 3 ? emptySettings() : sampleSettings();
      const { element } = await open(sampleGuide(...done.slice(0, count)), settings);
      await expect(element).to.be.accessible();
    }
  });

  it('tells the whole way first, and begins when told to', async () => {
    const { root, press, openTitle } = await open();
    expect([...root.querySelectorAll('.title')].map((title) => title.textContent)).to.deep.equal([
      'Get a number ready',
      'Make your app at Meta',
      'Copy your keys',
      'Connect the webhook',
      'Send yourself a test message',
    ]);
    expect(openTitle()).to.equal(undefined);
    await press('Do it step by step');
    expect(openTitle()).to.equal('Get a number ready');
    expect(words(root.querySelector('.head')!)).to.include('0 of 5 done');
  });

  it('goes on by a person’s word where nobody can look, and remembers it at the server', async () => {
    const { root, store, press, openTitle } = await open();
    await press('Do it step by step');
    await press('My number is ready');
    await until(() => openTitle() === 'Make your app at Meta');
    expect(store.calls).to.include('tick number');
    expect(root.querySelector('progress')!.value).to.equal(1);
    expect(words(root.querySelector('li.done')!)).to.include('Get a number ready , Done');
  });

  it('goes on where it was left, back and forth by its buttons', async () => {
    const { press, openTitle } = await open(sampleGuide('number', 'app'));
    expect(openTitle()).to.equal('Copy your keys');
    await press('Back');
    expect(openTitle()).to.equal('Make your app at Meta');
    await press('Next');
    expect(openTitle()).to.equal('Copy your keys');
  });

  it('goes on by itself when Meta calls and when the message comes, with the focus', async () => {
    const { element, root, openTitle } = await open(
      sampleGuide('number', 'app', 'credentials'),
      sampleSettings({ webhookVerifiedAt: null }),
    );
    expect(openTitle()).to.equal('Connect the webhook');
    element.guide = sampleGuide('number', 'app', 'credentials', 'webhook');
    await element.updateComplete;
    expect(openTitle()).to.equal('Send yourself a test message');
    expect(words(root.activeElement!)).to.include('Send yourself a test message');
    element.guide = sampleGuide('number', 'app', 'credentials', 'webhook', 'message');
    await element.updateComplete;
    const notice = root.querySelector('chasqui-live-notice')!;
    expect(root.activeElement).to.equal(notice);
    expect(words(notice.shadowRoot!.querySelector('[role=status]')!)).to.include('“Hello”');
  });

  it('names Meta’s words and leads to Meta’s pages in new tabs', async () => {
    const { root } = await open(sampleGuide('number'));
    const strong = [...root.querySelectorAll('.lines strong')].map((one) => one.textContent);
    expect(strong).to.include('WhatsApp › API Setup');
    const link = root.querySelector<HTMLAnchorElement>('a.way')!;
    expect(link.href).to.match(/^https:\/\/developers\.facebook\.com\//);
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer']);
  });

  it('asks for four keys, and brings a verify token along', async () => {
    const { element, root, store } = await open(sampleGuide('number', 'app'));
    const form = root.querySelector('chasqui-settings-form')!;
    const inputs = [...form.shadowRoot!.querySelectorAll('input')];
    expect(inputs.map(({ name }) => name)).to.deep.equal([
      'phoneNumberId',
      'businessAccountId',
      'accessToken',
      'appSecret',
    ]);
    for (const input of inputs) {
      input.value = '106540352242922';
      input.dispatchEvent(new InputEvent('input'));
    }
    setTimeout(() => form.shadowRoot!.querySelector<HTMLButtonElement>('.primary')!.click());
    await oneEvent(element, 'chasqui-settings-saved');
    expect(store.saved[0]!.webhookVerifyToken).to.match(/^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/);
    // What was saved just now can still be copied at the next step.
    element.guide = sampleGuide('number', 'app', 'credentials');
    element.settings = sampleSettings({ webhookVerifiedAt: null });
    await element.updateComplete;
    const step = root.querySelector('chasqui-webhook-step')!.shadowRoot!;
    const values = [...step.querySelectorAll('chasqui-copy-field')].map(({ value }) => value);
    expect(values).to.deep.equal([
      'https://casalumen.example/api/webhooks/whatsapp',
      store.saved[0]!.webhookVerifyToken,
    ]);
  });

  it('makes a new verify token for whoever comes back, since saved ones are not shown', async () => {
    const { root, store } = await open(
      sampleGuide('number', 'app', 'credentials'),
      sampleSettings({ webhookVerifiedAt: null }),
    );
    const step = root.querySelector('chasqui-webhook-step')!.shadowRoot!;
    expect(step.textContent).to.include('ends in tr1c');
    buttonNamed(step, 'Make a new one')!.click();
    await until(() => step.querySelectorAll('chasqui-copy-field').length === 2);
    const shown = step.querySelectorAll('chasqui-copy-field')[1]!.value;
    expect(store.saved[0]).to.include({
      phoneNumberId: '106540352242922',
      webhookVerifyToken: shown,
    });
  });

  it('says why a tick was not kept', async () => {
    const { root, store, press } = await open();
    await press('Do it step by step');
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    await press('My number is ready');
    await until(() => root.querySelector('[role=alert]') !== null);
    expect(root.querySelector('[role=alert]')!.textContent).to.include('does not answer');
  });

  it('can be left for all settings, at the beginning and on the way', async () => {
    for (const [guide, name] of [
      [sampleGuide(), 'I have my keys: skip the guide'],
      [sampleGuide('number'), 'All settings'],
    ] as const) {
      const { element, root } = await open(guide);
      setTimeout(() => buttonNamed(root, name)!.click());
      await oneEvent(element, 'chasqui-guide-left');
    }
  });

  it('leads back to the settings at its end', async () => {
    const all = sampleGuide('number', 'app', 'credentials', 'webhook', 'message');
    const { element, root } = await open(all, sampleSettings());
    const notice = root.querySelector('chasqui-live-notice')!.shadowRoot!;
    setTimeout(() => buttonNamed(notice, 'All settings')!.click());
    await oneEvent(element, 'chasqui-guide-left');
  });

  it('leads to the chats at its end', async () => {
    const all = sampleGuide('number', 'app', 'credentials', 'webhook', 'message');
    const { element, root } = await open(all, sampleSettings());
    const notice = root.querySelector('chasqui-live-notice')!.shadowRoot!;
    setTimeout(() => buttonNamed(notice, 'Open chats')!.click());
    await oneEvent(element, 'chasqui-open-chats');
  });
});
