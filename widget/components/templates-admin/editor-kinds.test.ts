import { expect } from '@open-wc/testing';
import type { TemplateComponent } from '../../../backend/contract/template.ts';
import { openEditor } from '../../test-support/open-editor.ts';
import { until } from '../../test-support/sample-store.ts';
import { sampleTemplate } from '../../test-support/sample-templates.ts';
import { useTokens } from '../../test-support/use-tokens.ts';

useTokens();

const link = (url: string) => ({ type: 'URL', text: 'To the shop', url });
const picture = (handle: string) => ({
  ...{ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
});

describe('the form, of each kind of template', () => {
  it('makes a carousel whose cards all have the same parts', async () => {
    const { editor, server, choose, type, upload, press, submitted, preview } = await openEditor();
    await choose('shape', 'CAROUSEL');
    await type('name', 'kettles');
    await type('body', 'These have just come in.');
    await press('Add a card');
    await choose('newCardButton', 'QUICK_REPLY');
    for (const [index, name] of ['Blue', 'Red', 'Green'].entries()) {
      await upload(`card-${index}-sample`, `${name}.png`);
      await type(`card-${index}-body`, `${name} kettle, now at {{1}} for a while`);
      await type(`card-${index}-example-body/1`, `${index + 1}9.00`);
      await type(`card-${index}-button-0-text`, 'To the shop');
      await type(`card-${index}-button-0-url`, 'https://shop.example/kettles');
      await type(`card-${index}-button-1-text`, 'Keep one');
    }
    await expect(editor).to.be.accessible();
    await press('Move card 3 up');
    await press('Remove card 1');
    expect(await preview())
      .to.contain('Green kettle, now at 39.00')
      .and.not.contain('Blue');
    await submitted();
    const card = (name: string, price: string) => ({
      components: [
        picture(`4::md_${name}.png`),
        {
          ...{ type: 'BODY', text: `${name} kettle, now at {{1}} for a while` },
          example: { body_text: [[price]] },
        },
        {
          type: 'BUTTONS',
          buttons: [
            link('https://shop.example/kettles'),
            { type: 'QUICK_REPLY', text: 'Keep one' },
          ],
        },
      ],
    });
    expect(server.created[0]).to.deep.include({
      category: 'MARKETING',
      components: [
        { type: 'BODY', text: 'These have just come in.' },
        { type: 'CAROUSEL', cards: [card('Green', '39.00'), card('Red', '29.00')] },
      ],
    });
  });

  it('makes a carousel of products, and keeps to two to ten cards', async () => {
    const { server, choose, type, press, find, root, submitted } = await openEditor();
    await choose('shape', 'CAROUSEL');
    await choose('cardHeader', 'PRODUCT');
    expect(root.querySelector('[id="card-0-body"], [id="card-0-sample"]')).to.equal(null);
    expect(root.querySelectorAll('.cards [aria-label^="Remove card"]')).to.have.length(0);
    for (let index = 0; index < 8; index += 1) await press('Add a card');
    expect(find('addCard')).to.equal(null);
    expect(root.textContent).to.contain('at most 10 cards');
    await type('name', 'products');
    await press('Remove button 1 from every card');
    await choose('newCardButton', 'SPM');
    await submitted();
    const { cards } = server.created[0]!.components[1]! as unknown as { cards: object[] };
    expect(cards).to.have.length(10);
    expect(cards[9]).to.eql({
      components: [
        { type: 'HEADER', format: 'PRODUCT' },
        { type: 'BUTTONS', buttons: [{ type: 'SPM', text: 'View' }] },
      ],
    });
  });

  it('makes a limited-time offer, with the code before the link', async () => {
    const { editor, server, choose, type, find, submitted, preview } = await openEditor();
    await type('footer', 'Storeboard');
    await choose('shape', 'OFFER');
    expect(find<HTMLSelectElement>('category').value).to.equal('MARKETING');
    await type('offerText', 'Ends on Sunday!');
    await type('body', 'All kettles at half the price.');
    await type('button-0-example', 'SPRING20');
    await type('button-1-text', 'To the shop');
    await type('button-1-url', 'https://shop.example/sale');
    expect(await preview())
      .to.contain('Ends on Sunday!')
      .and.contain('SPRING20');
    await expect(editor).to.be.accessible();
    await submitted();
    expect(server.created[0]!.components).to.eql([
      {
        type: 'LIMITED_TIME_OFFER',
        limited_time_offer: { text: 'Ends on Sunday!', has_expiration: true },
      },
      { type: 'BODY', text: 'All kettles at half the price.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'COPY_CODE', example: 'SPRING20' }, link('https://shop.example/sale')],
      },
    ]);
  });

  it('makes a request to be allowed to call', async () => {
    const { server, choose, type, submitted } = await openEditor();
    await choose('shape', 'CALL');
    await type('body', 'We would like to tell you about your order.');
    await submitted();
    expect(server.created[0]!.components).to.eql([
      { type: 'BODY', text: 'We would like to tell you about your order.' },
      { type: 'CALL_PERMISSION_REQUEST' },
    ]);
  });

  it('makes one product with its button, and a call with its time', async () => {
    const { server, choose, type, submitted } = await openEditor();
    await choose('header', 'PRODUCT');
    await type('body', 'Have a look at our new kettle.');
    await choose('newButton', 'SPM');
    await choose('newButton', 'VOICE_CALL');
    await type('button-1-text', 'Call us');
    await type('button-1-ttl_minutes', '1440');
    await submitted();
    const [header, , buttons] = server.created[0]!.components;
    expect(header).to.eql({ type: 'HEADER', format: 'PRODUCT' });
    expect(buttons!.buttons).to.eql([
      { type: 'SPM', text: 'View' },
      { type: 'VOICE_CALL', text: 'Call us', ttl_minutes: 1440 },
    ]);
  });

  it('makes a code that goes into an app without a tap', async () => {
    const { editor, server, choose, type, tick, submitted } = await openEditor();
    await choose('category', 'AUTHENTICATION');
    await choose('codeWay', 'ZERO_TAP');
    await type('app-0-package', 'com.example.shop');
    await type('app-0-signature', 'K8a/AINcGX7');
    await tick('We accept Meta’s terms');
    await expect(editor).to.be.accessible();
    await submitted();
    expect(server.created[0]!.components.at(-1)!.buttons).to.eql([
      {
        ...{ type: 'OTP', otp_type: 'ZERO_TAP', zero_tap_terms_accepted: true },
        supported_apps: [{ package_name: 'com.example.shop', signature_hash: 'K8a/AINcGX7' }],
      },
    ]);
  });

  it('reads back how a code goes, from the link that Meta makes of its button', async () => {
    const { find } = await openEditor(
      sampleTemplate({
        category: 'AUTHENTICATION',
        components: [
          { type: 'BODY', text: '*{{1}}* is your verification code.' },
          {
            type: 'BUTTONS',
            buttons: [
              {
                ...{ type: 'URL', text: 'Copy code' },
                url: 'https://www.whatsapp.com/otp/code/?otp_type=ONE_TAP&cta_display_name=Fill+in&package_name=com.example.shop&signature_hash=K8a%2FAINcGX7&code=otp{{1}}',
              },
            ],
          },
        ],
      }),
    );
    const valueOf = (name: string) => find<HTMLInputElement>(name).value;
    expect(valueOf('codeWay')).to.equal('ONE_TAP');
    expect(valueOf('fillLabel')).to.equal('Fill in');
    expect(valueOf('app-0-package')).to.equal('com.example.shop');
    expect(valueOf('app-0-signature')).to.equal('K8a/AINcGX7');
  });

  it('gives back to Meta what it does not show', async () => {
    const components: TemplateComponent[] = [
      { type: 'HEADER', format: 'HOLOGRAM', depth: 3 },
      { type: 'BODY', text: 'We are open on Sunday.', tone: 'warm' },
      { type: 'SIDE', text: 'At the side' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'DANCE', text: 'Dance', steps: 4 },
          { type: 'FLOW', text: 'Book', flow_id: 81, flow_action: 'data_exchange', icon: 'REVIEW' },
        ],
      },
    ];
    const { root, server, type, submitted } = await openEditor(sampleTemplate({ components }));
    expect(root.textContent).to.contain('SIDE').and.contain('It stays as it is');
    await type('body', 'We are open on Sunday, too.');
    await submitted();
    const [, change] = server.edited[0]!;
    expect(change.components).to.have.deep.members([
      { type: 'HEADER', format: 'HOLOGRAM', depth: 3 },
      { type: 'BODY', text: 'We are open on Sunday, too.', tone: 'warm' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'DANCE', text: 'Dance', steps: 4 },
          {
            type: 'FLOW',
            text: 'Book',
            flow_id: '81',
            flow_action: 'data_exchange',
            icon: 'REVIEW',
          },
        ],
      },
      { type: 'SIDE', text: 'At the side' },
    ]);
  });

  it('shows parts that a kind has though Meta does not name them for it', async () => {
    const components: TemplateComponent[] = [
      { type: 'HEADER', format: 'TEXT', text: 'Your order' },
      { type: 'BODY', text: 'May we call you about it?' },
      { type: 'FOOTER', text: 'Storeboard' },
      { type: 'CALL_PERMISSION_REQUEST' },
    ];
    const { server, type, find, submitted } = await openEditor(sampleTemplate({ components }));
    expect(find<HTMLInputElement>('footer').value).to.equal('Storeboard');
    await type('headerText', 'Your visit');
    await submitted();
    const [, change] = server.edited[0]!;
    expect(change.components).to.eql(
      components.with(0, { type: 'HEADER', format: 'TEXT', text: 'Your visit' }),
    );
  });

  it('says what Meta would refuse at the card that it is about', async () => {
    const { server, choose, find, root, submit } = await openEditor();
    await choose('shape', 'CAROUSEL');
    const finding = (field: string, message: string) => ({
      ...{ severity: 'error' as const, field, rule: 'x', message },
    });
    server.findings = [
      finding('components.1.cards.1.components.1.text', 'The card’s text is empty.'),
      finding('components.1.cards.0.components.0.example.header_handle', 'A sample is missing.'),
      finding('components.1.cards.0.components.2.buttons.0.url', 'The address is wrong.'),
      finding('components.1.cards', 'Too many cards.'),
    ];
    submit();
    await until(() => root.querySelector('.end [role=alert]') !== null);
    expect(find('card-1-body-note').textContent).to.contain('The card’s text is empty.');
    expect(find('card-0-sample-note').textContent).to.contain('A sample is missing.');
    expect(find('card-0-button-0-url-note').textContent).to.contain('The address is wrong.');
    expect(root.textContent).to.contain('Too many cards.');
  });
});
