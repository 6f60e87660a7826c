import { expect, oneEvent } from '@open-wc/testing';
import { Drafts } from '../../store/drafts.ts';
import { openEditor } from '../../test-support/open-editor.ts';
import { until } from '../../test-support/sample-store.ts';
import { sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import type { TemplateDoneEvent } from './admin-events.ts';

useTokens();

const OWNER = 'https://chasqui.example|nadia';
/** The drafts of one operator on this device, after another reload. */
const reload = () => new Drafts(localStorage, OWNER);
const unload = () => {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
};

describe('the draft of a template', () => {
  afterEach(() => reload().forgetAll());

  it('is there again after a reload, with its cards, and can be given up', async () => {
    const first = await openEditor(undefined, reload());
    await first.choose('shape', 'CAROUSEL');
    await first.type('name', 'kettles');
    await first.type('card-0-body', 'Blue, now at {{1}} for a while');
    await first.type('card-0-example-body/1', '39');
    expect(unload()).to.equal(false);
    first.editor.remove();

    const second = await openEditor(undefined, reload());
    expect(second.root.textContent).to.contain('This is your draft from');
    expect(second.find<HTMLInputElement>('card-0-example-body/1').value).to.equal('39');
    await expect(second.editor).to.be.accessible();
    await second.press('Start afresh');
    expect(second.find<HTMLInputElement>('name').value).to.equal('');
    second.editor.remove();

    const third = await openEditor(undefined, reload());
    expect(third.root.textContent).not.to.contain('This is your draft from');
  });

  it('is each template’s own', async () => {
    const { type, editor } = await openEditor(sampleTemplate(), reload());
    await type('body', 'We are open all day.');
    editor.remove();
    const other = await openEditor(sampleTemplate({ id: '99' }), reload());
    expect(other.find<HTMLInputElement>('body').value).to.contain('on Sunday');
    other.editor.remove();
    const same = await openEditor(sampleTemplate(), reload());
    expect(same.find<HTMLInputElement>('body').value).to.equal('We are open all day.');
  });

  it('is asked about when the form is left: keep, discard, or go on', async () => {
    const { editor, root, type, press } = await openEditor(undefined, reload());
    await type('name', 'kettles');
    const dialog = root.querySelector('dialog')!;
    await press('Back to the templates');
    await until(() => dialog.open);
    await expect(editor).to.be.accessible();
    await press('Go on writing');
    expect(dialog.open).to.equal(false);

    await press('Cancel');
    setTimeout(() => void press('Keep draft'));
    const kept = await oneEvent<TemplateDoneEvent>(editor, 'chasqui-template-done');
    expect(kept.news).to.contain('kept on this device');
    expect(reload().get('template/new')).to.contain('kettles');

    await press('Cancel');
    setTimeout(() => void press('Discard'));
    const discarded = await oneEvent<TemplateDoneEvent>(editor, 'chasqui-template-done');
    expect(discarded.news).to.contain('discarded');
    expect(reload().get('template/new')).to.equal('');
  });

  it('is not asked about where nothing was changed, and is gone once Meta has it', async () => {
    const { editor, press, type, submitted } = await openEditor(undefined, reload());
    setTimeout(() => void press('Cancel'));
    const left = await oneEvent<TemplateDoneEvent>(editor, 'chasqui-template-done');
    expect(left.news).to.equal(undefined);
    await type('name', 'kettles');
    await submitted();
    expect(reload().get('template/new')).to.equal('');
    expect(unload()).to.equal(false);
  });

  it('has the browser ask before a reload where it cannot be stored', async () => {
    const { type } = await openEditor(undefined, new Drafts(undefined, OWNER));
    expect(unload()).to.equal(false);
    await type('name', 'kettles');
    expect(unload()).to.equal(true);
  });
});
