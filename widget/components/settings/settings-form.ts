import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type {
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { DEFAULT_API_VERSION } from '../../../backend/contract/protocol.ts';
import { ApiError } from '../../api/api-error.ts';
import { formatPhone } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { fieldPlaceStyles, renderPlace, renderPlaceButton } from './field-place.ts';
import { renderSecretField } from './secret-field.ts';
import { SettingsSavedEvent } from './settings-events.ts';
import { settingsFormStyles } from './settings-form.styles.ts';
import { settingsIcon } from './settings-icon.ts';
import type { SettingsIconName } from './settings-icon.ts';
import { SECRETS, isFieldName, listApiVersions, requestOf, valuesOf } from './settings-values.ts';
import type { FieldName, SecretName, Values } from './settings-values.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

type FormStore = { api: Pick<SettingsStore['api'], 'saveSettings'> };
type Problems = Partial<Record<FieldName, string>>;

const FIELDS: readonly { name: FieldName; icon: SettingsIconName }[] = [
  { name: 'phoneNumberId', icon: 'id-card' },
  { name: 'businessAccountId', icon: 'building' },
  { name: 'accessToken', icon: 'key' },
  { name: 'appSecret', icon: 'seal' },
  { name: 'webhookVerifyToken', icon: 'hook' },
  { name: 'apiVersion', icon: 'edition' },
];

/** What the guide asks for; the rest it knows itself. */
const GUIDED_FIELDS = FIELDS.filter(
  ({ name }) => name !== 'webhookVerifyToken' && name !== 'apiVersion',
);

const isSecret = (name: FieldName): name is SecretName =>
  (SECRETS as readonly string[]).includes(name);

/**
 * The keys of the number. Saved secrets never come back from the server: their fields are empty and
 * say how the saved one ends; an empty field keeps it. The server asks Meta before it saves, and
 * whatever either refuses is said beside its field.
 * @fires chasqui-settings-saved - with the settings as the server has them now
 */
@customElement('chasqui-settings-form')
export class SettingsForm extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    fieldStyles,
    fieldPlaceStyles,
    settingsFormStyles,
  ];

  @property({ attribute: false }) store!: FormStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;
  /** What a test of the saved keys said: a refusal is shown beside the field that it is about. */
  @property({ attribute: false }) testResult: TestConnectionResponse | undefined;
  /** A step of the guide: only what has to be copied from Meta, and all of it. */
  @property({ type: Boolean, reflect: true }) guided = false;
  /** Saved with the rest where the server has none yet. */
  @property({ attribute: false }) newVerifyToken: string | undefined;

  @state() private values: Values = valuesOf(undefined);
  @state() private problems: Problems = {};
  @state() private shown: ReadonlySet<FieldName> = new Set();
  /** Whose place at Meta is being told. */
  @state() private placeOf: FieldName | undefined;
  @state() private isSaving = false;
  @state() private outcome: { isGood: boolean; words: string } | undefined;

  #isTouched = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What somebody is typing is not overwritten by what another admin saved meanwhile.
    if (changed.has('settings') && !this.#isTouched) this.values = valuesOf(this.settings);
    const result = this.testResult;
    if (!changed.has('testResult') || !result || result.success) return;
    if (isFieldName(result.field)) this.problems = { [result.field]: result.error };
  }

  protected override render() {
    const fields = this.guided ? GUIDED_FIELDS : FIELDS;
    return html`<section
      class=${this.guided ? '' : 'card'}
      aria-label=${this.guided ? t('form.keys') : t('form.title')}
    >
      ${this.guided ? nothing : html`<header><h3>${t('form.title')}</h3></header>`}
      <form class="body" novalidate aria-busy=${this.isSaving} @submit=${this.#handleSubmit}>
        ${fields.map((field) => this.#renderRow(field))} ${this.#renderOutcome()}
        <div class="actions">
          <button class="button primary" aria-disabled=${this.isSaving}>
            ${this.isSaving ? html`<span class="spinner"></span>` : nothing}
            ${t(this.isSaving ? 'form.saving' : 'form.save')}
          </button>
          ${
            this.guided
              ? nothing
              : html`<button type="button" class="button" @click=${this.#handleDiscard}>
                  ${t('form.discard')}
                </button>`
          }
          <p class="text">${t('form.note')}</p>
        </div>
      </form>
    </section>`;
  }

  #renderRow({ name, icon: glyph }: (typeof FIELDS)[number]) {
    return html`<div class="row">
      <div class="entry">
        ${this.#renderControl(name)} ${renderPlace(name, this.placeOf === name)}
      </div>
      <p class="explainer">
        ${settingsIcon(glyph, 16)}
        <span><strong>${t(`explain.${name}`)}</strong> ${t(`explain.${name}Text`)}</span>
      </p>
    </div>`;
  }

  #renderControl(name: FieldName) {
    if (isSecret(name)) return this.#renderSecret(name);
    if (name === 'apiVersion') return this.#renderApiVersion();
    return renderField({
      name,
      label: t(`form.${name}`),
      value: this.values[name],
      problem: this.problems[name],
      success: this.#successOf(name),
      badge: this.#renderPlaceButton(name),
      isMono: true,
      isRequired: true,
      onInput: (value) => this.#take(name, value),
    });
  }

  #successOf(name: FieldName): string | undefined {
    const { phoneNumberId, displayPhoneNumber } = this.settings;
    if (name !== 'phoneNumberId' || !phoneNumberId || !displayPhoneNumber) return undefined;
    if (this.values.phoneNumberId.trim() !== phoneNumberId) return undefined;
    return t('form.found', { number: formatPhone(displayPhoneNumber) });
  }

  #renderPlaceButton(name: FieldName) {
    return renderPlaceButton(name, {
      isOpen: this.placeOf === name,
      onToggle: (isOpen) => (this.placeOf = isOpen ? name : undefined),
    });
  }

  #renderApiVersion() {
    return renderChoiceField({
      name: 'apiVersion',
      label: t('form.apiVersion'),
      value: this.values.apiVersion,
      problem: this.problems.apiVersion,
      options: listApiVersions(this.values.apiVersion).map((version) => ({
        value: version,
        label: version === DEFAULT_API_VERSION ? t('form.suggested', { version }) : version,
      })),
      onChange: (value) => this.#take('apiVersion', value),
    });
  }

  #renderSecret(name: SecretName) {
    const saved = this.settings[name];
    return renderSecretField({
      name,
      saved,
      value: this.values[name],
      problem: this.problems[name],
      badge: this.#renderPlaceButton(name),
      isRequired: (name === 'accessToken' || this.guided) && !saved.isSet,
      isShown: this.shown.has(name),
      onInput: (value) => this.#take(name, value),
      onReveal: (isShown) => this.#reveal(name, isShown),
    });
  }

  #renderOutcome() {
    if (!this.outcome) return nothing;
    const { isGood, words } = this.outcome;
    return html`<p class="result ${isGood ? 'ok' : 'bad'}" role=${isGood ? 'status' : 'alert'}>
      ${icon(isGood ? 'check-circle' : 'alert-circle', 18)}<span>${words}</span>
    </p>`;
  }

  /** Puts the cursor into a field, and the field into view. */
  focusField(name: FieldName): void {
    this.renderRoot.querySelector<HTMLElement>(`#${name}`)?.focus();
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
    if (this.isSaving) return;
    // The server takes keys without it; the guide would then end before the first message.
    if (this.guided && !this.settings.appSecret.isSet && this.values.appSecret.trim() === '') {
      this.problems = { appSecret: t('form.needAppSecret') };
      this.#focusProblem();
      return;
    }
    void this.#save();
  };

  /** What to save, with a verify token where there is none yet and the guide brings one. */
  get #request() {
    const request = requestOf(this.values);
    if (this.newVerifyToken === undefined || this.settings.webhookVerifyToken.isSet) return request;
    return { webhookVerifyToken: this.newVerifyToken, ...request };
  }

  async #save(): Promise<void> {
    this.isSaving = true;
    this.problems = {};
    this.outcome = undefined;
    try {
      const request = this.#request;
      const saved = await this.store.api.saveSettings(request);
      this.#isTouched = false;
      this.shown = new Set();
      this.values = valuesOf(saved);
      this.outcome = outcomeOf(saved);
      this.dispatchEvent(new SettingsSavedEvent(saved, request.webhookVerifyToken));
    } catch (error) {
      this.#show(error);
    } finally {
      this.isSaving = false;
    }
  }

  #show(error: unknown): void {
    const problems = error instanceof ApiError ? error.fieldProblems : [];
    const known = problems.filter(({ field }) => isFieldName(field));
    this.problems = Object.fromEntries(known.map(({ field, message }) => [field, message]));
    if (known.length === 0) {
      const reason = error instanceof Error ? error.message : String(error);
      this.outcome = { isGood: false, words: t('form.failed', { reason }) };
    }
    this.#focusProblem();
  }

  #focusProblem(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  }
}

/** Saved it is; whether it works, Meta has said on the way or will say later. */
function outcomeOf({ status, displayPhoneNumber }: WhatsAppSettings) {
  if (status.light !== 'connected') {
    return { isGood: false, words: t('form.savedNotWorking', { reason: status.reason ?? '' }) };
  }
  const number = displayPhoneNumber ? formatPhone(displayPhoneNumber) : '';
  return { isGood: true, words: t('form.saved', { number }).trim() };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-settings-form': SettingsForm;
  }
}
