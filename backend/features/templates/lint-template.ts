import { countCharacters } from '../../contract/content/characters.ts';
import type { TemplateComponent, TemplateFinding } from '../../contract/template.ts';
import { lintButtons } from './lint-buttons.ts';
import { lintCards } from './lint-cards.ts';
import { lintDraft } from './lint-draft.ts';
import type { LintedDraft } from './lint-draft.ts';
import { lintText } from './lint-texts.ts';
import type { LintedText } from './lint-texts.ts';
import {
  FILE_FORMATS,
  findOffer,
  formatOf,
  listCards,
  listNames,
  textOf,
} from './template-parts.ts';
import type { PartOwner } from './template-parts.ts';

/*
 * Says before submission what Meta would refuse, all of it at once, each finding with the field and
 * in plain words. Meta says one thing at a time, with a number, and counts 100 creations an hour.
 * The rules are data: those of the whole in lint-draft, of texts in lint-texts, of buttons in
 * lint-buttons, of a carousel's cards in lint-cards.
 * https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
 */

const PARTS = new Set([
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  'CALL_PERMISSION_REQUEST',
]);
const CARD_PARTS = new Set(['HEADER', 'BODY', 'BUTTONS']);
const HEADER_FORMATS = new Set(['TEXT', ...FILE_FORMATS.keys(), 'LOCATION', 'PRODUCT']);
const MAX_OFFER = 16;
/** Beside an offer the body is shorter than elsewhere. Meta, «Limited-time offer templates». */
const MAX_OFFER_BODY = 600;
const CODE_MINUTES = { min: 1, max: 90 };

/** Everything that Meta would refuse in this template; an empty list is no promise of approval. */
export function lintTemplate(draft: LintedDraft): TemplateFinding[] {
  const place = {
    isNamed: draft.parameter_format === 'named',
    isCard: false,
    isWrittenByMeta: draft.category === 'AUTHENTICATION',
    maxBody: findOffer(draft) ? MAX_OFFER_BODY : undefined,
  };
  return [...lintDraft(draft), ...lintParts(draft, 'components', place)];
}

interface Place {
  isNamed: boolean;
  isCard: boolean;
  /** One-time codes: there are no texts of ours. */
  isWrittenByMeta: boolean;
  /** Undefined: as long as elsewhere. */
  maxBody: number | undefined;
}

function lintParts(owner: PartOwner, field: string, place: Place): TemplateFinding[] {
  return owner.components.flatMap((component, index) =>
    lintPart(component, `${field}.${index}`, place),
  );
}

function lintPart(component: TemplateComponent, field: string, place: Place): TemplateFinding[] {
  const { isNamed, isCard, isWrittenByMeta, maxBody } = place;
  const error = (where: string, rule: string, message: string): TemplateFinding[] => [
    { severity: 'error', field: `${field}${where}`, rule, message },
  ];
  /** What is not known here may be new at Meta: no reason to hold it back. */
  const unknown = (where: string, rule: string, message: string): TemplateFinding[] => [
    { severity: 'warning', field: `${field}${where}`, rule, message },
  ];
  const lint = (part: LintedText['part'], maxLength?: number) => {
    const text = { text: textOf(component.text), maxLength };
    return lintText({ part, field: `${field}.text`, ...text, component, isNamed });
  };
  const type = component.type.toUpperCase();
  if (isCard && PARTS.has(type) && !CARD_PARTS.has(type)) {
    return error('.type', 'part_misplaced', 'A card has a header, a text and buttons only.');
  }
  if (!PARTS.has(type)) {
    return unknown('.type', 'part_unknown', `«${type}» is a part that is not known here.`);
  }
  switch (type) {
    case 'HEADER': {
      const format = formatOf(component);
      if (format === 'TEXT') return lint('header');
      if (!HEADER_FORMATS.has(format)) {
        return unknown(
          '.format',
          'header_unknown',
          `«${format}» is a kind of header that is not known here.`,
        );
      }
      const { header_handle: handle } = Object(component.example) as { header_handle?: unknown };
      if (!FILE_FORMATS.has(format as never)) return [];
      const sample = Array.isArray(handle) ? textOf(handle[0]) : '';
      const where = '.example.header_handle';
      if (sample === '') return error(where, 'example_missing', 'Meta needs a sample file.');
      return /^https?:/i.test(sample)
        ? error(where, 'sample_is_address', 'Meta takes the handle of an upload, not an address.')
        : [];
    }
    case 'BODY':
      return isWrittenByMeta ? [] : lint(isCard ? 'card' : 'body', maxBody);
    case 'FOOTER':
      return isWrittenByMeta ? lintCodeFooter(component, error) : lint('footer');
    case 'BUTTONS': {
      const { findings, labels } = lintButtons(component.buttons ?? [], `${field}.buttons`);
      const texts = labels.map((label) => ({ ...label, part: 'label' as const, isNamed }));
      return [...findings, ...texts.flatMap((text) => lintText({ ...text, component: undefined }))];
    }
    case 'LIMITED_TIME_OFFER': {
      const text = findOffer({ components: [component] })?.text ?? '';
      return text.trim() === '' || countCharacters(text) > MAX_OFFER || listNames(text).length > 0
        ? error(
            '.limited_time_offer.text',
            'offer_text',
            `The offer has a text of at most ${MAX_OFFER} characters, without variables.`,
          )
        : [];
    }
    case 'CALL_PERMISSION_REQUEST':
      return [];
    default:
      return [
        ...lintCards(component, field),
        ...listCards({ components: [component] }).flatMap((card, index) =>
          lintParts(card, `${field}.cards.${index}.components`, { ...place, isCard: true }),
        ),
      ];
  }
}

function lintCodeFooter(
  { code_expiration_minutes: minutes }: TemplateComponent,
  error: (where: string, rule: string, message: string) => TemplateFinding[],
): TemplateFinding[] {
  const { min, max } = CODE_MINUTES;
  const isGood = Number.isInteger(minutes) && Number(minutes) >= min && Number(minutes) <= max;
  const message = `A code is good for ${min} to ${max} minutes.`;
  return isGood ? [] : error('.code_expiration_minutes', 'code_minutes', message);
}
