import { expect } from '@open-wc/testing';
import type { SignupOffer } from '../../../backend/contract/signup.ts';
import { isAllowedOrigin, openFacebookSignup } from './facebook-signup.ts';
import type { FacebookSdk } from './load-facebook-sdk.ts';

const offer: SignupOffer = {
  appId: '310000000000001',
  configId: '520000000000001',
  apiVersion: 'v26.0',
  sdkUrl: 'https://connect.facebook.net/en_US/sdk.js',
  messageOrigins: ['https://facebook.com', 'https://*.facebook.com'],
};
const FINISH = {
  type: 'WA_EMBEDDED_SIGNUP',
  event: 'FINISH',
  data: { phone_number_id: '700500300100210', waba_id: '900100200300410' },
};

/** The dialog as far as a page sees it. */
class FakeDialog implements FacebookSdk {
  asked: object | undefined;
  answer: (response: { authResponse?: { code?: string } | null }) => void = () => undefined;

  init(): void {}

  login(callback: FakeDialog['answer'], options: object): void {
    this.asked = options;
    this.answer = callback;
  }

  say(data: unknown, origin = 'https://www.facebook.com'): void {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    window.dispatchEvent(new MessageEvent('message', { origin, data: text }));
  }
}

describe('Facebook’s dialog', () => {
  const open = (kind: 'cloud_api' | 'business_app' = 'cloud_api') => {
    const dialog = new FakeDialog();
    return { dialog, outcome: openFacebookSignup(dialog, offer, kind) };
  };

  it('is asked for a code, by the configuration of the app', async () => {
    const { dialog, outcome } = open();
    expect(dialog.asked).to.deep.equal({
      config_id: offer.configId,
      response_type: 'code',
      override_default_response_type: true,
      extras: { setup: {} },
    });
    dialog.say(FINISH);
    dialog.answer({ authResponse: { code: 'AQ1' } });
    expect(await outcome).to.deep.equal({
      kind: 'finished',
      code: 'AQ1',
      phoneNumberId: '700500300100210',
      businessAccountId: '900100200300410',
    });
  });

  it('is asked for a phone’s number by its feature', async () => {
    const { dialog, outcome } = open('business_app');
    expect(dialog.asked).to.deep.include({
      extras: { setup: {}, featureType: 'whatsapp_business_app_onboarding' },
    });
    const event = 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING';
    dialog.say({ ...FINISH, event, data: { waba_id: '900100200300420' } });
    dialog.answer({ authResponse: { code: 'AQ1' } });
    expect(await outcome).to.deep.equal({
      kind: 'finished',
      code: 'AQ1',
      businessAccountId: '900100200300420',
    });
  });

  it('may say what it did after the code has come', async () => {
    const { dialog, outcome } = open();
    dialog.answer({ authResponse: { code: 'AQ1' } });
    setTimeout(() => dialog.say(FINISH), 10);
    expect(await outcome).to.include({ phoneNumberId: '700500300100210' });
  });

  it('is not waited for long: the server finds out by itself', async () => {
    const { dialog, outcome } = open();
    dialog.answer({ authResponse: { code: 'AQ1' } });
    expect(await outcome).to.deep.equal({ kind: 'finished', code: 'AQ1' });
  });

  it('is believed by its origin only', async () => {
    const { dialog, outcome } = open();
    for (const origin of ['https://evilfacebook.com', 'https://www.facebook.com.evil.example']) {
      dialog.say(FINISH, origin);
    }
    dialog.say('cb=f3&type=resize');
    dialog.say({ type: 'something else', event: 'FINISH', data: FINISH.data });
    dialog.say('null');
    dialog.answer({ authResponse: { code: 'AQ1' } });
    expect(await outcome).to.deep.equal({ kind: 'finished', code: 'AQ1' });
  });

  it('tells how it was left', async () => {
    const leave = async (event: string, data: object, code?: string) => {
      const { dialog, outcome } = open();
      dialog.say({ type: 'WA_EMBEDDED_SIGNUP', event, data });
      dialog.answer({ authResponse: code === undefined ? null : { code } });
      return outcome;
    };
    expect(await leave('CANCEL', { current_step: 'PHONE_NUMBER_SETUP' })).to.deep.equal({
      kind: 'cancelled',
      step: 'PHONE_NUMBER_SETUP',
    });
    expect(await leave('CANCEL', { error_message: 'No.', error_id: 524126 })).to.deep.equal({
      kind: 'failed',
      message: 'No.',
      errorId: '524126',
    });
    expect(await leave('ERROR', { error_message: 'No.', error_code: '7' })).to.deep.equal({
      kind: 'failed',
      message: 'No.',
      errorId: '7',
    });
    expect(await leave('FINISH_ONLY_WABA', { waba_id: '1' }, 'AQ1')).to.deep.equal({
      kind: 'only_account',
    });
  });

  it('is closed where nothing is said at all', async () => {
    const { dialog, outcome } = open();
    dialog.answer({ authResponse: null });
    expect(await outcome).to.deep.equal({ kind: 'closed' });
  });

  it('has the origins that the server names, exactly or below a domain', () => {
    const allowed = ['https://facebook.com', 'https://*.facebook.com'];
    for (const good of [
      'https://facebook.com',
      'https://www.facebook.com',
      'https://web.facebook.com',
    ]) {
      expect(isAllowedOrigin(good, allowed), good).to.equal(true);
    }
    for (const bad of [
      'http://www.facebook.com',
      'https://evilfacebook.com',
      'https://facebook.com.evil.example',
      'https://www.facebook.com:8443',
      'null',
    ]) {
      expect(isAllowedOrigin(bad, allowed), bad).to.equal(false);
    }
  });
});
