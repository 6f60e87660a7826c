import type { TemplateComponent, TemplateFinding } from '../../contract/template.ts';
import { findPart, formatOf, listButtons, listCards } from './template-parts.ts';
import type { PartOwner } from './template-parts.ts';

/*
 * Rules for the cards of a carousel. There are two kinds: cards with a picture or video, and cards
 * with a product of the catalogue.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/marketing-templates/media-card-carousel-templates
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/product-card-carousel-template-messages
 */

const COUNT = { min: 2, max: 10 };
const MAX_BUTTONS = 2;
const MEDIA_BUTTONS = new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER']);
const PRODUCT_BUTTONS = new Set(['SPM', 'URL']);

interface Fault {
  rule: string;
  message: string;
}

/** What is wrong with the cards beside each other, and with the outline of each. */
export function lintCards(carousel: TemplateComponent, field: string): TemplateFinding[] {
  const cards = listCards({ components: [carousel] });
  const tell = (where: string, { rule, message }: Fault): TemplateFinding => ({
    ...{ severity: 'error', field: where, rule, message },
  });
  const faults: Fault[] = [];
  if (cards.length < COUNT.min || cards.length > COUNT.max) {
    faults.push({
      rule: 'card_count',
      message: `A carousel has ${COUNT.min} to ${COUNT.max} cards.`,
    });
  }
  if (new Set(cards.map(outlineOf)).size > 1) {
    faults.push({
      rule: 'cards_differ',
      message: 'All cards have the same parts and the same kinds of buttons.',
    });
  }
  return [
    ...faults.map((fault) => tell(`${field}.cards`, fault)),
    ...cards.flatMap((card, index) =>
      listFaults(card).map((fault) => tell(`${field}.cards.${index}`, fault)),
    ),
  ];
}

function listFaults(card: PartOwner): Fault[] {
  const header = findPart(card, 'HEADER');
  const format = header ? formatOf(header) : '';
  const buttons = listButtons(card).map(({ type }) => type.toUpperCase());
  const isProduct = format === 'PRODUCT';
  const faults: Fault[] = [];
  if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(format)) {
    faults.push({
      rule: 'card_header',
      message: 'A card begins with a picture, a video or a product.',
    });
  }
  if (isProduct && findPart(card, 'BODY')) {
    faults.push({
      rule: 'product_card_text',
      message: 'A card with a product has no text: WhatsApp shows its name and price.',
    });
  }
  if (isProduct ? buttons.length !== 1 : buttons.length > MAX_BUTTONS) {
    faults.push({
      rule: 'card_buttons',
      message: isProduct
        ? 'A card with a product has one button.'
        : `A card has at most ${MAX_BUTTONS} buttons.`,
    });
  }
  const allowed = isProduct ? PRODUCT_BUTTONS : MEDIA_BUTTONS;
  if (buttons.some((type) => !allowed.has(type))) {
    faults.push({
      rule: 'card_button_kind',
      message: isProduct
        ? 'The button of a product views it, or opens a link.'
        : 'The buttons of cards are quick replies, links and phone numbers.',
    });
  }
  return faults;
}

function outlineOf(card: PartOwner): string {
  const parts = card.components.map((part) => {
    const type = part.type.toUpperCase();
    return `${type} ${type === 'HEADER' ? formatOf(part) : ''}`;
  });
  const buttons = listButtons(card).map(({ type }) => type.toUpperCase());
  return JSON.stringify([parts.sort(), buttons]);
}
