import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  WebhookChange,
  WebhookSetup,
  WebhookWay,
} from '../../../../backend/contract/webhook-setup.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import type { SettingsStore } from '../settings-store.ts';
import { cardStyles } from '../settings.styles.ts';
import { t } from './guide-words.ts';
import { stepStyles } from './step.styles.ts';
import { webhookSetupStyles } from './webhook-setup.styles.ts';

type SetupStore = { api: Pick<SettingsStore['api'], 'getWebhookSetup' | 'applyWebhookSetup'> };

/**
 * Sets the webhook up at Meta in a person's place: asks Meta how it is, shows what would change and
 * whose messages that takes, and does it when told to.
 */
@customElement('chasqui-webhook-setup')
export class WebhookSetupElement extends LitElement {
  static override styles = [baseStyles, cardStyles, stepStyles, webhookSetupStyles];

  @property({ attribute: false }) store!: SetupStore;
  /** Whether Meta has called here already. */
  @property({ type: Boolean }) verified = false;
  /** Speaks up only where something could be set up. */
  @property({ type: Boolean }) quiet = false;

  @state() private setup: WebhookSetup | undefined;
  @state() private way: WebhookWay | undefined;
  @state() private isAgreed = false;
  @state() private busy: 'looking' | 'applying' | undefined;
  @state() private problem: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#look());
  }

  get #chosen() {
    const ways = this.setup?.ways ?? [];
    return ways.find(({ way }) => way === this.way) ?? ways[0];
  }

  protected override render() {
    const { setup, problem } = this;
    if (this.quiet && setup?.state !== 'possible') return nothing;
    return html`${this.busy === 'looking' ? this.#renderLooking() : nothing}
    ${setup ? this.#renderSetup(setup) : nothing}
    ${
      problem === undefined
        ? nothing
        : html`<div class="trouble" role="alert">
            <p class="result bad">${icon('alert-circle', 18)}<span>${problem}</span></p>
            <button type="button" class="button" @click=${() => void this.#look()}>
              ${t('setup.lookAgain')}
            </button>
          </div>`
    }`;
  }

  #renderLooking() {
    return html`<p class="waiting" role="status">
      <span class="spinner"></span><span>${t('setup.looking')}</span>
    </p>`;
  }

  #renderSetup(setup: WebhookSetup) {
    if (setup.state === 'by_hand') {
      return html`<p class="result warn">${icon('alert', 18)}<span>${setup.reason}</span></p>`;
    }
    if (setup.state === 'ready') {
      if (this.verified) {
        return html`<p class="result ok">
          ${icon('check-circle', 18)}<span>${t('setup.ready')}</span>
        </p>`;
      }
      return html`<p>${t('setup.readyNotCalled')}</p>
        ${this.#renderButton('setup.call')}`;
    }
    const chosen = this.#chosen;
    const takesFrom = chosen?.changes.find(({ isTakeover }) => isTakeover)?.now;
    return html`<div class="offer">
      <p>${t(this.quiet ? 'setup.missing' : 'setup.offer')} ${this.#describeApp(setup)}</p>
      ${setup.ways.length > 1 ? this.#renderWays(setup) : nothing}
      <ul class="changes">
        ${chosen?.changes.map((change) => this.#renderChange(change))}
      </ul>
      ${
        takesFrom
          ? html`<label class="agree">
              <input
                type="checkbox"
                .checked=${this.isAgreed}
                @change=${(event: Event) =>
                  (this.isAgreed = (event.target as HTMLInputElement).checked)}
              />
              <span>${t('setup.agree', { host: takesFrom })}</span>
            </label>`
          : nothing
      }
      ${this.#renderButton('setup.apply', takesFrom !== undefined && takesFrom !== null)}
    </div>`;
  }

  #describeApp({ appId, appCallback, ways }: WebhookSetup): string {
    const app = appId ?? '';
    if (ways.length === 1) return t('setup.changes', { app });
    return t('setup.owner', { app, host: appCallback ?? '' });
  }

  #renderWays(setup: WebhookSetup) {
    return html`<fieldset>
      <legend class="visually-hidden">${t('setup.ways')}</legend>
      ${setup.ways.map(
        ({ way }, at) =>
          html`<label class="way-choice">
            <input
              type="radio"
              name="way"
              value=${way}
              .checked=${this.#chosen?.way === way}
              @change=${() => {
                this.way = way;
                this.isAgreed = false;
              }}
            />
            <span>
              <strong>${t(`setup.way.${way}`)}</strong>
              ${at === 0 ? html`<span class="pill ok">${t('setup.best')}</span>` : nothing}
              <span class="hint">${t(`setup.way.${way}Text`)}</span>
            </span>
          </label>`,
      )}
    </fieldset>`;
  }

  #renderChange({ what, now, next, isTakeover }: WebhookChange) {
    const before = now ?? t(`setup.${what}.none`);
    const after = next === null ? t('setup.ends') : what === 'fields' ? t('setup.fields.on') : next;
    return html`<li class=${isTakeover ? 'takeover' : ''}>
      <span
        ><span class="what">${t(`setup.${what}`)}</span>: <bdi class="from">${before}</bdi></span
      >
      <span class="to">
        <span class="visually-hidden">${t('setup.becomes')}</span
        ><bdi>${what === 'subscription' ? t('setup.subscription.on') : after}</bdi>
      </span>
    </li>`;
  }

  #renderButton(words: 'setup.apply' | 'setup.call', needsConsent = false) {
    const isApplying = this.busy === 'applying';
    const isHeld = isApplying || (needsConsent && !this.isAgreed);
    return html`<button
      type="button"
      class="button primary"
      aria-disabled=${isHeld}
      @click=${() => (isHeld ? undefined : void this.#apply())}
    >
      ${isApplying ? html`<span class="spinner"></span>` : nothing}
      ${t(isApplying ? 'setup.applying' : words)}
    </button>`;
  }

  async #look(): Promise<void> {
    await this.#run('looking', () => this.store.api.getWebhookSetup());
  }

  async #apply(): Promise<void> {
    const { setup } = this;
    const chosen = this.#chosen;
    if (!setup || !chosen) return;
    const request = { way: chosen.way, seen: setup.seen };
    await this.#run('applying', () => this.store.api.applyWebhookSetup(request));
  }

  async #run(busy: 'looking' | 'applying', ask: () => Promise<WebhookSetup>): Promise<void> {
    if (this.busy) return;
    this.busy = busy;
    this.problem = undefined;
    try {
      this.setup = await ask();
      this.isAgreed = false;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.busy = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-webhook-setup': WebhookSetupElement;
  }
}
