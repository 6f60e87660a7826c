import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import {
  FakeSettingsStore,
  emptySettings,
  sampleSettings,
} from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { SettingsSavedEvent } from './settings-events.ts';
import './settings-form.ts';
import type { SettingsForm } from './settings-form.ts';

useTokens();

async function open(settings = sampleSettings()) {
  const store = new FakeSettingsStore(settings);
  const form = await fixture<SettingsForm>(
    html`<chasqui-settings-form .store=${store} .settings=${settings}></chasqui-settings-form>`,
  );
  const root = form.shadowRoot!;
  const input = (name: string) => root.querySelector<HTMLInputElement>(`#${name}`)!;
  const type = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      input(name).value = value;
      input(name).dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    await form.updateComplete;
  };
  const save = () => root.querySelector<HTMLButtonElement>('.primary')!.click();
  const buttonNamed = (name: string) =>
    [...root.querySelectorAll('button')].find(
      (button) =>
        (button.getAttribute('aria-label') ?? button.textContent!).replace(/\s+/g, ' ').trim() ===
        name,
    );
  const noteOf = (name: string) => {
    const id = input(name).getAttribute('aria-describedby');
    return id ? root.getElementById(id)?.textContent?.trim() : undefined;
  };
  const outcome = () => root.querySelector('.result')?.textContent?.trim();
  return { form, root, store, input, type, save, buttonNamed, noteOf, outcome };
}

/** Until the form has said how saving ended. */
const settled = (form: SettingsForm) =>
  until(() => form.shadowRoot!.querySelector('.result') !== null);

describe('chasqui-settings-form', () => {
  it('is accessible, filled in and empty', async () => {
    await expect((await open()).form).to.be.accessible();
    await expect((await open(emptySettings())).form).to.be.accessible();
  });

  it('suggests an API version and says what is not entered yet', async () => {
    const { input, noteOf } = await open(emptySettings());
    expect(input('apiVersion').value).to.equal('v26.0');
    expect(input('phoneNumberId').value).to.equal('');
    expect(input('accessToken').placeholder).to.equal('Not entered yet');
    expect(noteOf('appSecret')).to.equal('Needed to check that messages come from Meta.');
  });

  it('explains every field', async () => {
    const { root } = await open();
    const explainers = [...root.querySelectorAll('.explainer strong')].map(
      (one) => one.textContent,
    );
    expect(explainers).to.deep.equal([
      'Like a student ID.',
      'Like the landlord.',
      'Like a house key.',
      'Like a wax seal.',
      'Like a door password.',
      'Like the edition of a manual.',
    ]);
  });

  it('tells where at Meta a key stands, by click and by key, and closes that with Escape', async () => {
    const { form, root, buttonNamed } = await open();
    const place = root.querySelector<HTMLElement>('#accessToken-place')!;
    const button = buttonNamed('Where is it? Permanent access token')!;
    expect(place.hidden).to.be.true;
    button.click();
    await form.updateComplete;
    expect(place.hidden).to.be.false;
    expect(place.textContent).to.include('System users');
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    let outside = 0;
    form.addEventListener('keydown', () => (outside += 1));
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await form.updateComplete;
    expect([place.hidden, outside]).to.deep.equal([true, 0]);
    expect(buttonNamed('Where is it? Webhook verify token')).not.to.exist;
  });

  it('shows which number the ID turned out to be', async () => {
    const { form, type, noteOf } = await open();
    expect(noteOf('phoneNumberId')).to.equal('Found: +1 555-555-0142');
    await type({ phoneNumberId: '106540352242923' });
    await form.updateComplete;
    expect(noteOf('phoneNumberId')).to.equal(undefined);
  });

  it('wants the app secret too, as a step of the guide', async () => {
    const { form, store, save, input, type, noteOf } = await open(emptySettings());
    form.guided = true;
    await form.updateComplete;
    await type({ phoneNumberId: '106540352242922', accessToken: 'EAAGm0PX4ZCps' });
    save();
    await form.updateComplete;
    expect(store.saved).to.deep.equal([]);
    expect(input('appSecret').getAttribute('aria-invalid')).to.equal('true');
    expect(noteOf('appSecret')).to.equal('Needed to check that messages come from Meta.');
  });

  it('shows dots and the last four characters of a saved secret, and nothing to reveal', async () => {
    const { input, buttonNamed, noteOf } = await open();
    expect(input('accessToken').value).to.equal('');
    expect(input('accessToken').placeholder).to.match(/^•+ZD0x$/);
    expect(noteOf('accessToken')).to.equal('Saved, ends in ZD0x. Leave empty to keep it.');
    expect(buttonNamed('Show what I typed')).not.to.exist;
  });

  it('masks a secret that is being typed, until one wants to see it', async () => {
    const { form, input, type, buttonNamed } = await open();
    await type({ accessToken: 'EAAGm0PX4ZCps' });
    expect(input('accessToken').type).to.equal('password');
    buttonNamed('Show what I typed')!.click();
    await form.updateComplete;
    expect(input('accessToken').type).to.equal('text');
  });

  it('saves what was typed and keeps the secrets that were not', async () => {
    const { form, store, type, save, input, outcome } = await open();
    await type({ phoneNumberId: ' 106540352242923 ', accessToken: ' EAAGnew ' });
    setTimeout(save);
    const event = await oneEvent<SettingsSavedEvent>(form, 'chasqui-settings-saved');
    expect(store.saved).to.deep.equal([
      {
        phoneNumberId: '106540352242923',
        businessAccountId: '102290129340398',
        apiVersion: 'v26.0',
        accessToken: 'EAAGnew',
      },
    ]);
    expect(event.settings.phoneNumberId).to.equal('106540352242923');
    await form.updateComplete;
    expect(input('accessToken').value).to.equal('');
    expect(outcome()).to.equal('Saved. Meta accepts these keys. +1 555-555-0142');
  });

  it('says that saved keys do not work yet', async () => {
    const status = {
      light: 'degraded',
      reason: 'Meta could not be reached.',
      since: null,
    } as const;
    const { form, save, outcome } = await open(sampleSettings({ status }));
    save();
    await settled(form);
    expect(outcome()).to.equal('Saved, but not working yet. Meta could not be reached.');
  });

  it('says a problem beside its field, keeps what was typed, and goes there', async () => {
    const { form, root, store, type, save, input, noteOf } = await open();
    const words = 'Meta does not accept this token. It may be cut off.';
    store.refusal = new ApiError(400, 'validation_failed', 'Check the marked fields.', [
      { field: 'accessToken', message: words },
    ]);
    await type({ accessToken: 'EAAGm0PX4ZCpsBAKZ9fKq' });
    save();
    await until(() => root.activeElement === input('accessToken'));
    expect(noteOf('accessToken')).to.equal(words);
    expect(input('accessToken').getAttribute('aria-invalid')).to.equal('true');
    expect(input('accessToken').value).to.equal('EAAGm0PX4ZCpsBAKZ9fKq');
    await expect(form).to.be.accessible();
    await type({ accessToken: 'EAAG' });
    expect(input('accessToken').getAttribute('aria-invalid')).to.equal('false');
  });

  it('says as a whole what belongs to no field', async () => {
    const { root, store, save } = await open();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    save();
    await until(() => root.querySelector('[role=alert]') !== null);
    expect(root.querySelector('[role=alert]')!.textContent!.trim()).to.equal(
      'Not saved: The server does not answer.',
    );
  });

  it('saves once however often it is clicked', async () => {
    const { form, store, save } = await open();
    let answer: () => void = () => undefined;
    store.gate = new Promise((resolve) => (answer = resolve));
    save();
    await form.updateComplete;
    save();
    answer();
    await settled(form);
    expect(store.saved).to.have.length(1);
  });

  it('generates a verify token, shown, since it has to be copied to Meta', async () => {
    const { form, store, input, buttonNamed, save, noteOf } = await open();
    buttonNamed('Generate')!.click();
    await form.updateComplete;
    const first = input('webhookVerifyToken').value;
    expect(first).to.match(/^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/);
    expect(input('webhookVerifyToken').type).to.equal('text');
    expect(noteOf('webhookVerifyToken')).to.include('Copy it to Meta now');
    buttonNamed('Generate')!.click();
    await form.updateComplete;
    const second = input('webhookVerifyToken').value;
    expect(second).not.to.equal(first);
    save();
    await settled(form);
    expect(store.saved[0]!.webhookVerifyToken).to.equal(second);
  });

  it('discards what was typed', async () => {
    const { form, type, input, buttonNamed } = await open();
    await type({ phoneNumberId: '1', appSecret: 'secret' });
    buttonNamed('Discard')!.click();
    await form.updateComplete;
    expect(input('phoneNumberId').value).to.equal('106540352242922');
    expect(input('appSecret').value).to.equal('');
  });

  it('follows the server, but for what somebody is typing', async () => {
    const { form, input, type } = await open();
    form.settings = sampleSettings({ phoneNumberId: '106540352242999' });
    await form.updateComplete;
    expect(input('phoneNumberId').value).to.equal('106540352242999');
    await type({ phoneNumberId: '10654' });
    form.settings = sampleSettings();
    await form.updateComplete;
    expect(input('phoneNumberId').value).to.equal('10654');
  });

  it('shows what a test refused beside its field', async () => {
    const { form, noteOf } = await open();
    form.testResult = { success: false, error: 'Invalid Access Token', field: 'accessToken' };
    await form.updateComplete;
    expect(noteOf('accessToken')).to.equal('Invalid Access Token');
  });

  it('offers the version in use even if it is none of those it knows', async () => {
    const { input } = await open(sampleSettings({ apiVersion: 'v23.0' }));
    expect(input('apiVersion').value).to.equal('v23.0');
  });
});
