import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { MaskedSecret, WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { ApiError } from '../../api/api-error.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import type { SettingsStore } from './settings.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const SECRETS = ['accessToken', 'appSecret', 'webhookVerifyToken'] as const;
type SecretName = (typeof SECRETS)[number];
type FieldName = 'phoneNumberId' | 'businessAccountId' | SecretName | 'apiVersion';
type Values = Record<FieldName, string>;

const FIELDS: readonly { name: FieldName; icon: IconName }[] = [
  { name: 'phoneNumberId', icon: 'user' },
  { name: 'businessAccountId', icon: 'hash' },
  { name: 'accessToken', icon: 'key' },
  { name: 'appSecret', icon: 'shield' },
  { name: 'webhookVerifyToken', icon: 'link' },
  { name: 'apiVersion', icon: 'info' },
];

const VERIFY_TOKEN_BYTES = 18;
const isSecret = (name: FieldName): name is SecretName =>
  (SECRETS as readonly string[]).includes(name);

/**
 * The keys of the number. Saved secrets never come back from the server: their fields are empty and
 * say how the saved one ends; an empty field keeps it. Whatever the server refuses is said beside
 * its field.
 * @fires chasqui-settings-saved - `detail` holds the settings as the server has them now
 */
@customElement('chasqui-settings-form')
export class SettingsForm extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        container: settings-form / inline-size;
      }
      .body {
        gap: 20px;
      }
      .row {
        display: grid;
        gap: 8px;
      }
      .explainer {
        display: flex;
        gap: 10px;
        align-self: start;
        padding: 8px 12px;
        border-radius: var(--chasqui-radius-md);
        background: var(--chasqui-bg-subtle);
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
      }
      .explainer .icon {
        color: var(--chasqui-accent-text);
      }
      .explainer strong {
        color: var(--chasqui-text);
        font-weight: 600;
      }
      @container settings-form (min-width: 520px) {
        .row {
          grid-template-columns: minmax(0, 1fr) 190px;
          gap: 12px;
        }
        .explainer {
          margin-block-start: 26px;
        }
      }
    `,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private values: Values = emptyValues();
  @state() private problems: Partial<Record<FieldName, string>> = {};
  @state() private shown: ReadonlySet<FieldName> = new Set();
  @state() private isSaving = false;
  @state() private outcome: { isGood: boolean; words: string } | undefined;

  #isTouched = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What somebody is typing is not overwritten by what another admin saved meanwhile.
    if (changed.has('settings') && !this.#isTouched) this.values = valuesOf(this.settings);
  }

  protected override render() {
    return html`<section class="card" aria-labelledby="form-title">
      <header><h3 id="form-title">${t('form.title')}</h3></header>
      <form class="body" novalidate aria-busy=${this.isSaving} @submit=${this.#handleSubmit}>
        ${FIELDS.map((field) => this.#renderRow(field))} ${this.#renderOutcome()}
        <div class="actions">
          <button class="button primary" aria-disabled=${this.isSaving}>
            ${this.isSaving ? html`<span class="spinner"></span>` : nothing}
            ${t(this.isSaving ? 'form.saving' : 'form.save')}
          </button>
          <button type="button" class="button" @click=${this.#handleDiscard}>
            ${t('form.discard')}
          </button>
          <p class="text">${t('form.note')}</p>
        </div>
      </form>
    </section>`;
  }

  #renderRow({ name, icon: glyph }: (typeof FIELDS)[number]) {
    return html`<div class="row">
      ${isSecret(name) ? this.#renderSecret(name) : this.#renderPlain(name)}
      <p class="explainer">
        ${icon(glyph, 16)}
        <span><strong>${t(`explain.${name}`)}</strong> ${t(`explain.${name}Text`)}</span>
      </p>
    </div>`;
  }

  #renderPlain(name: Exclude<FieldName, SecretName>) {
    return renderField({
      name,
      label: t(`form.${name}`),
      value: this.values[name],
      problem: this.problems[name],
      isMono: true,
      onInput: (value) => this.#take(name, value),
    });
  }

  #renderSecret(name: SecretName) {
    const saved: MaskedSecret = this.settings[name];
    const value = this.values[name];
    return renderField({
      name,
      label: t(`form.${name}`),
      value,
      type: this.shown.has(name) ? 'text' : 'password',
      autocomplete: 'new-password',
      problem: this.problems[name],
      isMono: true,
      ...(saved.isSet
        ? {
            placeholder: t('form.savedSecret', { last4: saved.last4 ?? '' }),
            hint: t('form.keptSecret'),
          }
        : {}),
      inside: html`${value === '' ? nothing : this.#renderReveal(name)}
      ${name === 'webhookVerifyToken' ? this.#renderGenerate() : nothing}`,
      onInput: (typed) => this.#take(name, typed),
    });
  }

  #renderReveal(name: SecretName) {
    const isShown = this.shown.has(name);
    return html`<button
      type="button"
      class="icon-button"
      aria-label=${t(isShown ? 'form.hide' : 'form.show')}
      @click=${() => this.#reveal(name, !isShown)}
    >
      ${icon(isShown ? 'eye-off' : 'eye', 18)}
    </button>`;
  }

  #renderGenerate() {
    return html`<button
      type="button"
      class="button quiet inside"
      @click=${() => {
        this.#take('webhookVerifyToken', randomToken());
        this.#reveal('webhookVerifyToken', true);
      }}
    >
      ${icon('refresh', 16)}${t('form.generate')}
    </button>`;
  }

  #renderOutcome() {
    if (!this.outcome) return nothing;
    const { isGood, words } = this.outcome;
    return html`<p class="result ${isGood ? 'ok' : 'bad'}" role=${isGood ? 'status' : 'alert'}>
      ${icon(isGood ? 'check-circle' : 'alert-circle', 18)}<span>${words}</span>
    </p>`;
  }

  #reveal(name: FieldName, isShown: boolean): void {
    const shown = new Set(this.shown);
    if (isShown) shown.add(name);
    else shown.delete(name);
    this.shown = shown;
  }

  #take(name: FieldName, value: string): void {
    this.#isTouched = true;
    this.outcome = undefined;
    this.values = { ...this.values, [name]: value };
    if (this.problems[name] !== undefined) this.problems = { ...this.problems, [name]: undefined };
  }

  #handleDiscard = (): void => {
    this.#isTouched = false;
    this.values = valuesOf(this.settings);
    this.problems = {};
    this.shown = new Set();
    this.outcome = undefined;
  };

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.isSaving) void this.#save();
  };

  async #save(): Promise<void> {
    this.isSaving = true;
    this.problems = {};
    this.outcome = undefined;
    try {
      const saved = await this.store.api.saveSettings(requestOf(this.values));
      this.#isTouched = false;
      this.shown = new Set();
      this.values = valuesOf(saved);
      this.outcome = { isGood: true, words: t('form.saved') };
      this.dispatchEvent(new CustomEvent('chasqui-settings-saved', { detail: saved }));
    } catch (error) {
      this.#show(error);
    } finally {
      this.isSaving = false;
    }
  }

  #show(error: unknown): void {
    const problems = error instanceof ApiError ? error.fieldProblems : [];
    const known = problems.filter(({ field }) => field in this.values);
    this.problems = Object.fromEntries(known.map(({ field, message }) => [field, message]));
    if (known.length === 0) {
      const reason = error instanceof Error ? error.message : String(error);
      this.outcome = { isGood: false, words: t('form.failed', { reason }) };
    }
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus(),
    );
  }
}

function emptyValues(): Values {
  return {
    phoneNumberId: '',
    businessAccountId: '',
    accessToken: '',
    appSecret: '',
    webhookVerifyToken: '',
    apiVersion: '',
  };
}

function valuesOf(settings: WhatsAppSettings): Values {
  return {
    ...emptyValues(),
    phoneNumberId: settings.phoneNumberId ?? '',
    businessAccountId: settings.businessAccountId ?? '',
    apiVersion: settings.apiVersion,
  };
}

/** Secrets left empty are left out, so that the server keeps the saved ones. */
function requestOf(values: Values) {
  const { phoneNumberId, businessAccountId, apiVersion } = values;
  const typed = SECRETS.filter((name) => values[name].trim() !== '');
  return {
    phoneNumberId: phoneNumberId.trim(),
    businessAccountId: businessAccountId.trim(),
    apiVersion: apiVersion.trim(),
    ...Object.fromEntries(typed.map((name) => [name, values[name].trim()])),
  };
}

function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(VERIFY_TOKEN_BYTES));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-settings-form': SettingsForm;
  }
}
