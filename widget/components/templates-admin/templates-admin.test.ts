import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { FakeTemplates } from '../../test-support/fake-templates.ts';
import { FakeSettingsStore } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { sampleOrderTemplate, sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import { emptyDraft } from './draft.ts';
import { hasKept, keep } from './kept-draft.ts';
import './templates-admin.ts';
import type { TemplatesAdmin } from './templates-admin.ts';

useTokens();

const SPANISH = sampleTemplate({ id: '74', language: 'es' });
const REJECTED = sampleTemplate({
  ...{ id: '73', name: 'weekend_offer', category: 'MARKETING', status: 'REJECTED' },
  ...{ quality: 'RED', next_category: 'UTILITY' },
  unsendable_because: 'Meta has rejected this template.',
  rejected_reason: 'TAG_CONTENT_MISMATCH. Choose another language.',
});
const PENDING = sampleTemplate({ id: '75', name: 'new_hours', status: 'PENDING' });

async function open(server = new FakeTemplates([sampleTemplate(), SPANISH, REJECTED, PENDING])) {
  const store = new FakeSettingsStore();
  Object.assign(store.api, server.api);
  const page = await fixture<TemplatesAdmin>(
    html`<chasqui-templates-admin .store=${store}></chasqui-templates-admin>`,
  );
  const root = page.shadowRoot!;
  await until(() => root.querySelector('.list, .empty[role=status] p, p.empty') !== null);
  const entries = () =>
    [...root.querySelectorAll('chasqui-template-entry')].map((entry) => entry.shadowRoot!);
  await until(() => entries().every((entry) => entry.querySelector('h3') !== null));
  const textOf = (index: number) => entries()[index]!.textContent.replace(/\s+/g, ' ');
  const press = (within: ShadowRoot, label: string) =>
    [...within.querySelectorAll<HTMLElement>('button')]
      .find((each) => (each.getAttribute('aria-label') ?? each.textContent).includes(label))!
      .click();
  const type = async (within: ShadowRoot, id: string, value: string) => {
    const input = within.querySelector<HTMLInputElement>(`#${id}`)!;
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await page.updateComplete;
  };
  return { page, root, store, server, entries, textOf, press, type };
}

/** Opens the confirmation of an entry. */
async function openDelete(opened: Awaited<ReturnType<typeof open>>, index: number) {
  opened.press(opened.entries()[index]!, 'Delete');
  await until(() => opened.entries()[index]!.querySelector('chasqui-delete-template') !== null);
  const form = opened.entries()[index]!.querySelector('chasqui-delete-template')!;
  await form.updateComplete;
  return { form, within: form.shadowRoot! };
}

describe('chasqui-templates-admin', () => {
  it('tells status, category, language, quality, and what Meta says against a template', async () => {
    const { page, root, textOf } = await open();
    expect(textOf(0)).to.contain('opening_hours Approved Utility');
    expect(textOf(1)).to.contain('Spanish');
    expect(textOf(2))
      .to.contain('Rejected Marketing Quality: low')
      .and.contain('Meta has rejected this template.')
      .and.contain('does not fit the category or the language')
      .and.contain('Meta’s advice: Choose another language.')
      .and.contain('Meta moves it to Utility soon');
    expect(root.textContent).to.contain('Last synchronised');
    await expect(page).to.be.accessible();
  });

  it('offers Edit only where Meta takes changes', async () => {
    const { entries } = await open();
    const labels = (index: number) =>
      [...entries()[index]!.querySelectorAll('button')].map((each) => each.textContent.trim());
    expect(labels(0)).to.eql(['Edit', 'Delete']);
    expect(labels(2)).to.eql(['Edit and resubmit', 'Delete']);
    expect(labels(3)).to.eql(['Delete']);
  });

  it('leads from a rejected template to WhatsApp Manager, where one can appeal', async () => {
    const { entries, textOf } = await open();
    const link = entries()[2]!.querySelector('a')!;
    expect(link.href).to.equal('https://business.facebook.com/wa/manage/message-templates/');
    expect(link.getAttribute('rel')).to.contain('noopener');
    expect(textOf(2)).to.contain('Appeal at Meta').and.contain('ask for a review');
    expect(entries()[0]!.querySelector('a')).to.equal(null);
  });

  it('leads back to drafts that are kept, and forgets those of what was deleted', async () => {
    const opened = await open();
    const { page, root, store, press, textOf, entries } = opened;
    const draft = emptyDraft('en_US');
    keep(store.drafts, draft);
    keep(store.drafts, draft, REJECTED.id);
    keep(store.drafts, draft, SPANISH.id);
    page.requestUpdate();
    await until(() => root.querySelector('.restored') !== null);
    expect(root.querySelector('.restored')!.textContent).to.contain('A draft of a new template');
    for (const entry of root.querySelectorAll('chasqui-template-entry')) entry.requestUpdate();
    await until(() => textOf(2).includes('Unsent draft'));
    expect(textOf(0)).not.to.contain('Unsent draft');
    await expect(page).to.be.accessible();
    const { within } = await openDelete(opened, 1);
    await opened.type(within, 'confirmation', SPANISH.name);
    press(within, 'Delete for good');
    await until(() => entries().length === 3);
    expect(hasKept(store.drafts, SPANISH.id)).to.equal(false);
    expect(hasKept(store.drafts, REJECTED.id)).to.equal(true);
    press(root, 'Go on writing');
    await until(() => root.querySelector('chasqui-template-editor') !== null);
  });

  it('looks for words and for a status', async () => {
    const { root, server, type, entries } = await open();
    await type(root, 'search', 'weekend');
    await until(() => entries().length === 1);
    const status = root.querySelector<HTMLSelectElement>('#status')!;
    status.value = 'APPROVED';
    status.dispatchEvent(new Event('change'));
    await until(() => root.querySelector('p.empty') !== null);
    expect(server.asked.at(-1)).to.deep.include({ search: 'weekend', status: 'APPROVED' });
    expect(root.textContent).to.contain('No template fits.');
  });

  it('synchronises, and says why Meta could not be asked', async () => {
    const { root, server, press } = await open();
    server.refusal = new Error('Meta gave no clear answer.');
    press(root, 'Synchronise now');
    await until(() => root.querySelector('[role=alert]') !== null);
    expect(root.querySelector('[role=alert]')!.textContent).to.contain('no clear answer');
    server.refusal = undefined;
    server.templates = [sampleOrderTemplate()];
    press(root, 'Synchronise now');
    await until(() => root.querySelectorAll('chasqui-template-entry').length === 1);
    expect(root.querySelector('[role=alert]')).to.equal(null);
  });

  it('names every language of a name, on whatever page of the search it is', async () => {
    const server = new FakeTemplates([sampleTemplate(), SPANISH, REJECTED, PENDING]);
    const { listTemplates } = server.api;
    server.api.listTemplates = async (options) => {
      const page = await listTemplates(options);
      if (options.search !== SPANISH.name) return page;
      const [first, ...rest] = page.templates;
      return options.cursor
        ? { ...page, templates: rest }
        : { ...page, templates: [first!], next_cursor: 'more' as unknown as null };
    };
    const { within } = await openDelete(await open(server), 0);
    await until(() => within.textContent.includes('American English, Spanish'));
  });

  it('deletes one language after the name was typed', async () => {
    const opened = await open();
    const { root, server, press, type } = opened;
    const { form, within } = await openDelete(opened, 1);
    await until(() => within.querySelectorAll('[type=radio]').length === 2);
    expect(within.textContent).to.contain('American English, Spanish').and.contain('30 days');
    await expect(form).to.be.accessible();
    await type(within, 'confirmation', 'opening');
    press(within, 'Delete for good');
    await until(() => within.querySelector('.problem') !== null);
    expect(server.templates).to.have.length(4);
    await type(within, 'confirmation', 'opening_hours');
    press(within, 'Delete for good');
    await until(() => root.querySelectorAll('chasqui-template-entry').length === 3);
    expect(server.templates.map(({ id }) => id)).to.eql(['71', '73', '75']);
    expect(root.querySelector('.news')!.textContent).to.contain('is deleted (Spanish)');
    expect(root.activeElement).to.equal(root.querySelector('h2'));
  });

  it('deletes every language only if that was chosen', async () => {
    const opened = await open();
    const { server, press, type } = opened;
    const { within } = await openDelete(opened, 0);
    await until(() => within.querySelectorAll('[type=radio]').length === 2);
    within.querySelectorAll<HTMLElement>('[type=radio]')[1]!.click();
    await type(within, 'confirmation', 'opening_hours');
    press(within, 'Delete for good');
    await until(() => server.templates.length === 2);
  });

  it('keeps a template that Meta did not delete, says why, and gives the focus back', async () => {
    const opened = await open();
    const { server, press, type, entries } = opened;
    server.refusal = new Error('Meta is busy.');
    const { within } = await openDelete(opened, 2);
    await type(within, 'confirmation', 'weekend_offer');
    press(within, 'Delete for good');
    await until(() => within.querySelector('.problem') !== null);
    expect(within.querySelector('.problem')!.textContent).to.contain('Meta is busy.');
    press(within, 'Keep it');
    await until(() => entries()[2]!.querySelector('chasqui-delete-template') === null);
    await until(() => entries()[2]!.activeElement?.textContent.includes('Delete') === true);
  });

  it('ends a pause where Meta lets it, and says where not', async () => {
    const paused = sampleTemplate({ id: '76', name: 'old_sale', status: 'PAUSED' });
    const { root, server, press, entries, textOf } = await open(new FakeTemplates([paused]));
    server.refusal = new Error('It was paused for its low quality.');
    press(entries()[0]!, 'End the pause');
    await until(() => textOf(0).includes('Still paused: It was paused for its low quality.'));
    server.refusal = undefined;
    press(entries()[0]!, 'End the pause');
    await until(() => textOf(0).includes('Approved'));
    expect(root.querySelector('.news')!.textContent).to.contain('can be sent again');
  });

  it('goes back to the settings', async () => {
    const { page, root, press } = await open();
    setTimeout(() => press(root, 'Back to the settings'));
    await oneEvent(page, 'chasqui-templates-left');
  });

  it('opens the form and comes back with what has happened', async () => {
    const { page, root, press } = await open();
    press(root, 'New template');
    await until(() => root.querySelector('chasqui-template-editor') !== null);
    const editor = root.querySelector('chasqui-template-editor')!;
    await editor.updateComplete;
    press(editor.shadowRoot!, 'Submit to Meta');
    await until(() => root.querySelector('.news') !== null);
    await page.updateComplete;
    expect(root.querySelector('.news')!.textContent).to.contain('is with Meta');
  });
});
