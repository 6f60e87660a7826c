import { expect, fixture, html } from '@open-wc/testing';
import type { LoginRequest, SetupRequest } from '../../../backend/contract/operator.ts';
import { ApiError } from '../../api/api-error.ts';
import { createInboxState } from '../../store/inbox-state.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { sampleOperator } from '../../test-support/sample-data.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './sign-in.ts';
import type { SignIn, SignInStore } from './sign-in.ts';

useTokens();

/** A server's side of signing in: remembers what it was asked, refuses what it is told to. */
class FakeSignIn implements SignInStore {
  readonly asked: (LoginRequest | SetupRequest)[] = [];
  refusal: ApiError | undefined;
  needsSetup = false;
  answer: Promise<void> = Promise.resolve();
  readonly state: InboxState;
  readonly api = { getAuthState: async () => ({ needs_setup: this.needsSetup }) };

  constructor(state: Partial<InboxState> = {}) {
    this.state = { ...createInboxState(), session: 'signed_out', ...state };
  }

  async signIn(request: LoginRequest): Promise<void> {
    this.asked.push(request);
    await this.answer;
    if (this.refusal) throw this.refusal;
  }

  async setUp(request: SetupRequest): Promise<void> {
    return this.signIn(request);
  }
}

async function open(server = new FakeSignIn()) {
  const form = await fixture<SignIn>(html`<chasqui-sign-in .store=${server}></chasqui-sign-in>`);
  await form.updateComplete;
  const root = form.shadowRoot!;
  const input = (name: string) => root.querySelector<HTMLInputElement>(`#${name}`)!;
  const type = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      input(name).value = value;
      input(name).dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  };
  const button = () => root.querySelector<HTMLButtonElement>('.primary')!;
  /** What somebody hears who stands in a field: its label aside. */
  const noteOf = (name: string) =>
    (input(name).getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => root.getElementById(id)?.textContent?.trim())
      .join(' ');
  return { form, root, server, input, type, button, noteOf };
}

const wrong = new ApiError(
  401,
  'wrong_credentials',
  'Email or password is not right. 3 tries left before a 15-minute pause.',
  { tries_left: 3 },
);
const ana = { email: 'ana@example.com', password: 'correct horse battery' };

describe('chasqui-sign-in', () => {
  it('is accessible', async () => {
    const { form } = await open();
    await expect(form).to.be.accessible();
  });

  it('asks for email and password by default, in words that password managers know', async () => {
    const { root, input } = await open();
    expect(input('email').autocomplete).to.equal('username');
    expect(input('password').autocomplete).to.equal('current-password');
    expect(input('password').type).to.equal('password');
    expect(root.querySelectorAll('.field')).to.have.length(2);
    expect(root.querySelector('[role=alert]')).not.to.exist;
  });

  it('puts the focus into the first field', async () => {
    const { form, root, input } = await open();
    form.focus();
    expect(root.activeElement).to.equal(input('email'));
  });

  it('signs in on submit, which is what Enter does in a field', async () => {
    const { root, server, type } = await open();
    type(ana);
    root.querySelector('form')!.requestSubmit();
    await until(() => server.asked.length === 1);
    expect(server.asked).to.deep.equal([ana]);
  });

  it('does not ask the server while a field is empty, says so there, and goes to it', async () => {
    const { form, root, server, input, type, button, noteOf } = await open();
    button().click();
    await form.updateComplete;
    await until(() => root.activeElement === input('email'));
    expect(noteOf('email')).to.equal('Enter your email address.');
    expect(noteOf('password')).to.equal('Enter your password.');
    expect(input('email').getAttribute('aria-invalid')).to.equal('true');
    await expect(form).to.be.accessible();

    type({ email: ana.email });
    await form.updateComplete;
    expect(input('email').getAttribute('aria-invalid')).to.equal('false');
    button().click();
    await until(() => root.activeElement === input('password'));
    expect(server.asked).to.have.length(0);
  });

  it('says the server’s own sentence about a wrong password, and keeps what was typed', async () => {
    const { form, root, server, input, type, button, noteOf } = await open();
    server.refusal = wrong;
    type(ana);
    button().click();
    await until(() => root.querySelector('[role=alert]') !== null);
    expect(root.querySelector('[role=alert]')!.textContent!.trim()).to.equal(wrong.message);
    await until(() => root.activeElement === input('password'));
    expect(noteOf('password')).to.equal(wrong.message);
    expect(input('email').value).to.equal(ana.email);
    await expect(form).to.be.accessible();
  });

  it('says a problem of one field beside that field', async () => {
    const { root, server, input, type, button, noteOf } = await open();
    server.refusal = new ApiError(400, 'validation_failed', 'Check the marked fields.', [
      { field: 'email', message: 'Enter an email address.' },
    ]);
    type(ana);
    button().click();
    await until(() => root.activeElement === input('email'));
    expect(noteOf('email')).to.equal('Enter an email address.');
    expect(root.querySelector('[role=alert]')).not.to.exist;
  });

  it('is busy until the answer comes, and asks once however often it is clicked', async () => {
    const { form, root, server, type, button } = await open();
    let answer: () => void = () => undefined;
    server.answer = new Promise((resolve) => (answer = resolve));
    type(ana);
    button().click();
    await form.updateComplete;
    expect(button().getAttribute('aria-disabled')).to.equal('true');
    expect(button().textContent!.trim()).to.equal('Signing in…');
    await expect(form).to.be.accessible();
    button().click();
    answer();
    await until(() => button().getAttribute('aria-disabled') === 'false');
    expect(server.asked).to.have.length(1);
    expect(root.querySelector<HTMLInputElement>('#password')!.value).to.equal('');
  });

  it('shows the password while one wants to see it', async () => {
    const { form, root, input } = await open();
    const eye = root.querySelector<HTMLButtonElement>('.reveal')!;
    expect(eye.getAttribute('aria-label')).to.equal('Show password');
    eye.click();
    await form.updateComplete;
    expect(input('password').type).to.equal('text');
    expect(eye.getAttribute('aria-label')).to.equal('Hide password');
  });

  describe('on a server without an admin', () => {
    const openSetup = async () => {
      const server = new FakeSignIn();
      server.needsSetup = true;
      const opened = await open(server);
      await until(() => opened.root.querySelector('#setup_token') !== null);
      return opened;
    };

    it('is accessible', async () => {
      const { form } = await openSetup();
      await expect(form).to.be.accessible();
    });

    it('makes the first admin by the setup token', async () => {
      const { server, input, type, button } = await openSetup();
      expect(input('password').autocomplete).to.equal('new-password');
      type({ ...ana, setup_token: '  setup-token ', name: 'Ana Costa' });
      button().click();
      await until(() => server.asked.length === 1);
      expect(server.asked[0]).to.deep.equal({
        ...ana,
        setup_token: 'setup-token',
        name: 'Ana Costa',
      });
    });

    it('wants a password of 12 characters before it asks the server', async () => {
      const { root, server, input, type, button, noteOf } = await openSetup();
      type({ setup_token: 'x', name: 'Ana', email: ana.email, password: 'eleven chrs' });
      button().click();
      await until(() => root.activeElement === input('password'));
      expect(noteOf('password')).to.equal('Use at least 12 characters.');
      expect(server.asked).to.have.length(0);
    });

    it('becomes the sign-in form when somebody else was faster', async () => {
      const { root, server, type, button } = await openSetup();
      server.needsSetup = false;
      server.refusal = new ApiError(403, 'setup_closed', 'Chasqui is set up already.');
      type({ ...ana, setup_token: 'x', name: 'Ana' });
      button().click();
      await until(() => root.querySelector('#setup_token') === null);
      expect(root.querySelector('[role=alert]')!.textContent).to.include('set up already');
    });
  });

  describe('when a session has expired', () => {
    const openExpired = () =>
      open(
        new FakeSignIn({
          sessionEnd: 'expired',
          lastOperator: sampleOperator({ email: ana.email }),
        }),
      );

    it('is accessible, and says why', async () => {
      const { form, root } = await openExpired();
      await expect(form).to.be.accessible();
      const notice = root.querySelector('[role=status]')!.textContent!;
      expect(notice).to.include('You’ve been signed out').and.include('after 12 hours');
    });

    it('needs the password alone', async () => {
      const { form, root, server, type, button, input } = await openExpired();
      form.focus();
      expect(root.activeElement).to.equal(input('password'));
      expect(root.querySelector('.known')!.textContent).to.include('Ana Costa');
      type({ password: ana.password });
      button().click();
      await until(() => server.asked.length === 1);
      expect(server.asked).to.deep.equal([ana]);
    });

    it('lets somebody else sign in', async () => {
      const { root, server, type, button, input } = await openExpired();
      root.querySelector<HTMLButtonElement>('.known button')!.click();
      await until(() => root.activeElement === input('email'));
      type({ email: 'marta@example.com', password: ana.password });
      button().click();
      await until(() => server.asked.length === 1);
      expect(server.asked[0]).to.deep.equal({ ...ana, email: 'marta@example.com' });
    });
  });
});
