import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { SignupOffer, SignupProblem } from '../../../backend/contract/signup.ts';
import { ApiError } from '../../api/api-error.ts';
import { FakeSettingsStore } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './connect-card.ts';
import type { ConnectCard } from './connect-card.ts';

useTokens();

const ORIGIN = window.location.origin;
const offer: SignupOffer = {
  appId: '310000000000001',
  configId: '520000000000001',
  apiVersion: 'v26.0',
  sdkUrl: `${ORIGIN}/sdk.js`,
  messageOrigins: ['https://*.facebook.com'],
};
const FINISH = {
  type: 'WA_EMBEDDED_SIGNUP',
  event: 'FINISH',
  data: { phone_number_id: '700500300100210', waba_id: '900100200300410' },
};
const REQUEST = {
  code: 'AQ1',
  kind: 'cloud_api',
  phoneNumberId: '700500300100210',
  businessAccountId: '900100200300410',
};

function problem(part: Partial<SignupProblem>): ApiError {
  const details: SignupProblem = {
    step: 'register_number',
    done: ['exchange_code', 'confirm_assets', 'subscribe_app'],
    next: 'try_again',
    numbers: [],
    ...part,
  };
  return new ApiError(422, 'refused_by_meta', 'Meta refused that.', details);
}

describe('chasqui-connect-card', () => {
  /** What the dialog says before it gives a code, or none. */
  let said: object = FINISH;
  let code: string | undefined;
  beforeEach(() => {
    said = FINISH;
    code = 'AQ1';
    window.FB = {
      init: () => undefined,
      login: (callback) => {
        const data = JSON.stringify(said);
        const origin = 'https://www.facebook.com';
        window.dispatchEvent(new MessageEvent('message', { origin, data }));
        callback({ authResponse: code === undefined ? null : { code } });
      },
    };
  });
  afterEach(() => {
    delete window.FB;
  });

  async function open(given: SignupOffer | null = offer) {
    const store = new FakeSettingsStore();
    store.offer = given;
    const card = await fixture<ConnectCard>(
      html`<chasqui-connect-card .store=${store}></chasqui-connect-card>`,
    );
    const root = card.shadowRoot!;
    if (given) await until(() => root.querySelector('.primary') !== null);
    const press = (words: string) =>
      [...root.querySelectorAll('button')].find((one) => one.textContent?.includes(words))!.click();
    /** The first press may only load the SDK: a script's click is none of a person's. */
    const connect = async () => {
      press('Connect with Facebook');
      await until(() => root.querySelector('.result, p[role=status]') !== null);
      if (root.querySelector('.result')) return;
      press('Go on at Facebook');
      await until(() => root.querySelector('.result') !== null);
    };
    const result = () => root.querySelector('.result')?.textContent?.trim().replace(/\s+/g, ' ');
    return { card, root, store, press, connect, result };
  }

  it('is not there where the server does not offer it', async () => {
    const { card, root } = await open(null);
    await until(() => card.hidden === true);
    expect(root.querySelector('.card')).not.to.exist;
  });

  it('is accessible, also with questions and answers', async () => {
    const { card, store, connect } = await open();
    await expect(card).to.be.accessible();
    store.refusal = problem({ next: 'enter_pin' });
    await connect();
    await expect(card).to.be.accessible();
  });

  it('gives the code to the server at once, with what the dialog said', async () => {
    const { card, store, connect, result } = await open();
    const saved = oneEvent(card, 'chasqui-settings-saved');
    await connect();
    await saved;
    expect(store.connected).to.deep.equal([REQUEST]);
    expect(result()).to.equal('Connected. Casa Lumen · +1 555-555-0142');
  });

  it('loads Facebook’s script on the press only, and says when it does not come', async () => {
    delete window.FB;
    const scripts: string[] = [];
    const watch = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes)
          if (node instanceof HTMLScriptElement) scripts.push(node.src);
      }
    });
    watch.observe(document.head, { childList: true });
    const { connect, result } = await open({ ...offer, sdkUrl: `${ORIGIN}/no-such-sdk.js` });
    expect(scripts).to.deep.equal([]);
    await connect();
    watch.disconnect();
    expect(scripts).to.deep.equal([`${ORIGIN}/no-such-sdk.js`]);
    expect(result()).to.include('Facebook’s script could not be loaded.');
  });

  it('says that Facebook wants https', async () => {
    const { connect, result } = await open({
      ...offer,
      sdkUrl: 'https://connect.facebook.net/en_US/sdk.js',
    });
    await connect();
    expect(result()).to.include('served over https');
  });

  it('asks the server for nothing when the dialog was left', async () => {
    const { store, connect, result } = await open();
    code = undefined;
    said = { ...FINISH, event: 'CANCEL', data: { current_step: 'PHONE_NUMBER_SETUP' } };
    await connect();
    expect(result()).to.equal(
      'You left Facebook’s window at «phone number setup». Nothing was changed.',
    );
    expect(store.connected).to.deep.equal([]);
  });

  it('says what is done already, and goes on with the same code', async () => {
    const { root, store, press, connect, result } = await open();
    store.refusal = problem({});
    await connect();
    expect(result()).to.equal('Not connected: Meta refused that.');
    expect(
      [...root.querySelectorAll('.steps li')].map((li) => li.textContent?.trim()),
    ).to.deep.equal([
      'Meta has let this server in',
      'Account and number are confirmed',
      'Messages are sent here',
    ]);
    store.refusal = undefined;
    press('Try again');
    await until(() => store.connected.length === 2);
    expect(store.connected[1]).to.deep.equal(REQUEST);
    await until(() => result()?.startsWith('Connected.') === true);
  });

  it('asks for the number’s PIN', async () => {
    const { root, store, press, connect } = await open();
    store.refusal = problem({ next: 'enter_pin' });
    await connect();
    const input = root.querySelector<HTMLInputElement>('#pin')!;
    const type = (text: string) => {
      input.value = text;
      input.dispatchEvent(new InputEvent('input'));
    };
    type('12345');
    press('Go on with this PIN');
    await until(() => root.querySelector('.problem') !== null);
    expect(store.connected).to.have.length(1);
    type('246810');
    press('Go on with this PIN');
    await until(() => store.connected.length === 2);
    expect(store.connected[1]).to.deep.equal({ ...REQUEST, pin: '246810' });
  });

  it('lets somebody choose among the account’s numbers', async () => {
    const { root, store, press, connect } = await open();
    const one = { displayPhoneNumber: '+15550100210', verifiedName: 'Repairs' };
    store.refusal = problem({
      next: 'choose_number',
      numbers: [
        { ...one, phoneNumberId: '700500300100210' },
        { ...one, phoneNumberId: '700500300100211', verifiedName: null },
      ],
    });
    await connect();
    press('Connect this number');
    expect(store.connected).to.have.length(1);
    root.querySelectorAll<HTMLInputElement>('input[name=number]')[1]!.click();
    press('Connect this number');
    await until(() => store.connected.length === 2);
    expect(store.connected[1]).to.include({ phoneNumberId: '700500300100211' });
  });

  it('sends nothing twice while the server works', async () => {
    const { store, press, connect } = await open();
    let release!: () => void;
    store.gate = new Promise((resolve) => (release = resolve));
    const done = connect();
    await until(() => store.connected.length === 1);
    press('Connecting the number');
    release();
    await done;
    expect(store.connected).to.have.length(1);
  });
});
