import { asList, asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { MessageKindAdapter } from './message-kind.ts';

const MAX_ITEMS = 200;
const MAX_LENGTH = 4_096;

export const orderKind: MessageKindAdapter<'order'> = {
  incomingTypes: ['order'],
  fromWebhook(message) {
    const order = asObject(message.order);
    if (!order) throw new WebhookShapeError('order is missing');
    const catalogId = asText(order.catalog_id, 100);
    const text = asText(order.text, MAX_LENGTH);
    return {
      kind: 'order',
      ...(catalogId === undefined ? {} : { catalog_id: catalogId }),
      ...(text === undefined ? {} : { text }),
      items: asList(order.product_items).slice(0, MAX_ITEMS).flatMap(readItem),
    };
  },
  type: () => 'order',
  text: ({ text, items }) =>
    [text ?? '', ...items.map((item) => item.product_retailer_id)].join('\n').trim(),
  preview: ({ text }) => text ?? ('Order' satisfies PreviewLabel),
};

function readItem(raw: unknown) {
  const item = asObject(raw);
  const id = asText(item?.product_retailer_id, 200);
  if (!item || id === undefined) return [];
  const quantity = Number(item.quantity);
  const price = Number(item.item_price);
  const isPriced = item.item_price !== undefined && item.item_price !== null;
  return [
    {
      product_retailer_id: id,
      quantity: Number.isFinite(quantity) ? quantity : 1,
      item_price: isPriced && Number.isFinite(price) ? price : null,
      currency: asText(item.currency, 3) ?? null,
    },
  ];
}
