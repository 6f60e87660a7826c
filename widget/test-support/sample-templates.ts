import type { Template } from '../../backend/contract/template.ts';
import { NOW } from './sample-data.ts';

/** An approved template without variables; `part` says what is different. */
export function sampleTemplate(part: Partial<Template> = {}): Template {
  return {
    id: '71',
    name: 'opening_hours',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    next_category: null,
    parameter_format: 'positional',
    components: [{ type: 'BODY', text: 'We are open on Sunday, too.' }],
    variables: [],
    unsendable_because: null,
    quality: null,
    rejected_reason: null,
    updated_at: NOW,
    synced_at: NOW,
    ...part,
  };
}

const text = (path: string[], example: string) => ({
  ...{ path, kind: 'text' as const, is_required: true, label: path.at(-1) ?? '' },
  ...{ example, max_length: null },
});

/** A header, a named text and two buttons; all but the quick reply must be filled. */
export function sampleOrderTemplate(): Template {
  return sampleTemplate({
    id: '72',
    name: 'order_ready',
    parameter_format: 'named',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{order_no}}' },
      { type: 'BODY', text: 'Hello {{first_name}}, your order is ready.' },
      { type: 'FOOTER', text: 'Storeboard' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'URL', text: 'Track order', url: 'https://shop.example/orders/{{1}}' },
          { type: 'COPY_CODE', text: 'Copy code' },
        ],
      },
    ],
    variables: [
      text(['header', 'order_no'], 'A-1042'),
      text(['body', 'first_name'], 'Nadia'),
      {
        ...text(['buttons', '0'], 'https://shop.example/orders/A-1042'),
        ...{ kind: 'url_suffix', label: 'Track order' },
      },
      {
        ...text(['buttons', '1'], 'SPRING20'),
        ...{ kind: 'coupon_code', label: 'Copy code', max_length: 15, is_required: false },
      },
    ],
  });
}
