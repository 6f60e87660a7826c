import { fixture, html, oneEvent } from '@open-wc/testing';
import type { Template } from '../../backend/contract/template.ts';
import type { TemplateDoneEvent } from '../components/templates-admin/admin-events.ts';
import '../components/templates-admin/template-editor.ts';
import type { TemplateEditor } from '../components/templates-admin/template-editor.ts';
import type { Drafts } from '../store/drafts.ts';
import { FakeTemplates } from './fake-templates.ts';
import { FakeSettingsStore } from './sample-settings.ts';
import { until } from './sample-store.ts';

/** The form for a template, or a new one, and the hands for it. */
export async function openEditor(template?: Template, drafts?: Drafts) {
  const server = new FakeTemplates();
  const store = new FakeSettingsStore();
  if (drafts) Object.assign(store, { drafts });
  Object.assign(store.api, server.api);
  const editor = await fixture<TemplateEditor>(
    html`<chasqui-template-editor .store=${store} .template=${template}></chasqui-template-editor>`,
  );
  const root = editor.shadowRoot!;
  const find = <Kind extends HTMLElement>(name: string) =>
    root.querySelector<Kind>(`[id="${name}"]`)!;
  const type = async (name: string, value: string) => {
    const input = find<HTMLInputElement>(name);
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await editor.updateComplete;
  };
  const choose = async (name: string, value: string) => {
    const select = find<HTMLSelectElement>(name);
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await editor.updateComplete;
  };
  const submit = () => root.querySelector<HTMLElement>('.primary')!.click();
  const submitted = async () => {
    setTimeout(submit);
    return oneEvent<TemplateDoneEvent>(editor, 'chasqui-template-done');
  };
  const preview = async () => {
    const bubble = root.querySelector('chasqui-bubble')!;
    await bubble.updateComplete;
    return bubble.shadowRoot!.textContent.replace(/\s+/g, ' ');
  };
  /** Chooses a sample file, and waits until Meta has it. */
  const upload = async (name: string, fileName: string) => {
    const files = new DataTransfer();
    files.items.add(new File(['x'], fileName, { type: 'image/png' }));
    const input = find<HTMLInputElement>(`${name}-file`);
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await until(() => find(`${name}-note`).parentElement!.textContent.includes(fileName));
  };
  const press = async (words: string) => {
    [...root.querySelectorAll<HTMLElement>('button')]
      .find((each) => (each.getAttribute('aria-label') ?? each.textContent).includes(words))!
      .click();
    await editor.updateComplete;
  };
  const tick = async (words: string) => {
    [...root.querySelectorAll<HTMLElement>('.check')]
      .find((each) => each.textContent.includes(words))!
      .querySelector('input')!
      .click();
    await editor.updateComplete;
  };
  return {
    editor,
    root,
    store,
    server,
    upload,
    press,
    tick,
    find,
    type,
    choose,
    submit,
    submitted,
    preview,
  };
}
