import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Template, TemplateListState } from '../../../backend/contract/template.ts';
import { refused } from '../../test-support/fake-server.ts';
import { NOW, sampleContact, sampleMessage } from '../../test-support/sample-data.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { sampleOrderTemplate, sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './template-picker.ts';
import type { TemplatePickerEndEvent } from './template-picker-events.ts';
import type { TemplatePicker } from './template-picker.ts';

useTokens();

const PATH = '/api/whatsapp/templates';
const REJECTED = sampleTemplate({
  ...{ id: '73', name: 'weekend_offer', category: 'MARKETING', status: 'REJECTED' },
  unsendable_because: 'Meta rejected it: the content does not match the tag.',
});
const ALL = [sampleTemplate(), sampleOrderTemplate(), REJECTED];

async function open(initial: readonly Template[] = ALL, list: Partial<TemplateListState> = {}) {
  const templates = [...initial];
  const inbox = await openSampleInbox({ contacts: [sampleContact()] });
  const state = { template_count: 3, synced_at: NOW, sync_error: null, ...list };
  inbox.server.on(`GET ${PATH}`, ({ path }) => {
    const query = new URLSearchParams(path.split('?')[1]);
    const wanted = query.get('category');
    const found = templates.filter(
      ({ name, category }) =>
        name.includes(query.get('search') ?? '') && (wanted === null || wanted === category),
    );
    return { status: 200, body: { templates: found, next_cursor: null, state } };
  });
  const picker = await fixture<TemplatePicker>(
    html`<chasqui-template-picker
      .store=${inbox.store}
      .contactId=${'ct_maya'}
      .name=${'Maya Lindqvist'}
    ></chasqui-template-picker>`,
  );
  await until(() => !picker.shadowRoot!.querySelector('.wait'));
  const within = () => picker.shadowRoot!.querySelector('chasqui-template-form')!.shadowRoot!;
  const sent = () => inbox.server.requests.filter(({ path }) => path === '/api/whatsapp/send');
  const press = async (key: string) => {
    const place = picker.shadowRoot!.querySelector('input') ?? within().querySelector('form')!;
    place.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );
    await picker.updateComplete;
    await picker.shadowRoot!.querySelector('chasqui-template-form')?.updateComplete;
  };
  const type = async (field: HTMLInputElement, value: string) => {
    field.value = value;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await picker.updateComplete;
    await picker.shadowRoot!.querySelector('chasqui-template-form')?.updateComplete;
  };
  /** The form of the template with all kinds of blanks. */
  const openOrder = async () => {
    await press('ArrowDown');
    await press('Enter');
    return [...within().querySelectorAll('input')];
  };
  const fillOrder = async () => {
    const fields = await openOrder();
    for (const [index, value] of ['A-7', 'Maya', 'A-7'].entries()) {
      await type(fields[index]!, value);
    }
  };
  const submit = () => within().querySelector<HTMLElement>('.primary')!.click();
  return {
    ...{ ...inbox, picker, within, sent, press, type, openOrder, fillOrder, submit, templates },
  };
}

const optionsOf = (picker: TemplatePicker) => [
  ...picker.shadowRoot!.querySelectorAll<HTMLElement>('[role=option]'),
];
const namesOf = (picker: TemplatePicker) =>
  optionsOf(picker).map((option) => option.querySelector('strong')!.textContent);

describe('chasqui-template-picker', () => {
  it('lists templates with category, language and text, and is accessible', async () => {
    const { picker } = await open();
    expect(namesOf(picker)).to.eql(['opening_hours', 'order_ready', 'weekend_offer']);
    const words = optionsOf(picker)[0]!.textContent;
    expect(words).to.contain('Utility').and.contain('English').and.contain('open on Sunday');
    await expect(picker).to.be.accessible();
  });

  it('shows what cannot be sent with the reason, and does not open it', async () => {
    const { picker } = await open();
    const option = optionsOf(picker)[2]!;
    expect(option.getAttribute('aria-disabled')).to.equal('true');
    expect(option.textContent).to.contain('Meta rejected it');
    option.click();
    await picker.updateComplete;
    expect(picker.shadowRoot!.querySelector('chasqui-template-form')).to.equal(null);
  });

  it('does not offer what needs values that nobody can type here', async () => {
    // A kind of value that is newer than this version.
    const hologram = { ...sampleOrderTemplate().variables[0]!, kind: 'hologram' as 'text' };
    const { picker } = await open([sampleTemplate({ variables: [hologram] })]);
    expect(optionsOf(picker)[0]!.getAttribute('aria-disabled')).to.equal('true');
    expect(optionsOf(picker)[0]!.textContent).to.contain('through the API');
  });

  it('searches on the server, and says when there is nothing', async () => {
    const { picker, type } = await open();
    const field = picker.shadowRoot!.querySelector('input')!;
    await type(field, 'order ');
    await until(() => optionsOf(picker).length === 1);
    expect(field.value).to.equal('order ');
    await type(field, 'kettle');
    await until(() => optionsOf(picker).length === 0);
    expect(picker.shadowRoot!.textContent).to.contain('Nothing found for “kettle”');
    await expect(picker).to.be.accessible();
  });

  it('says what to do while there are no templates, and why Meta could not be asked', async () => {
    const { picker } = await open([], { template_count: 0, sync_error: 'The token has expired.' });
    await until(() => picker.shadowRoot!.querySelector('.empty') !== null);
    expect(picker.shadowRoot!.textContent).to.contain('No templates yet');
    expect(picker.shadowRoot!.textContent).to.contain('The token has expired.');
  });

  it('says why the list could not be loaded, and tries again', async () => {
    const { picker, server, store, push } = await open();
    server.on(`GET ${PATH}`, () => refused(503, 'unavailable'));
    push({
      type: 'templates.changed',
      state: { template_count: 3, synced_at: NOW, sync_error: null },
    });
    await until(() => picker.shadowRoot!.querySelector('.problem') !== null);
    expect(picker.shadowRoot!.querySelector('.problem')!.textContent).to.contain('unavailable');
    server.on(`GET ${PATH}`, () => ({
      status: 200,
      body: { templates: [], next_cursor: null, state: { template_count: 0 } },
    }));
    picker.shadowRoot!.querySelector<HTMLElement>('.problem button')!.click();
    await until(() => picker.shadowRoot!.querySelector('.problem') === null);
    expect(store.state.templatesSeq).to.be.above(100);
  });

  it('asks again when templates have changed', async () => {
    const { picker, templates, push } = await open();
    templates.push(sampleTemplate({ id: '74', name: 'spring_sale' }));
    push({
      type: 'templates.changed',
      state: { template_count: 4, synced_at: NOW, sync_error: null },
    });
    await until(() => optionsOf(picker).length === 4);
  });

  it('moves with the arrows, opens with Enter, and goes back with Escape step by step', async () => {
    const { picker, press, openOrder } = await open();
    await openOrder();
    expect(picker.shadowRoot!.querySelector('h2')!.textContent).to.contain('order_ready');
    await press('Escape');
    expect(optionsOf(picker)[1]!.getAttribute('aria-selected')).to.equal('true');
    setTimeout(() => void press('Escape'));
    const event = await oneEvent<TemplatePickerEndEvent>(picker, 'chasqui-template-picker-end');
    expect(event.isSent).to.equal(false);
  });

  it('has a labelled field for each blank, with its sample, and is accessible', async () => {
    const { picker, within, openOrder } = await open();
    const fields = await openOrder();
    const labels = [...within().querySelectorAll('label')].map(({ textContent }) => textContent);
    expect(labels).to.eql([
      'Header · {{order_no}}',
      'Text · {{first_name}}',
      'Button “Track order” · end of its link',
      'Button “Copy code” · code to copy',
    ]);
    expect(fields.map(({ placeholder }) => placeholder)).to.eql([
      ...['A-1042', 'Nadia', 'A-1042', 'SPRING20'],
    ]);
    await expect(picker).to.be.accessible();
  });

  it('shows one category only, and all of them again', async () => {
    const { picker } = await open();
    const chips = [...picker.shadowRoot!.querySelectorAll<HTMLElement>('.chip')];
    expect(chips.map((chip) => chip.textContent!.trim())).to.eql([
      ...['All', 'Utility', 'Marketing', 'Authentication'],
    ]);
    chips[2]!.click();
    await until(() => namesOf(picker).join() === 'weekend_offer');
    expect(chips[2]!.getAttribute('aria-pressed')).to.equal('true');
    chips[3]!.click();
    await until(() => picker.shadowRoot!.querySelector('.empty') !== null);
    expect(picker.shadowRoot!.querySelector('.empty')!.textContent).to.contain(
      'No template of this category',
    );
    await expect(picker).to.be.accessible();
    chips[0]!.click();
    await until(() => namesOf(picker).length === 3);
  });

  it('shows what the customer will read as it is typed', async () => {
    const { within, openOrder, fillOrder } = await open();
    await openOrder();
    const preview = () =>
      within().querySelector('chasqui-bubble')!.shadowRoot!.textContent!.replace(/\s+/g, ' ');
    expect(preview()).to.contain('Order {{order_no}}').and.contain('Hello {{first_name}}');
    expect(preview()).to.contain('Storeboard');
    await fillOrder();
    await within().querySelector('chasqui-bubble')!.updateComplete;
    expect(preview()).to.contain('Order A-7').and.contain('Hello Maya, your order is ready.');
    const link = within().querySelector('chasqui-bubble')!.shadowRoot!.querySelector('a');
    expect(link?.href).to.equal('https://shop.example/orders/A-7');
  });

  it('asks for what is missing or too long before it sends anything', async () => {
    const { picker, within, openOrder, type, submit, sent } = await open();
    const fields = await openOrder();
    await type(fields[3]!, 'A code of seventeen');
    submit();
    await picker.updateComplete;
    await until(() => within().querySelectorAll('[aria-invalid=true]').length === 4);
    expect(within().querySelector('.scroller')!.textContent).to.contain('4 characters too many.');
    expect(sent()).to.have.length(0);
    await expect(picker).to.be.accessible();
  });

  it('sends one message for two clicks, shows it as pending, and ends', async () => {
    const { picker, server, store, fillOrder, submit, sent } = await open();
    let answer: () => void = () => undefined;
    server.wait = ({ path }) =>
      path === '/api/whatsapp/send' ? new Promise((done) => (answer = done)) : Promise.resolve();
    server.on('POST /api/whatsapp/send', ({ body }) => ({
      status: 202,
      body: { message: sampleMessage({ direction: 'outgoing', ...(body as object) }) },
    }));
    await fillOrder();
    submit();
    submit();
    await until(() => sent().length === 1);
    const rendered = store.state.pending.map(({ template }) => template?.content.rendered.body);
    expect(rendered).to.eql(['Hello Maya, your order is ready.']);
    const ended = oneEvent<TemplatePickerEndEvent>(picker, 'chasqui-template-picker-end');
    answer();
    expect((await ended).isSent).to.equal(true);
    expect(sent()).to.have.length(1);
    expect(sent()[0]!.body).to.deep.include({
      to: 'ct_maya',
      type: 'template',
      template: {
        id: '72',
        variables: {
          header: { order_no: 'A-7' },
          body: { first_name: 'Maya' },
          buttons: { '0': 'A-7' },
        },
      },
    });
  });

  it('takes a file in place of a link, and drops it again', async () => {
    const part = { is_required: true, label: 'document', example: null, max_length: null };
    const bill = sampleTemplate({
      name: 'bill',
      components: [
        { type: 'HEADER', format: 'DOCUMENT' },
        { type: 'BODY', text: 'Your bill.' },
      ],
      variables: [{ path: ['header', 'document'], kind: 'document', ...part }],
    });
    const { picker, store, server, within, press, submit, sent } = await open([bill]);
    server.on('POST /api/whatsapp/send', ({ body }) => ({
      status: 202,
      body: { message: sampleMessage({ direction: 'outgoing', ...(body as object) }) },
    }));
    let refusal: Error | undefined = new Error('The file is no document.');
    store.api.uploadMedia = async () => {
      await Promise.resolve();
      if (refusal) throw refusal;
      return { id: 'md_bill', state: 'ready', mime_type: 'application/pdf' };
    };
    await press('Enter');
    const choose = () => {
      const files = new DataTransfer();
      files.items.add(new File(['x'], 'bill.pdf', { type: 'application/pdf' }));
      const input = within().querySelector<HTMLInputElement>('[type=file]')!;
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    };
    const field = () => within().querySelector<HTMLInputElement>('#blank-0')!;
    choose();
    await until(() => within().querySelector('.problem') !== null);
    expect(within().querySelector('.problem')!.textContent).to.contain('The file is no document.');
    refusal = undefined;
    choose();
    await until(() => field().value === 'bill.pdf');
    expect(field().readOnly).to.equal(true);
    await expect(picker).to.be.accessible();
    within().querySelector<HTMLElement>('[aria-label="Take another file or a link"]')!.click();
    await until(() => field().value === '');
    submit();
    await until(() => field().getAttribute('aria-invalid') === 'true');
    choose();
    await until(() => field().value === 'bill.pdf');
    submit();
    await until(() => sent().length === 1);
    expect(sent()[0]!.body).to.deep.include({
      template: {
        id: '71',
        variables: { header: { document: { id: 'md_bill', filename: 'bill.pdf' } } },
      },
    });
  });

  it('says the server’s refusal at the form, and a second try is a new message', async () => {
    const { picker, server, store, within, fillOrder, submit, sent } = await open();
    server.on('POST /api/whatsapp/send', () => refused(409, 'template_unusable'));
    await fillOrder();
    submit();
    await until(() => within().querySelector('[role=alert]') !== null);
    expect(within().querySelector('[role=alert]')!.textContent).to.contain('template_unusable');
    expect(store.state.pending).to.eql([]);
    await expect(picker).to.be.accessible();
    submit();
    await until(() => sent().length === 2);
    const ids = sent().map(({ body }) => (body as { client_message_id: string }).client_message_id);
    expect(ids[0]).not.to.equal(ids[1]);
  });

  it('does not wait for a server that is away: the message goes on by itself', async () => {
    const { picker, server, store, fillOrder, submit } = await open();
    server.on('POST /api/whatsapp/send', () => 'no answer');
    await fillOrder();
    setTimeout(submit);
    const event = await oneEvent<TemplatePickerEndEvent>(picker, 'chasqui-template-picker-end');
    expect(event.isSent).to.equal(true);
    expect(store.state.pending).to.have.length(1);
    store.stop();
  });
});
