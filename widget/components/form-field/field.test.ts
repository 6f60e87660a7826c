import { expect, fixture } from '@open-wc/testing';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import { fieldStyles } from './field.styles.ts';
import { renderChoiceField, renderField } from './field.ts';
import type { ChoiceField, Field } from './field.ts';

useTokens();

@customElement('sample-form')
class SampleForm extends LitElement {
  static override styles = [baseStyles, fieldStyles];
  @property({ attribute: false }) field: Field = { name: 'id', label: 'Number', value: '' };
  @property({ attribute: false }) choice: ChoiceField | undefined;

  protected override render() {
    return html`${renderField(this.field)} ${this.choice ? renderChoiceField(this.choice) : ''}`;
  }
}

async function open(field: Partial<Field>, choice?: ChoiceField) {
  const form = await fixture<SampleForm>(
    html`<sample-form
      .field=${{ name: 'id', label: 'Number', value: '', ...field }}
      .choice=${choice}
    ></sample-form>`,
  );
  const root = form.shadowRoot!;
  return { form, root, input: root.querySelector('input')! };
}

const noteOf = (root: ShadowRoot, input: HTMLElement) =>
  root.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent?.trim();

describe('renderField', () => {
  it('is accessible with a hint, a problem and a success', async () => {
    for (const note of [{ hint: 'Digits.' }, { problem: 'Too short.' }, { success: 'Found.' }]) {
      const { form } = await open(note);
      await expect(form).to.be.accessible();
    }
  });

  it('is a valid text field without a note by default', async () => {
    const { input } = await open({});
    expect(input.type).to.equal('text');
    expect(input.getAttribute('aria-invalid')).to.equal('false');
    expect(input.hasAttribute('aria-describedby')).to.be.false;
    expect(input.readOnly).to.be.false;
  });

  it('ties its note to the field, a problem before a success before a hint', async () => {
    const all = { hint: 'Digits.', success: 'Found.', problem: 'Too short.' };
    const { form, root, input } = await open(all);
    expect(noteOf(root, input)).to.equal('Too short.');
    form.field = { ...form.field, problem: undefined };
    await form.updateComplete;
    expect(noteOf(root, input)).to.equal('Found.');
    form.field = { ...form.field, success: undefined };
    await form.updateComplete;
    expect(noteOf(root, input)).to.equal('Digits.');
  });

  it('is wrong without a note of its own when another element says why', async () => {
    const { input, root } = await open({ problemId: 'elsewhere' });
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    expect(input.getAttribute('aria-describedby')).to.equal('elsewhere');
    expect(root.querySelector('.wrong')).to.exist;
  });

  it('says what is typed, and shows what it is given even over what was typed', async () => {
    const typed: string[] = [];
    const { form, input } = await open({ onInput: (value) => typed.push(value) });
    input.value = '123';
    input.dispatchEvent(new InputEvent('input'));
    expect(typed).to.deep.equal(['123']);
    form.field = { ...form.field, value: '' };
    await form.updateComplete;
    expect(input.value).to.equal('');
  });
});

describe('renderChoiceField', () => {
  const choice = (value: string, onChange = (_value: string): void => undefined): ChoiceField => ({
    name: 'version',
    label: 'API version',
    value,
    options: ['v26.0', 'v25.0', 'v24.0'].map((version) => ({ value: version, label: version })),
    onChange,
  });

  it('is accessible, shows the value and follows it', async () => {
    const { form, root } = await open({}, choice('v25.0'));
    await expect(form).to.be.accessible();
    expect(root.querySelector('select')!.value).to.equal('v25.0');
    form.choice = choice('v24.0');
    await form.updateComplete;
    expect(root.querySelector('select')!.value).to.equal('v24.0');
  });

  it('says what is chosen', async () => {
    const chosen: string[] = [];
    const { root } = await open(
      {},
      choice('v26.0', (value) => void chosen.push(value)),
    );
    root.querySelector('select')!.value = 'v24.0';
    root.querySelector('select')!.dispatchEvent(new Event('change'));
    expect(chosen).to.deep.equal(['v24.0']);
  });
});
