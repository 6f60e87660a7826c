import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { OutgoingFile } from '../../store/inbox-state.ts';
import './composer.ts';
import type { Composer } from './composer.ts';

useTokens();

const PHOTO: OutgoingFile = {
  ...{
    id: 'file_1',
    contactId: 'ct_maya',
    kind: 'image',
    name: 'Shade.jpg',
    mimeType: 'image/jpeg',
  },
  ...{ sizeBytes: 84_000, voice: false, seconds: 0, url: '', caption: '', reason: '' },
  ...{ step: 'uploading', progress: 0.4, isAttached: true },
};
const REFUSED: OutgoingFile = {
  ...{ ...PHOTO, id: 'file_2', name: 'Film.mov', kind: undefined, step: 'refused' },
  ...{ reason: 'WhatsApp takes films as MP4 or 3GP only.' },
};

const trayOf = async (composer: Composer) => {
  await customElements.whenDefined('chasqui-attachment-tray');
  await composer.updateComplete;
  const tray = composer.shadowRoot!.querySelector('chasqui-attachment-tray')!;
  await tray.updateComplete;
  return tray;
};

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
    expect(sendOf(composer).getAttribute('aria-label')).to.equal('Record a voice message');
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

  it('keeps the field between its buttons while it counts', async () => {
    const { composer } = await open();
    await type(composer, 'x'.repeat(4_097));
    const bottomOf = (selector: string) =>
      composer.shadowRoot!.querySelector(selector)!.getBoundingClientRect().bottom;
    expect(bottomOf('.attach')).to.equal(bottomOf('textarea'));
    expect(bottomOf('.send')).to.equal(bottomOf('textarea'));
    expect(bottomOf('.counter')).to.be.below(bottomOf('textarea'));
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

  it('gives what was typed to the file that is attached then', async () => {
    const { composer, drafts } = await open();
    const captions: string[] = [];
    composer.addEventListener('chasqui-caption-change', ({ fileId, caption }) =>
      captions.push(`${fileId}: ${caption}`),
    );
    await type(composer, 'The new shade');
    composer.files = [PHOTO];
    const tray = await trayOf(composer);
    expect(captions).to.deep.equal(['file_1: The new shade']);
    expect(drafts.at(-1)).to.equal('');
    expect(fieldOf(composer).placeholder).to.equal('Add a caption');
    expect(tray.shadowRoot!.querySelector('progress')?.value).to.equal(0.4);
    await expect(composer).to.be.accessible();
    await expect(tray).to.be.accessible();
  });

  it('writes each file’s own caption, and gives the text back when the last file is taken away', async () => {
    const { composer, drafts } = await open();
    const second = { ...PHOTO, id: 'file_3', name: 'Other.jpg', caption: 'The other one' };
    composer.files = [{ ...PHOTO, caption: 'First' }, second];
    const tray = await trayOf(composer);
    expect(fieldOf(composer).value).to.equal('First');
    tray.shadowRoot!.querySelectorAll<HTMLElement>('.face')[1]!.click();
    await composer.updateComplete;
    expect(fieldOf(composer).value).to.equal('The other one');
    composer.files = [];
    await composer.updateComplete;
    expect(drafts.at(-1)).to.equal('The other one');
  });

  it('sends files without a word, but not before they are ready, nor those that are refused', async () => {
    const { composer, sent } = await open();
    composer.files = [{ ...PHOTO, kind: undefined, step: 'preparing' }];
    await trayOf(composer);
    press(composer, { key: 'Enter' });
    composer.files = [REFUSED];
    await composer.updateComplete;
    press(composer, { key: 'Enter' });
    expect(sent).to.deep.equal([]);
    composer.files = [PHOTO, REFUSED];
    const tray = await trayOf(composer);
    expect(tray.shadowRoot!.textContent).to.contain('MP4 or 3GP only');
    press(composer, { key: 'Enter' });
    expect(sent).to.deep.equal(['']);
  });

  it('sends files as soon as they are ready, where Enter came before', async () => {
    const { composer, sent } = await open();
    composer.files = [{ ...PHOTO, kind: undefined, step: 'preparing' }];
    await trayOf(composer);
    press(composer, { key: 'Enter' });
    expect(sent).to.deep.equal([]);
    composer.files = [PHOTO];
    await composer.updateComplete;
    expect(sent).to.deep.equal(['']);
    composer.files = [];
    await composer.updateComplete;
    composer.files = [PHOTO];
    await composer.updateComplete;
    expect(sent).to.deep.equal(['']);
  });

  it('takes files that are pasted, and leaves pasted text to the field', async () => {
    const { composer } = await open();
    const chosen: string[] = [];
    composer.addEventListener('chasqui-files-chosen', ({ files }) =>
      chosen.push(...files.map(({ name }) => name)),
    );
    const paste = (data: DataTransfer) => {
      const event = new ClipboardEvent('paste', { clipboardData: data, cancelable: true });
      fieldOf(composer).dispatchEvent(event);
      return event.defaultPrevented;
    };
    const withFile = new DataTransfer();
    withFile.items.add(new File(['x'], 'Shot.png', { type: 'image/png' }));
    const withText = new DataTransfer();
    withText.setData('text/plain', 'Hello');
    expect([paste(withFile), paste(withText)]).to.deep.equal([true, false]);
    expect(chosen).to.deep.equal(['Shot.png']);
  });

  it('offers photos and documents with their limits, by keyboard', async () => {
    const { composer } = await open();
    composer.shadowRoot!.querySelector<HTMLElement>('.attach')!.click();
    const menu = composer.shadowRoot!.querySelector('chasqui-menu')!;
    await new Promise(requestAnimationFrame);
    expect(menu.matches(':popover-open')).to.equal(true);
    expect(menu.shadowRoot!.activeElement?.textContent).to.contain('Photo or video');
    expect(menu.shadowRoot!.textContent).to.contain('100 MB');
  });

  it('asks for a template from the menu, last in it, and by Alt+T', async () => {
    const { composer } = await open();
    let asked = 0;
    composer.addEventListener('chasqui-template-request', () => asked++);
    composer.shadowRoot!.querySelector<HTMLElement>('.attach')!.click();
    const menu = composer.shadowRoot!.querySelector('chasqui-menu')!;
    await menu.updateComplete;
    const items = [...menu.shadowRoot!.querySelectorAll<HTMLElement>('[role=menuitem]')];
    expect(items.at(-1)!.textContent).to.contain('Template');
    items.at(-1)!.click();
    press(composer, { key: '†', code: 'KeyT', altKey: true });
    expect(asked).to.equal(2);
  });
});
