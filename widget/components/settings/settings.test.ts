import { expect, fixture, html } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import {
  FakeSettingsStore,
  emptySettings,
  sampleGuide,
  sampleSettings,
} from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './settings.ts';
import type { Settings } from './settings.ts';

useTokens();

async function open(store = new FakeSettingsStore()) {
  const page = await fixture<Settings>(html`<chasqui-settings .store=${store}></chasqui-settings>`);
  const root = page.shadowRoot!;
  await until(() => root.querySelector('[role=alert], .page, chasqui-setup-guide') !== null);
  const part = <Name extends keyof HTMLElementTagNameMap>(name: Name) => root.querySelector(name)!;
  return { page, root, store, part };
}

describe('chasqui-settings', () => {
  it('is accessible, with a number and without', async () => {
    await expect((await open()).page).to.be.accessible();
    await expect((await open(new FakeSettingsStore(emptySettings()))).page).to.be.accessible();
  });

  it('loads the settings once', async () => {
    const { store } = await open();
    expect(store.calls).to.deep.equal(['get']);
  });

  it('shows the guide to whoever has no number, and the page when they leave it', async () => {
    const { root, part } = await open(new FakeSettingsStore(emptySettings()));
    expect(root.querySelector('.page')).not.to.exist;
    part('chasqui-setup-guide').dispatchEvent(new Event('chasqui-guide-left'));
    await until(() => root.querySelector('.page') !== null);
    expect(root.querySelector('chasqui-disconnect-card')).not.to.exist;
    expect(root.querySelector('chasqui-settings-form')).to.exist;
  });

  it('goes on with a guide that was begun, though the number is connected', async () => {
    const store = new FakeSettingsStore();
    store.guide = sampleGuide('number', 'app', 'credentials');
    expect((await open(store)).root.querySelector('chasqui-setup-guide')).to.exist;
  });

  it('stays with the guide when its last step is done, so that it can say so', async () => {
    const store = new FakeSettingsStore();
    store.guide = sampleGuide('number', 'app', 'credentials', 'webhook');
    const { root, part } = await open(store);
    store.guide = sampleGuide('number', 'app', 'credentials', 'webhook', 'message');
    store.announceChange();
    await until(() => part('chasqui-setup-guide').guide.firstMessage !== null);
    expect(root.querySelector('.page')).not.to.exist;
  });

  it('says what is left of a number that came from the environment, and opens the guide', async () => {
    const store = new FakeSettingsStore();
    store.guide = { ...sampleGuide('number', 'app', 'credentials'), isBegun: false };
    const { root, part } = await open(store);
    const card = part('chasqui-go-live-card').shadowRoot!;
    expect(card.querySelector('.pill')!.textContent).to.equal('3 of 5 done');
    card.querySelector('button')!.click();
    await until(() => root.querySelector('chasqui-setup-guide') !== null);
  });

  it('opens the guide again from the head of a page that is done', async () => {
    const { root } = await open();
    expect(root.querySelector('chasqui-go-live-card')).not.to.exist;
    root.querySelector<HTMLButtonElement>('.head .button')!.click();
    await until(() => root.querySelector('chasqui-setup-guide') !== null);
  });

  it('shows the page where the server has no word about the guide', async () => {
    const store = new FakeSettingsStore(emptySettings());
    store.api.getSetupGuide = async () => Promise.reject(new ApiError(404, 'not_found', 'No.'));
    const { root } = await open(store);
    expect(root.querySelector('chasqui-settings-form')).to.exist;
  });

  it('says why it could not load, and tries again', async () => {
    const store = new FakeSettingsStore();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    const { page, root } = await open(store);
    expect(root.querySelector('[role=alert]')!.textContent).to.include(
      'The server does not answer.',
    );
    await expect(page).to.be.accessible();
    store.refusal = undefined;
    root.querySelector<HTMLButtonElement>('.button')!.click();
    await until(() => root.querySelector('.page') !== null);
  });

  it('follows settings.changed', async () => {
    const { store, part } = await open();
    store.settings = sampleSettings({ verifiedName: 'Casa Lumen Two' });
    store.announceChange();
    await until(() => part('chasqui-status-card').settings.verifiedName === 'Casa Lumen Two');
  });

  it('is in one column at 400 px and in two from 720 px', async () => {
    const { page, root } = await open();
    const tops = () =>
      ['chasqui-status-card', '.side'].map(
        (name) => root.querySelector(name)!.getBoundingClientRect().top,
      );
    const sheet = new CSSStyleSheet();
    page.shadowRoot!.adoptedStyleSheets = [...page.shadowRoot!.adoptedStyleSheets, sheet];
    sheet.replaceSync(':host { inline-size: 400px }');
    const [status, side] = tops();
    expect(side).to.be.greaterThan(status!);
    sheet.replaceSync(':host { inline-size: 760px }');
    const [wideStatus, wideSide] = tops();
    expect(wideSide).to.equal(wideStatus);
  });

  it('brings a refused test to the field that it is about', async () => {
    const { store, part } = await open();
    store.testResponse = { success: false, error: 'Invalid Access Token', field: 'accessToken' };
    part('chasqui-status-card')
      .shadowRoot!.querySelector<HTMLButtonElement>('.foot .button')!
      .click();
    const form = part('chasqui-settings-form').shadowRoot!;
    await until(() => form.querySelector('#accessToken')!.getAttribute('aria-invalid') === 'true');
  });

  it('brings the cursor to the field that the doctor names', async () => {
    const { part } = await open();
    const card = part('chasqui-doctor-card').shadowRoot!;
    card.querySelector<HTMLButtonElement>('.ask .button')!.click();
    await until(() => card.querySelector('button.way') !== null);
    card.querySelector<HTMLButtonElement>('button.way')!.click();
    const form = part('chasqui-settings-form').shadowRoot!;
    expect(form.activeElement).to.equal(form.querySelector('#appSecret'));
  });

  it('says that the number is disconnected, and puts the focus where it can go on', async () => {
    const { root, part } = await open();
    const card = part('chasqui-disconnect-card').shadowRoot!;
    const input = card.querySelector('input')!;
    input.value = 'Casa Lumen';
    input.dispatchEvent(new InputEvent('input'));
    card.querySelector('form')!.requestSubmit();
    await until(() => root.querySelector('.gone') !== null);
    expect(root.querySelector('.gone')!.textContent).to.include('Disconnected.');
    expect(root.querySelector('chasqui-disconnect-card')).not.to.exist;
    await until(() => root.activeElement === root.querySelector('h2'));
  });
});
