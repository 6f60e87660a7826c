import { expect } from '@open-wc/testing';
import { openEditor as open } from '../../test-support/open-editor.ts';
import { until } from '../../test-support/sample-store.ts';
import { sampleOrderTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';

useTokens();

describe('chasqui-template-editor', () => {
  it('makes a template of all that was filled in', async () => {
    const { editor, server, type, choose, submitted, find } = await open();
    await type('name', 'visit_reminder');
    await choose('language', 'es_MX');
    await choose('header', 'TEXT');
    await type('headerText', 'Visit {{1}}');
    await type('body', 'Hello {{2}}, we expect you on {{1}} at our shop.');
    await type('example-header/1', 'A-7');
    await type('example-body/1', 'Friday');
    await type('example-body/2', 'Nadia');
    await type('footer', 'Storeboard');
    await choose('newButton', 'URL');
    await type('button-0-text', 'Your visit');
    await type('button-0-url', 'https://shop.example/{{1}}');
    await type('button-0-example', 'https://shop.example/A-7');
    await choose('newButton', 'COPY_CODE');
    await type('button-1-example', 'SPRING20');
    expect(find('button-1-text')).to.equal(null);
    await expect(editor).to.be.accessible();
    expect((await submitted()).news).to.contain('visit_reminder');
    expect(server.created).to.eql([
      {
        ...{ name: 'visit_reminder', language: 'es_MX', category: 'UTILITY' },
        parameter_format: 'positional',
        components: [
          {
            ...{ type: 'HEADER', format: 'TEXT', text: 'Visit {{1}}' },
            example: { header_text: ['A-7'] },
          },
          {
            ...{ type: 'BODY', text: 'Hello {{2}}, we expect you on {{1}} at our shop.' },
            example: { body_text: [['Friday', 'Nadia']] },
          },
          { type: 'FOOTER', text: 'Storeboard' },
          {
            type: 'BUTTONS',
            buttons: [
              {
                ...{ type: 'URL', text: 'Your visit', url: 'https://shop.example/{{1}}' },
                example: ['https://shop.example/A-7'],
              },
              { type: 'COPY_CODE', example: 'SPRING20' },
            ],
          },
        ],
      },
    ]);
  });

  it('shows what the customer will see as it is typed', async () => {
    const { type, choose, preview } = await open();
    expect(await preview()).to.contain('Your text');
    await choose('format', 'named');
    await type('body', 'Hello {{first_name}}, we are open.');
    await type('example-body/first_name', 'Nadia');
    await choose('newButton', 'QUICK_REPLY');
    expect(await preview())
      .to.contain('Hello Nadia, we are open.')
      .and.contain('Quick reply');
    await choose('category', 'AUTHENTICATION');
    expect(await preview())
      .to.contain('123456 is your verification code')
      .and.contain('10 min');
  });

  it('puts variables where the cursor is', async () => {
    const { editor, find, root } = await open();
    const body = find<HTMLTextAreaElement>('body');
    body.value = 'Hello , welcome';
    body.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await editor.updateComplete;
    body.setSelectionRange(6, 6);
    root.querySelector<HTMLElement>('.variables .button')!.click();
    await until(() => body.value === 'Hello {{1}}, welcome');
    await until(() => body.selectionStart === 11);
  });

  it('says what Meta would refuse beside the field, once that was filled in', async () => {
    const { server, find, type, root } = await open();
    server.findings = [
      { severity: 'error', field: 'name', rule: 'x', message: 'Small letters only.' },
      { severity: 'error', field: 'components.0.text', rule: 'x', message: 'The body is empty.' },
    ];
    await type('name', 'Visit');
    await until(() => find('name-note').textContent.includes('Small letters only.'));
    expect(find('name').getAttribute('aria-invalid')).to.equal('true');
    expect(root.textContent).not.to.contain('The body is empty.');
    expect(server.linted.at(-1)).to.deep.include({ name: 'Visit', category: 'UTILITY' });
  });

  it('submits nothing that Meta would refuse, and leads to the first of it', async () => {
    const { editor, server, find, root, submit } = await open();
    server.findings = [
      { severity: 'error', field: 'components.0.text', rule: 'x', message: 'The body is empty.' },
      { severity: 'error', field: 'components', rule: 'x', message: 'Something else is wrong.' },
    ];
    submit();
    await until(() => root.activeElement === find('body'));
    expect(find('body-note').textContent).to.contain('The body is empty.');
    expect(root.querySelector('.end')!.textContent).to.contain('Something else is wrong.');
    expect(server.created).to.eql([]);
    await expect(editor).to.be.accessible();
  });

  it('keeps what was typed when Meta refuses it, and says why', async () => {
    const { server, find, type, root, submit } = await open();
    server.refusal = new Error('There is already en_US content for this template.');
    await type('name', 'visit');
    submit();
    await until(() => root.querySelector('.end [role=alert]') !== null);
    expect(root.querySelector('.end')!.textContent).to.contain('already en_US content');
    expect(find<HTMLInputElement>('name').value).to.equal('visit');
  });

  it('gives Meta the sample file of a header first', async () => {
    const { editor, server, find, choose, root, submitted } = await open();
    await choose('header', 'IMAGE');
    const input = find<HTMLInputElement>('sample-file');
    const files = new DataTransfer();
    files.items.add(new File(['x'], 'kettle.png', { type: 'image/png' }));
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await until(() => root.querySelector('.sample')!.textContent.includes('kettle.png is at Meta'));
    expect(server.uploaded).to.eql([['kettle.png', 'image']]);
    await expect(editor).to.be.accessible();
    await submitted();
    expect(server.created[0]!.components[0]).to.eql({
      ...{ type: 'HEADER', format: 'IMAGE' },
      example: { header_handle: ['4::md_kettle.png'] },
    });
  });

  it('says why a sample file did not arrive', async () => {
    const { server, find, choose, root } = await open();
    server.refusal = new Error('The file is no picture.');
    await choose('header', 'DOCUMENT');
    const files = new DataTransfer();
    files.items.add(new File(['x'], 'list.txt'));
    find<HTMLInputElement>('sample-file').files = files.files;
    find('sample-file').dispatchEvent(new Event('change'));
    await until(() => root.querySelector('#sample-note.problem') !== null);
    expect(find('sample-note').textContent).to.contain('The file is no picture.');
  });

  it('changes what may be changed of an approved template', async () => {
    const { server, find, type, root, submitted } = await open({
      ...sampleOrderTemplate(),
      category: 'MARKETING',
    });
    expect(root.textContent).to.contain('ten in 30 days');
    for (const name of ['name', 'language', 'category']) {
      expect(find<HTMLInputElement>(name).readOnly, name).to.equal(true);
    }
    expect(find<HTMLInputElement>('example-body/first_name').value).to.equal('Nadia');
    await type('footer', '');
    await submitted();
    const [id, change] = server.edited[0]!;
    expect([id, Object.keys(change)]).to.eql(['72', ['components']]);
    expect(change.components!.map((part) => part.type)).to.eql(['HEADER', 'BODY', 'BUTTONS']);
    expect(change.components![1]!.example).to.eql({
      body_text_named_params: [{ param_name: 'first_name', example: 'Nadia' }],
    });
  });
});
