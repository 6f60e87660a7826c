import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './composer.ts';
import type { Composer } from './composer.ts';

useTokens();

const fieldOf = (composer: Composer) => composer.shadowRoot!.querySelector('textarea')!;
const sendOf = (composer: Composer) => composer.shadowRoot!.querySelector('.send')!;

async function open(): Promise<{ composer: Composer; sent: string[]; drafts: string[] }> {
  const sent: string[] = [];
  const drafts: string[] = [];
  const composer = await fixture<Composer>(
    html`<chasqui-composer
      name="Maya"
      .key=${'ct_maya'}
      @chasqui-composer-submit=${(event: HTMLElementEventMap['chasqui-composer-submit']) =>
        sent.push(event.text)}
      @chasqui-draft-change=${(event: HTMLElementEventMap['chasqui-draft-change']) =>
        drafts.push(event.text)}
    ></chasqui-composer>`,
  );
  return { composer, sent, drafts };
}

async function type(composer: Composer, text: string): Promise<void> {
  fieldOf(composer).value = text;
  fieldOf(composer).dispatchEvent(new InputEvent('input', { bubbles: true }));
  await composer.updateComplete;
}

function press(composer: Composer, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  fieldOf(composer).dispatchEvent(event);
  return event;
}

describe('chasqui-composer', () => {
  it('is accessible', async () => {
    const { composer } = await open();
    await expect(composer).to.be.accessible();
  });

  it('is ready and empty by default, and has nothing to send', async () => {
    const { composer, sent } = await open();
    expect(sendOf(composer)).to.have.attribute('aria-disabled', 'true');
    press(composer, { key: 'Enter' });
    expect(sent).to.deep.equal([]);
  });

  it('sends on Enter and is empty afterwards', async () => {
    const { composer, sent, drafts } = await open();
    await type(composer, '  Hello  ');
    press(composer, { key: 'Enter' });
    await composer.updateComplete;
    expect(sent).to.deep.equal(['Hello']);
    expect(fieldOf(composer).value).to.equal('');
    expect(drafts.at(-1)).to.equal('');
  });

  it('begins a line on Shift+Enter', async () => {
    const { composer, sent } = await open();
    await type(composer, 'Hello');
    expect(press(composer, { key: 'Enter', shiftKey: true }).defaultPrevented).to.be.false;
    expect(sent).to.deep.equal([]);
  });

  it('leaves Enter to an input method that is composing', async () => {
    const { composer, sent } = await open();
    await type(composer, 'にほ');
    press(composer, { key: 'Enter', isComposing: true });
    press(composer, { key: 'Enter', keyCode: 229 });
    expect(sent).to.deep.equal([]);
  });

  it('brings in the draft of the conversation it is shown for', async () => {
    const { composer } = await open();
    await type(composer, 'for Maya');
    composer.draft = 'for Lena';
    composer.key = 'ct_lena';
    await composer.updateComplete;
    expect(fieldOf(composer).value).to.equal('for Lena');
  });

  it('counts near the limit and does not send beyond it', async () => {
    const { composer, sent } = await open();
    await type(composer, 'x'.repeat(4_097));
    expect(composer.shadowRoot!.querySelector('.counter')?.textContent).to.contain('1 characters');
    press(composer, { key: 'Enter' });
    expect(sent).to.deep.equal([]);
    await expect(composer).to.be.accessible();
  });

  it('grows with its text up to six lines', async () => {
    const { composer } = await open();
    const oneLinePx = fieldOf(composer).offsetHeight;
    await type(composer, 'a\nb\nc');
    expect(fieldOf(composer).offsetHeight).to.be.above(oneLinePx);
    await type(composer, 'x\n'.repeat(40));
    expect(fieldOf(composer).offsetHeight).to.equal(136);
  });

  it('says what to do when the window has closed', async () => {
    const { composer } = await open();
    composer.mode = 'window_closed';
    composer.lastWroteAt = '2026-03-09T17:04:00.000Z';
    await composer.updateComplete;
    expect(fieldOf(composer)).not.to.exist;
    expect(composer.shadowRoot!.textContent).to.contain('The 24-hour window has closed');
    await expect(composer).to.be.accessible();
  });

  it('stays readable but closed while WhatsApp is not connected', async () => {
    const { composer } = await open();
    composer.mode = 'not_connected';
    await composer.updateComplete;
    expect(fieldOf(composer).readOnly).to.be.true;
    await expect(composer).to.be.accessible();
  });
});
