import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ApiError } from '../../api/api-error.ts';
import { enSignIn } from '../../i18n/en-sign-in.ts';
import { createTranslator } from '../../i18n/translate.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import { signInStyles } from './sign-in.styles.ts';

const t = createTranslator({ en: enSignIn });
const MIN_PASSWORD_LENGTH = 12;

type FieldName = 'setup_token' | 'name' | 'email' | 'password';
type Problems = Partial<Record<FieldName, string>>;

/** What the sign-in form needs of the store. */
export type SignInStore = Pick<InboxStore, 'signIn' | 'setUp' | 'state'> & {
  api: Pick<InboxStore['api'], 'getAuthState'>;
};

/**
 * The sign-in form; on a server without any admin, the form that makes the first one by the setup
 * token. Errors of the server are said in its own words, errors of a field beside the field.
 */
@customElement('chasqui-sign-in')
export class SignIn extends LitElement {
  static override styles = [baseStyles, fieldStyles, signInStyles];

  @property({ attribute: false }) store!: SignInStore;

  @state() private needsSetup = false;
  @state() private isBusy = false;
  @state() private isPasswordShown = false;
  @state() private problem: string | undefined;
  @state() private problems: Problems = {};
  @state() private values: Record<FieldName, string> = {
    setup_token: '',
    name: '',
    email: '',
    password: '',
  };

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#findOutWhetherSetUp();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input')?.focus();
  }

  protected override render() {
    const isExpired = this.store.state.sessionEnd === 'expired';
    return html`<form novalidate aria-busy=${this.isBusy} @submit=${this.#handleSubmit}>
      ${isExpired ? this.#renderExpired() : this.#renderHead()}
      ${
        this.problem === undefined
          ? nothing
          : html`<div class="problem-box" role="alert">
              ${icon('alert-circle')}<span>${this.problem}</span>
            </div>`
      }
      ${this.needsSetup ? [this.#field('setup_token'), this.#field('name')] : nothing}
      ${this.#field('email')} ${this.#field('password')}
      <button class="button primary" aria-disabled=${this.isBusy}>
        ${this.isBusy ? html`<span class="spinner"></span>` : nothing} ${this.#submitWords}
      </button>
    </form>`;
  }

  #renderHead() {
    return html`<span class="tile">${brandGlyph(32)}</span>
      <div>
        <h2>${t(this.needsSetup ? 'setup.title' : 'signIn.title')}</h2>
        <p class="lead">${t(this.needsSetup ? 'setup.text' : 'signIn.text')}</p>
      </div>`;
  }

  #renderExpired() {
    return html`<div class="notice" role="status">
      ${icon('clock')}
      <span><strong>${t('signIn.endedTitle')}</strong>${t('signIn.endedText')}</span>
    </div>`;
  }

  #field(name: FieldName) {
    const common = {
      name,
      value: this.values[name],
      problem: this.problems[name],
      onInput: (value: string) => this.#take(name, value),
    };
    if (name === 'setup_token')
      return renderField({ ...common, label: t('setup.token'), isMono: true });
    if (name === 'name') {
      return renderField({ ...common, label: t('setup.name'), autocomplete: 'name' });
    }
    if (name === 'email') {
      return renderField({
        ...common,
        label: t('signIn.email'),
        type: 'email',
        autocomplete: 'username',
        placeholder: t('signIn.emailExample'),
      });
    }
    return renderField({
      ...common,
      label: t(this.needsSetup ? 'setup.newPassword' : 'signIn.password'),
      type: this.isPasswordShown ? 'text' : 'password',
      autocomplete: this.needsSetup ? 'new-password' : 'current-password',
      ...(this.needsSetup ? { hint: t('setup.passwordHint') } : {}),
      inside: html`<button
        type="button"
        class="icon-button"
        aria-label=${t(this.isPasswordShown ? 'signIn.hide' : 'signIn.show')}
        @click=${() => (this.isPasswordShown = !this.isPasswordShown)}
      >
        ${icon(this.isPasswordShown ? 'eye-off' : 'eye', 18)}
      </button>`,
    });
  }

  get #submitWords(): string {
    if (this.needsSetup) return t(this.isBusy ? 'setup.busy' : 'setup.submit');
    return t(this.isBusy ? 'signIn.busy' : 'signIn.submit');
  }

  #take(name: FieldName, value: string): void {
    this.values = { ...this.values, [name]: value };
    if (this.problems[name] !== undefined) this.problems = { ...this.problems, [name]: undefined };
  }

  async #findOutWhetherSetUp(): Promise<void> {
    try {
      this.needsSetup = (await this.store.api.getAuthState()).needs_setup;
    } catch {
      // The server is away; signing in will say so.
    }
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isBusy) return;
    void this.#submit();
  };

  async #submit(): Promise<void> {
    this.problem = undefined;
    this.problems = this.#check();
    if (Object.values(this.problems).some(Boolean)) return this.#focusFirstProblem();
    this.isBusy = true;
    const { setup_token, name, email, password } = this.values;
    try {
      if (this.needsSetup) {
        await this.store.setUp({ setup_token: setup_token.trim(), name, email, password });
      } else {
        await this.store.signIn({ email, password });
      }
      this.values = { setup_token: '', name: '', email: '', password: '' };
    } catch (error) {
      this.#show(error);
    } finally {
      this.isBusy = false;
    }
  }

  #check(): Problems {
    const { setup_token, name, email, password } = this.values;
    const problems: Problems = {};
    if (!email.includes('@')) problems.email = t('signIn.needEmail');
    if (password === '') problems.password = t('signIn.needPassword');
    if (!this.needsSetup) return problems;
    if (setup_token.trim() === '') problems.setup_token = t('setup.needToken');
    if (name.trim() === '') problems.name = t('setup.needName');
    if (password.length < MIN_PASSWORD_LENGTH) problems.password = t('setup.shortPassword');
    return problems;
  }

  #show(error: unknown): void {
    const fieldProblems = error instanceof ApiError ? error.fieldProblems : [];
    this.problems = Object.fromEntries(fieldProblems.map(({ field, message }) => [field, message]));
    const isShownAtField = fieldProblems.some(({ field }) => field in this.values);
    if (isShownAtField) return this.#focusFirstProblem();
    this.problem = error instanceof Error ? error.message : String(error);
  }

  #focusFirstProblem(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus(),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-sign-in': SignIn;
  }
}
