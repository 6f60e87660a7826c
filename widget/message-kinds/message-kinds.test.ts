import { expect, fixture, html } from '@open-wc/testing';
import type { MessageContent } from '../../backend/contract/message-content.ts';
import { useTokens } from '../test-support/use-tokens.ts';
import '../components/bubble/bubble.ts';
import type { Bubble } from '../components/bubble/bubble.ts';

useTokens();

async function show(content: MessageContent): Promise<ShadowRoot> {
  const bubble = await fixture<Bubble>(
    html`<chasqui-bubble
      .content=${content}
      sender="Nadia Okoro"
      time="2026-03-12T10:42:00.000Z"
    ></chasqui-bubble>`,
  );
  await expect(bubble).to.be.accessible();
  return bubble.shadowRoot!;
}

const wordsOf = (root: ShadowRoot) => root.textContent.replace(/\s+/g, ' ').trim();

describe('a bubble', () => {
  it('shows a place with a way to a map', async () => {
    const root = await show({
      kind: 'location',
      latitude: 51.45451,
      longitude: -2.5879,
      name: 'Fern & Kettle',
      address: '14 Weaver Lane',
      url: 'https://shop.example/visit',
    });
    expect(wordsOf(root)).to.contain('Fern & Kettle 14 Weaver Lane 51.45451, -2.58790');
    expect(root.querySelector('a[href="https://shop.example/visit"]')).to.have.text('shop.example');
    expect(root.querySelector('a')?.href).to.contain('mlat=51.45451');
    const broken = await show({ kind: 'location', latitude: 1, longitude: 2, url: 'https://[' });
    expect(broken.querySelectorAll('a')).to.have.length(1);
  });

  it('shows business cards, and links only to phones, mail and the web', async () => {
    const root = await show({
      kind: 'contacts',
      contacts: [
        {
          name: '<b>Nadia</b>',
          phones: [{ phone: '+1 555-010-0999' }],
          emails: [{ email: 'a@example.com?bcc=b@example.com' }],
          urls: [{ url: 'javascript:alert(1)' }, { url: 'https://shop.example/' }],
          addresses: [{ street: '14 Weaver Lane', city: 'Bristol' }],
        },
      ],
      is_answer_to_request: true,
    });
    expect(wordsOf(root)).to.contain('Shared their phone number');
    expect(root.querySelector('strong')).to.have.text('<b>Nadia</b>');
    expect([...root.querySelectorAll('a')].map((link) => link.href)).to.deep.equal([
      'tel:+15550100999',
      'mailto:a%40example.com%3Fbcc%3Db%40example.com',
      'https://shop.example/',
    ]);
  });

  it('shows what the customer chose, filled in, and allowed', async () => {
    expect(
      wordsOf(
        await show({ kind: 'reply', source: 'list', title: 'Blue', description: 'Two left' }),
      ),
    ).to.match(/Blue\s*Two left/);
    const form = await show({
      kind: 'form_reply',
      form: 'flow',
      fields: [
        { name: 'flow_token', value: 'secret' },
        { name: 'delivery_day', value: 'Thursday' },
      ],
    });
    expect(wordsOf(form)).to.contain('Filled in a form delivery day Thursday');
    expect(wordsOf(form)).not.to.contain('secret');
    const call = await show({
      kind: 'call_permission',
      response: 'reject',
      is_permanent: false,
      expires_at: null,
    });
    expect(wordsOf(call)).to.contain('does not want calls');
  });

  it('shows an order with its total', async () => {
    const root = await show({
      kind: 'order',
      text: 'Gift wrap, please',
      items: [
        { product_retailer_id: 'kettle-blue', quantity: 2, item_price: 39.5, currency: 'GBP' },
        { product_retailer_id: 'cup', quantity: 1, item_price: 8, currency: 'GBP' },
      ],
    });
    expect(root.querySelector('.total')).to.contain.text('87.00');
    expect(wordsOf(root)).to.contain('2 × kettle-blue').and.to.contain('Gift wrap, please');
  });

  it('shows no total where prices differ in currency, and survives a currency nobody knows', async () => {
    const root = await show({
      kind: 'order',
      items: [
        { product_retailer_id: 'a', quantity: 1, item_price: 5, currency: 'GBP' },
        { product_retailer_id: 'b', quantity: 1, item_price: 5, currency: '??' },
      ],
    });
    expect(root.querySelector('.total')).not.to.exist;
    expect(wordsOf(root)).to.contain('5 ??');
  });

  it('shows a notice as a pill, not as somebody’s words', async () => {
    const root = await show({
      kind: 'notice',
      notice: 'user_changed_number',
      new_phone: '+15550100777',
    });
    expect(root.querySelector('article')).not.to.exist;
    expect(root.querySelector('.notice')).to.contain.text('+15550100777');
  });

  it('shows the file above the buttons that were offered', async () => {
    const offer = (header: object) =>
      show({
        kind: 'interactive',
        interactive: {
          type: 'button',
          header: header as never,
          body: { text: 'Is it this one?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
        },
      });
    const picture = await offer({ type: 'image', image: { link: 'https://shop.example/a.jpg' } });
    expect(wordsOf(picture)).to.contain('Picture Is it this one?');
    expect(picture.querySelector('a')?.href).to.equal('https://shop.example/a.jpg');
    const care = await offer({ type: 'document', document: { id: '81', filename: 'Care.pdf' } });
    expect(wordsOf(care)).to.contain('Care.pdf Is it this one?');
  });

  it('shows a template as the customer reads it, and says which one it is', async () => {
    const root = await show({
      kind: 'template',
      name: 'order_ready',
      language: 'en_US',
      category: 'UTILITY',
      components: [],
      rendered: {
        header: { format: 'TEXT', text: 'Order A-7' },
        body: 'Hello *Nadia*, your order is ready.',
        footer: 'Fern & Kettle',
        buttons: [
          { type: 'URL', text: 'Track', url: 'https://shop.example/o/A-7' },
          { type: 'URL', text: 'Never', url: 'javascript:alert(1)' },
          { type: 'COPY_CODE', text: 'Copy code', code: 'SPRING20' },
        ],
      },
    });
    expect(wordsOf(root)).to.match(
      /order_ready · en_US Order A-7 Hello Nadia, your order is ready\. Fern & Kettle Track Never Copy code SPRING20/,
    );
    expect([...root.querySelectorAll('a')].map((link) => link.href)).to.deep.equal([
      'https://shop.example/o/A-7',
    ]);
  });

  it('shows a template’s file, offer and cards', async () => {
    const header = {
      format: 'IMAGE',
      file: { link: 'https://shop.example/kettle.jpg' },
    };
    const root = await show({
      kind: 'template',
      name: 'kettles',
      language: 'en',
      category: 'MARKETING',
      components: [],
      rendered: {
        header: { format: 'LOCATION', text: 'Fern & Kettle, 14 Weaver Lane' },
        body: 'All kettles',
        buttons: [],
        offer: { text: 'Last days', expires_at: '2026-03-14T10:00:00.000Z' },
        cards: [
          { header, body: 'Blue', buttons: [{ type: 'QUICK_REPLY', text: 'Keep one' }] },
          { header: { format: 'IMAGE', file: { id: '81' } }, body: 'Red', buttons: [] },
        ],
      },
    });
    expect(wordsOf(root)).to.contain('Fern & Kettle, 14 Weaver Lane').and.to.contain('Last days');
    expect(root.querySelectorAll('.slides > li')).to.have.length(2);
    expect(root.querySelector('.slides a')).to.have.attribute('href', header.file.link);
    expect(root.querySelector('.slides > li:last-child')).to.contain.text('Picture');
  });
});
