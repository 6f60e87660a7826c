import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  ConnectSignupRequest,
  SignupKind,
  SignupNumber,
  SignupOffer,
  SignupProblem,
} from '../../../backend/contract/signup.ts';
import { formatPhone } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { connectCardStyles } from './connect-card.styles.ts';
import { describeBlocked, describeDialog, describeDone, describeStop } from './connect-outcome.ts';
import type { Outcome } from './connect-outcome.ts';
import { openFacebookSignup } from './facebook-signup.ts';
import type { DialogOutcome } from './facebook-signup.ts';
import { loadFacebookSdk } from './load-facebook-sdk.ts';
import type { FacebookSdk } from './load-facebook-sdk.ts';
import { SettingsSavedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './signup-words.ts';

const KINDS = ['cloud_api', 'business_app'] as const satisfies readonly SignupKind[];

type Phase = 'idle' | 'loading' | 'open' | 'connecting';

/**
 * «Connect with Facebook»: shown only where the server offers it. Loads Meta's SDK on the click, opens
 * the dialog, gives its code to the server, and goes on with the same code where the server stopped.
 * @fires chasqui-settings-saved - with the settings as the server has them now
 */
@customElement('chasqui-connect-card')
export class ConnectCard extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, connectCardStyles];

  @property({ attribute: false }) store!: SettingsStore;

  @state() private offer: SignupOffer | null = null;
  @state() private kind: SignupKind = 'cloud_api';
  @state() private phase: Phase = 'idle';
  @state() private sdk: FacebookSdk | undefined;
  @state() private outcome: Outcome | undefined;
  @state() private chosenNumber = '';
  @state() private pin = '';
  @state() private pinProblem: string | undefined;

  /** What the server has to be asked again with. */
  #request: ConnectSignupRequest | undefined;

  protected override firstUpdated(): void {
    this.hidden = true;
    void this.#loadOffer();
  }

  protected override render() {
    if (!this.offer) return nothing;
    const isBusy = this.phase !== 'idle';
    return html`<section class="card" aria-labelledby="connect-title">
      <header><h3 id="connect-title">${t('signup.title')}</h3></header>
      <div class="body" aria-busy=${isBusy}>
        <p class="text">${t('signup.text')}</p>
        <fieldset class="kinds">
          <legend>${t('signup.which')}</legend>
          ${KINDS.map((kind) =>
            this.#renderChoice({
              name: 'kind',
              value: kind,
              label: t(`signup.${kind}`),
              hint: t(`signup.${kind}Text`),
              isChosen: kind === this.kind,
              choose: () => (this.kind = kind),
            }),
          )}
        </fieldset>
        <button
          type="button"
          class="button primary"
          aria-disabled=${isBusy}
          @click=${this.#handleConnect}
        >
          ${isBusy ? html`<span class="spinner"></span>` : icon('plug', 18)} ${this.#buttonWords()}
        </button>
        ${this.#renderOutcome()}
      </div>
    </section>`;
  }

  #buttonWords(): string {
    if (this.phase === 'loading') return t('signup.loading');
    if (this.phase === 'open') return t('signup.open');
    if (this.phase === 'connecting') return t('signup.connecting');
    return t(this.sdk && !this.outcome ? 'signup.continue' : 'signup.button');
  }

  #renderChoice(choice: {
    name: string;
    value: string;
    label: string;
    hint: string | undefined;
    isChosen: boolean;
    choose: () => void;
  }) {
    return html`<label class="choice">
      <input
        type="radio"
        name=${choice.name}
        .value=${choice.value}
        .checked=${choice.isChosen}
        ?disabled=${this.phase !== 'idle'}
        @change=${choice.choose}
      />
      <span>${choice.label}${choice.hint ? html`<small>${choice.hint}</small>` : nothing}</span>
    </label>`;
  }

  #renderOutcome() {
    const { outcome } = this;
    if (!outcome) {
      return this.sdk && this.phase === 'idle'
        ? html`<p class="text" role="status">${t('signup.ready')}</p>`
        : nothing;
    }
    const { isGood = false, words, notes = [], policy, problem } = outcome;
    return html`<div class="outcome" role=${isGood ? 'status' : 'alert'}>
        <p class="result ${isGood ? 'ok' : 'bad'}">
          ${icon(isGood ? 'check-circle' : 'alert-circle', 18)}<span>${words}</span>
        </p>
        ${notes.map((note) => html`<p class="text">${note}</p>`)}
        ${policy === undefined ? nothing : html`<pre class="policy" tabindex="0">${policy}</pre>`}
      </div>
      ${problem ? this.#renderProblem(problem) : nothing}`;
  }

  #renderProblem({ done, next, numbers }: SignupProblem) {
    return html`${
      done.length === 0
        ? nothing
        : html`<div class="steps">
            <p class="text">${t('signup.doneAlready')}</p>
            <ul class="steps">
              ${done.map((step) => html`<li>${icon('check', 16)}${t(`signup.step.${step}`)}</li>`)}
            </ul>
          </div>`
    }
    ${next === 'choose_number' ? this.#renderNumbers(numbers) : nothing}
    ${next === 'enter_pin' ? this.#renderPin() : nothing}
    ${next === 'try_again' ? this.#renderAgain('signup.tryAgain', this.#handleAgain) : nothing}`;
  }

  #renderNumbers(numbers: readonly SignupNumber[]) {
    return html`<fieldset>
        <legend>${t('signup.choose')}</legend>
        ${numbers.map(({ phoneNumberId, displayPhoneNumber, verifiedName }) =>
          this.#renderChoice({
            name: 'number',
            value: phoneNumberId,
            label: displayPhoneNumber ? formatPhone(displayPhoneNumber) : phoneNumberId,
            hint: verifiedName ?? undefined,
            isChosen: phoneNumberId === this.chosenNumber,
            choose: () => (this.chosenNumber = phoneNumberId),
          }),
        )}
      </fieldset>
      ${this.#renderAgain('signup.chooseButton', () => {
        if (this.chosenNumber) this.#goOn({ phoneNumberId: this.chosenNumber });
      })}`;
  }

  #renderPin() {
    return html`${renderField({
      name: 'pin',
      label: t('signup.pin'),
      value: this.pin,
      hint: t('signup.pinHint'),
      problem: this.pinProblem,
      isMono: true,
      onInput: (value) => {
        this.pin = value.trim();
        this.pinProblem = undefined;
      },
    })}
    ${this.#renderAgain('signup.pinButton', () => {
      if (/^\d{6}$/.test(this.pin)) this.#goOn({ pin: this.pin });
      else this.pinProblem = t('signup.pinWrong');
    })}`;
  }

  #renderAgain(words: Parameters<typeof t>[0], act: () => void) {
    return html`<div class="actions">
      <button type="button" class="button" aria-disabled=${this.phase !== 'idle'} @click=${act}>
        ${icon('refresh', 16)}${t(words)}
      </button>
    </div>`;
  }

  /** Where the offer cannot be read, the keys can still be entered by hand. */
  async #loadOffer(): Promise<void> {
    try {
      this.offer = (await this.store.api.getSignupOffer()).offer;
    } catch {
      this.offer = null;
    }
    this.hidden = this.offer === null;
  }

  #handleConnect = (): void => {
    if (this.phase === 'idle' && this.offer) void this.#connect(this.offer);
  };

  async #connect(offer: SignupOffer): Promise<void> {
    this.outcome = undefined;
    if (location.protocol === 'http:' && offer.sdkUrl.startsWith('https:')) {
      this.outcome = { words: t('signup.needsHttps') };
      return;
    }
    try {
      if (!this.sdk) {
        this.phase = 'loading';
        this.sdk = await loadFacebookSdk(offer);
        // A window may open only soon after a press; if loading took longer, it takes another one.
        if (!navigator.userActivation?.isActive) return;
      }
      this.phase = 'open';
      await this.#take(await openFacebookSignup(this.sdk, offer, this.kind));
    } catch (error) {
      this.outcome = describeBlocked(error, offer);
    } finally {
      this.phase = 'idle';
    }
  }

  async #take(dialog: DialogOutcome): Promise<void> {
    if (dialog.kind !== 'finished') {
      this.outcome = { words: describeDialog(dialog) };
      return;
    }
    const { code, phoneNumberId, businessAccountId } = dialog;
    this.pin = '';
    this.chosenNumber = '';
    await this.#send({
      code,
      kind: this.kind,
      ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
      ...(businessAccountId === undefined ? {} : { businessAccountId }),
    });
  }

  #handleAgain = (): void => this.#goOn({});

  /** Asks the server once more, with the code that it knows already. */
  #goOn(change: Partial<ConnectSignupRequest>): void {
    if (this.phase === 'idle' && this.#request) void this.#send({ ...this.#request, ...change });
  }

  async #send(request: ConnectSignupRequest): Promise<void> {
    this.#request = request;
    this.phase = 'connecting';
    this.outcome = undefined;
    try {
      const answer = await this.store.api.connectSignup(request);
      this.outcome = describeDone(answer);
      this.dispatchEvent(new SettingsSavedEvent(answer.settings));
    } catch (error) {
      this.outcome = describeStop(error);
    } finally {
      this.phase = 'idle';
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-connect-card': ConnectCard;
  }
}
