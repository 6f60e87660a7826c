import { expect, fixture, html } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import { sampleConnection } from '../../test-support/sample-data.ts';
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
    root.querySelector<HTMLButtonElement>('.open-guide')!.click();
    await until(() => root.querySelector('chasqui-setup-guide') !== null);
  });

  it('is about one of several numbers at a time', async () => {
    const store = new FakeSettingsStore();
    const [first, second] = ['700500300100200', '700500300100299'].map((id) => ({
      phone_number_id: id,
      verified_name: 'Fern Desk',
      display_phone_number: `+1 555-010-0${id.slice(-3)}`,
      status: { light: 'connected' as const, reason: null, since: null },
    }));
    store.state = {
      ...store.state,
      connection: { ...sampleConnection(), numbers: [first!, second!] },
    };
    const { page, root, part } = await open(store);
    const choice = part('chasqui-number-choice');
    const select = choice.shadowRoot!.querySelector('select')!;
    select.value = second!.phone_number_id;
    select.dispatchEvent(new Event('change'));
    await until(() => store.numbers.includes(second!.phone_number_id));
    await until(() => root.querySelector('chasqui-status-card') !== null);
    expect(store.calls.filter((call) => call === 'get').length).to.be.above(1);
    await expect(page).to.be.accessible();
  });

  it('adds a number with the secrets of the one that is there', async () => {
    const { root, store, part } = await open();
    root.querySelector<HTMLButtonElement>('.add')!.click();
    await until(() => root.querySelector('chasqui-status-card') === null);
    const form = part('chasqui-settings-form');
    await form.updateComplete;
    expect(form.settings.phoneNumberId).to.equal(null);
    expect(form.settings.accessToken.isSet).to.equal(true);
    const field = form.shadowRoot!.querySelector<HTMLInputElement>('#phoneNumberId')!;
    field.value = '700500300100299';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    form.shadowRoot!.querySelector('form')!.requestSubmit();
    await until(() => store.calls.includes('add'));
    await until(() => root.querySelector('chasqui-status-card') !== null);
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
