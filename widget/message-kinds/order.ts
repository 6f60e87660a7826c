import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { OrderContent } from '../../backend/contract/content/order.ts';
import { formatMoney } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';

type Item = OrderContent['items'][number];

/** A basket from the catalogue. The total is shown where all prices are in one currency. */
export function renderOrder({ text, items }: OrderContent): TemplateResult {
  const total = sum(items);
  return html`<span class="label">${t('kind.order', { count: items.length })}</span>
    <ul class="items">
      ${items.map(
        (item) =>
          html`<li>
            <span>${item.quantity} × <bdi>${item.product_retailer_id}</bdi></span>
            <span>${price(item)}</span>
          </li>`,
      )}
    </ul>
    ${
      total === undefined
        ? nothing
        : html`<span class="total"><span>${t('kind.total')}</span><span>${total}</span></span>`
    }
    ${text === undefined ? nothing : html`<span class="text" dir="auto">${text}</span>`}`;
}

function price({ item_price, quantity, currency }: Item): string {
  if (item_price === null || currency === null) return '';
  return formatMoney(item_price * quantity, currency);
}

function sum(items: readonly Item[]): string | undefined {
  const currency = items[0]?.currency;
  const isOne = items.every((item) => item.currency === currency && item.item_price !== null);
  if (!currency || !isOne) return undefined;
  return formatMoney(
    items.reduce((total, item) => total + (item.item_price ?? 0) * item.quantity, 0),
    currency,
  );
}
