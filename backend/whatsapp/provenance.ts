import type { Provenance, Referral } from '../contract/provenance.ts';
import { asObject, asText } from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

const MAX_LINE_LENGTH = 1_000;
const MAX_URL_LENGTH = 2_000;
const MAX_ID_LENGTH = 300;

/**
 * Reads what stands beside the content of a message: forwarding marks, the advertisement that led
 * here, the product it asks about. Undefined for a message that was simply written.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
 */
export function readProvenance(message: WebhookObject): Provenance | undefined {
  const context = asObject(message.context);
  const isOften = context?.frequently_forwarded === true;
  const provenance: Provenance = withoutGaps({
    forwarded: isOften ? 'often' : context?.forwarded === true ? 'once' : undefined,
    referral: readReferral(asObject(message.referral)),
    product: readProduct(asObject(context?.referred_product)),
  });
  return Object.keys(provenance).length > 0 ? provenance : undefined;
}

function readReferral(referral: WebhookObject | undefined): Referral | undefined {
  if (!referral) return undefined;
  const { source_type, media_type } = referral;
  return {
    source: source_type === 'ad' || source_type === 'post' ? source_type : 'other',
    ...withoutGaps({
      headline: asText(referral.headline, MAX_LINE_LENGTH),
      body: asText(referral.body, MAX_LINE_LENGTH),
      source_id: asText(referral.source_id, MAX_ID_LENGTH),
      source_url: asWebUrl(referral.source_url),
      media_type: asMediaType(media_type),
      thumbnail_url: asWebUrl(referral.thumbnail_url ?? referral.image_url),
      welcome_text: asText(asObject(referral.welcome_message)?.text, MAX_LINE_LENGTH),
      click_id: asText(referral.ctwa_clid, MAX_ID_LENGTH),
    }),
  };
}

function asMediaType(value: unknown): Referral['media_type'] {
  return value === 'image' || value === 'video' ? value : undefined;
}

function readProduct(product: WebhookObject | undefined): Provenance['product'] {
  const catalogId = asText(product?.catalog_id, MAX_ID_LENGTH);
  const productId = asText(product?.product_retailer_id, MAX_ID_LENGTH);
  return catalogId === undefined || productId === undefined
    ? undefined
    : { catalog_id: catalogId, product_id: productId };
}

/** An advertiser's text becomes a link: no other scheme than the web's gets that far. */
function asWebUrl(value: unknown): string | undefined {
  const text = asText(value);
  if (text === undefined || text.length > MAX_URL_LENGTH || !URL.canParse(text)) return undefined;
  return /^https?:$/.test(new URL(text).protocol) ? text : undefined;
}

type WithoutGaps<Part> = { [Key in keyof Part]?: Exclude<Part[Key], undefined> };

function withoutGaps<Part extends object>(part: Part): WithoutGaps<Part> {
  const given = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as WithoutGaps<Part>;
}
