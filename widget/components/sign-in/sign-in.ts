import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Operator } from '../../../backend/contract/operator.ts';
import { ApiError } from '../../api/api-error.ts';
import { enSignIn } from '../../i18n/en-sign-in.ts';
import { createTranslator } from '../../i18n/translate.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { renderRevealButton } from '../form-field/reveal-button.ts';
import '../avatar/avatar.ts';
import { brandGlyph } from '../icon/brand-glyph.ts';
import { icon } from '../icon/icon.ts';
import { signInStyles } from './sign-in.styles.ts';

const t = createTranslator({ en: enSignIn });
/** As the server asks for: see contract/operator.ts. */
const MIN_PASSWORD_LENGTH = 12;
const PROBLEM_ID = 'sign-in-problem';

type FieldName = 'setup_token' | 'name' | 'email' | 'password';
type Problems = Partial<Record<FieldName, string>>;

/** What the sign-in form needs of the store. */
export type SignInStore = Pick<InboxStore, 'signIn' | 'setUp' | 'state'> & {
  api: Pick<InboxStore['api'], 'getAuthState'>;
};

/**
 * The sign-in form; on a server without any admin, the form that makes the first one by the setup
 * token; for somebody whose session expired, one field to go on. Errors of the server are said in
 * its own words, errors of a field beside the field. Who is signed in then is the store's to tell.
 */
@customElement('chasqui-sign-in')
export class SignIn extends LitElement {
  static override styles = [baseStyles, fieldStyles, signInStyles];

  @property({ attribute: false }) store!: SignInStore;

  @state() private needsSetup = false;
  @state() private isBusy = false;
  @state() private isPasswordShown = false;
  @state() private isSomebodyElse = false;
  @state() private problem: string | undefined;
  /** Email or password is wrong; which of them, the server does not tell. */
  @state() private areWrong = false;
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

  /** To the first field that somebody has to fill in. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.field input')?.focus();
  }

  protected override render() {
    const known = this.#knownOperator;
    return html`<form novalidate aria-busy=${this.isBusy} @submit=${this.#handleSubmit}>
      ${this.#isExpired ? this.#renderExpired() : this.#renderHead()}
      ${
        this.problem === undefined
          ? nothing
          : html`<div class="problem-box" id=${PROBLEM_ID} role="alert">
              ${icon('alert-circle')}<span>${this.problem}</span>
            </div>`
      }
      ${this.needsSetup ? [this.#field('setup_token'), this.#field('name')] : nothing}
      ${known ? this.#renderKnown(known) : this.#field('email')} ${this.#field('password')}
      <button class="button primary" aria-disabled=${this.isBusy}>
        ${this.isBusy ? html`<span class="spinner"></span>` : nothing}${this.#submitWords}
      </button>
    </form>`;
  }

  get #isExpired(): boolean {
    return this.store.state.sessionEnd === 'expired' && !this.needsSetup;
  }

  get #knownOperator(): Operator | undefined {
    return this.#isExpired && !this.isSomebodyElse ? this.store.state.lastOperator : undefined;
  }

  #renderHead() {
    return html`<span class="tile">${brandGlyph(32)}</span>
      <div>
        <h2>${t(this.needsSetup ? 'setup.title' : 'signIn.title')}</h2>
        <p class="lead">${t(this.needsSetup ? 'setup.text' : 'signIn.text')}</p>
      </div>`;
  }

  #renderExpired() {
    return html`<div class="ended" role="status">
      <span class="tile clock">${icon('clock')}</span>
      <div>
        <h2>${t('signIn.endedTitle')}</h2>
        <p class="lead">${t('signIn.endedText')}</p>
      </div>
    </div>`;
  }

  /** Password managers need the name beside the password, so it is there, out of sight. */
  #renderKnown({ id, name, email }: Operator) {
    return html`<div class="known">
      <chasqui-avatar .name=${name} .key=${id}></chasqui-avatar>
      <p>
        <b><bdi>${name}</bdi></b>
        <bdi>${email}</bdi>
      </p>
      <button type="button" class="button quiet" @click=${this.#handleChange}>
        ${t('signIn.change')}
      </button>
      <input
        class="visually-hidden"
        name="username"
        type="email"
        autocomplete="username"
        tabindex="-1"
        aria-hidden="true"
        readonly
        .value=${email}
      />
    </div>`;
  }

  #field(name: FieldName) {
    const common = {
      name,
      value: this.values[name],
      problem: this.problems[name],
      isRequired: true,
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
      ...(this.needsSetup
        ? { hint: t('setup.passwordHint') }
        : { placeholder: t('signIn.passwordExample') }),
      problemId: this.areWrong ? PROBLEM_ID : undefined,
      inside: renderRevealButton({
        isShown: this.isPasswordShown,
        label: t(this.isPasswordShown ? 'signIn.hide' : 'signIn.show'),
        onToggle: (isShown) => (this.isPasswordShown = isShown),
      }),
    });
  }

  get #submitWords(): string {
    if (this.needsSetup) return t(this.isBusy ? 'setup.busy' : 'setup.submit');
    if (this.isBusy) return t('signIn.busy');
    return t(this.#isExpired ? 'signIn.again' : 'signIn.submit');
  }

  #take(name: FieldName, value: string): void {
    this.values = { ...this.values, [name]: value };
    this.areWrong = false;
    if (this.problems[name] !== undefined) this.problems = { ...this.problems, [name]: undefined };
  }

  async #findOutWhetherSetUp(): Promise<void> {
    try {
      this.needsSetup = (await this.store.api.getAuthState()).needs_setup;
    } catch {
      // The server is away; signing in will say so.
    }
  }

  #handleChange = (): void => {
    this.isSomebodyElse = true;
    void this.updateComplete.then(() => this.focus());
  };

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isBusy) return;
    void this.#submit();
  };

  async #submit(): Promise<void> {
    this.problem = undefined;
    this.areWrong = false;
    this.problems = this.#check();
    if (Object.values(this.problems).some(Boolean)) return this.#focusFirstProblem();
    this.isBusy = true;
    const { setup_token, name, password } = this.values;
    const email = this.#email;
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

  get #email(): string {
    return (this.#knownOperator?.email ?? this.values.email).trim();
  }

  #check(): Problems {
    const { setup_token, name, password } = this.values;
    const problems: Problems = {};
    if (!this.#email.includes('@')) problems.email = t('signIn.needEmail');
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
    this.areWrong = error instanceof ApiError && error.code === 'wrong_credentials';
    if (this.areWrong) this.#focusFirstProblem();
    // Somebody else may have made the first admin meanwhile.
    if (error instanceof ApiError && error.code === 'setup_closed') {
      void this.#findOutWhetherSetUp();
    }
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
