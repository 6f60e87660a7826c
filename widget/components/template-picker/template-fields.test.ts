import { expect } from '@open-wc/testing';
import type { TemplateVariable } from '../../../backend/contract/template.ts';
import { sampleTemplate } from '../../test-support/sample-templates.ts';
import { listFields, toVariables, whyUnavailable } from './template-fields.ts';

const variable = (
  path: string[],
  kind: TemplateVariable['kind'],
  part: Partial<TemplateVariable> = {},
): TemplateVariable => ({
  ...{ path, kind, is_required: true, label: path.at(-1) ?? '', example: null, max_length: null },
  ...part,
});

describe('the fields for a template’s values', () => {
  it('make a list of products of their ids', () => {
    const template = sampleTemplate({ variables: [variable(['buttons', '0'], 'products')] });
    expect(whyUnavailable(template)).to.equal(undefined);
    expect(listFields(template).map(({ key }) => key)).to.eql([
      'buttons/0/thumbnail_product_retailer_id',
      'buttons/0/title',
      'buttons/0/items',
    ]);
    const values = new Map([
      ['buttons/0/thumbnail_product_retailer_id', 'K-1'],
      ['buttons/0/title', 'Kettles'],
      ['buttons/0/items', 'K-1, K-2 K-3'],
    ]);
    expect(toVariables(template, values)).to.eql({
      buttons: {
        0: {
          thumbnail_product_retailer_id: 'K-1',
          sections: [
            {
              title: 'Kettles',
              product_items: ['K-1', 'K-2', 'K-3'].map((product_retailer_id) => ({
                product_retailer_id,
              })),
            },
          ],
        },
      },
    });
  });

  it('make files, ends of links and texts of each card', () => {
    const url = 'https://shop.example/kettles/{{1}}';
    const card = {
      components: [{ type: 'BUTTONS', buttons: [{ type: 'URL', text: 'To the shop', url }] }],
    };
    const template = sampleTemplate({
      components: [
        { type: 'BODY', text: 'Look' },
        { type: 'CAROUSEL', cards: [card, card] },
      ],
      variables: [
        variable(['cards', '0', 'header', 'image'], 'image'),
        variable(['cards', '1', 'buttons', '0'], 'url_suffix', {
          example: 'https://shop.example/kettles/blue',
        }),
      ],
    });
    expect(listFields(template)[1]).to.include({ key: 'cards/1/buttons/0', example: 'blue' });
    const values = new Map([
      ['cards/0/header/image/id', 'md_1'],
      ['cards/1/buttons/0', 'red'],
    ]);
    expect(toVariables(template, values)).to.eql({
      cards: [{ header: { image: { id: 'md_1' } } }, { buttons: { 0: 'red' } }],
    });
  });
});
