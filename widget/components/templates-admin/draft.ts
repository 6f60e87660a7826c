import type { Template, TemplateComponent } from '../../../backend/contract/template.ts';
import { findPart } from '../template-picker/preview-template.ts';
import { BUTTON_TYPES, buttonOf, knownType, newButton, readButton } from './draft-buttons.ts';
import type { ButtonType, ButtonValues } from './draft-buttons.ts';
import { emptyCarousel, headerOf, readCarousel, sampleKindOf, toCarousel } from './draft-cards.ts';
import type { CarouselValues, Sample } from './draft-cards.ts';
import { EMPTY_CODE, readCode, toCodeComponents } from './draft-code.ts';
import type { CodeValues } from './draft-code.ts';
import { NOTHING_KEPT, addKept, keepRest } from './draft-kept.ts';
import type { Kept } from './draft-kept.ts';
import { exampleOf, readExamples } from './draft-texts.ts';
import type { Examples, VariableFormat } from './draft-texts.ts';

export const CATEGORIES = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;
export const SHAPES = ['MESSAGE', 'CAROUSEL', 'OFFER', 'CALL'] as const;
/** What a template is made of, where it is not for one-time codes. */
export type Shape = (typeof SHAPES)[number];

const ALL_HEADERS = [
  ...(['NONE', 'TEXT', 'IMAGE', 'VIDEO', 'GIF', 'DOCUMENT'] as const),
  ...(['LOCATION', 'PRODUCT'] as const),
];
interface ShapeForm {
  headers: readonly string[];
  buttons: readonly ButtonType[];
  hasFooter: boolean;
  isMarketing: boolean;
}
/** What each shape may have around its body. */
export const SHAPE_FORMS: Record<Shape, ShapeForm> = {
  MESSAGE: { headers: ALL_HEADERS, buttons: BUTTON_TYPES, hasFooter: true, isMarketing: false },
  CAROUSEL: { headers: ['NONE'], buttons: [], hasFooter: false, isMarketing: true },
  OFFER: {
    ...{ headers: ['NONE', 'IMAGE', 'VIDEO'], buttons: ['COPY_CODE', 'URL'] },
    ...{ hasFooter: false, isMarketing: true },
  },
  CALL: { headers: ['NONE'], buttons: [], hasFooter: false, isMarketing: false },
};

export interface OfferValues {
  text: string;
  hasEnd: boolean;
}

/** What stands in the form. */
export interface Draft {
  name: string;
  language: string;
  category: string;
  format: VariableFormat;
  shape: Shape;
  /** One of the shape's headers, or a word of Meta's that the form does not know. */
  header: string;
  headerText: string;
  sample: Sample | undefined;
  body: string;
  footer: string;
  examples: Examples;
  buttons: readonly ButtonValues[];
  offer: OfferValues;
  carousel: CarouselValues;
  code: CodeValues;
  kept: Kept;
}

export function emptyDraft(language: string): Draft {
  return {
    ...{ name: '', language, category: 'UTILITY', format: 'positional', shape: 'MESSAGE' },
    ...{ header: 'NONE', headerText: '', sample: undefined, body: '', footer: '' },
    ...{ examples: new Map(), buttons: [], offer: { text: '', hasEnd: true } },
    ...{ carousel: emptyCarousel(), code: EMPTY_CODE, kept: NOTHING_KEPT },
  };
}

/** A template as values of the form. What the form does not show is kept as it is. */
export function draftOf(template: Template): Draft {
  const { components, category } = template;
  const empty = emptyDraft(template.language);
  const about = { name: template.name, category, format: template.parameter_format };
  const kept = keepRest(components);
  if (category === 'AUTHENTICATION')
    return { ...empty, ...about, code: readCode(components), kept };
  const header = findPart(components, 'HEADER');
  return {
    ...empty,
    ...about,
    shape: shapeOf(components),
    header: header ? (header.format ?? 'TEXT').toUpperCase() : 'NONE',
    headerText: header?.text ?? '',
    body: findPart(components, 'BODY')?.text ?? '',
    footer: findPart(components, 'FOOTER')?.text ?? '',
    examples: readExamples(template),
    buttons: (findPart(components, 'BUTTONS')?.buttons ?? []).map(readButton),
    offer: readOffer(findPart(components, 'LIMITED_TIME_OFFER')) ?? empty.offer,
    carousel: readCarousel(template) ?? empty.carousel,
    kept,
  };
}

/** The parts as the Graph API takes them. Empty parts are left out, but for the body. */
export function toComponents(draft: Draft): TemplateComponent[] {
  const { body, footer, buttons, shape, offer, kept } = draft;
  if (draft.category === 'AUTHENTICATION') return addKept(toCodeComponents(draft.code), kept);
  const limited = { text: offer.text, has_expiration: offer.hasEnd };
  return addKept(
    [
      ...toHeader(draft),
      ...(shape === 'OFFER' ? [{ type: 'LIMITED_TIME_OFFER', limited_time_offer: limited }] : []),
      { type: 'BODY', text: body, ...exampleOf(draft, 'body', body) },
      ...(footer.trim() !== '' ? [{ type: 'FOOTER', text: footer }] : []),
      ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }]),
      ...(shape === 'CAROUSEL' ? [toCarousel(draft.carousel, draft.format)] : []),
      ...(shape === 'CALL' ? [{ type: 'CALL_PERMISSION_REQUEST' }] : []),
    ],
    kept,
  );
}

/** What changes with the shape: parts that the new one cannot have go, those that it needs come. */
export function changeShape(draft: Draft, shape: Shape): Partial<Draft> {
  const { headers, buttons: types, hasFooter, isMarketing } = SHAPE_FORMS[shape];
  const buttons = draft.buttons.filter((button) => {
    const type = knownType(button);
    return type !== undefined && types.includes(type);
  });
  const start: ButtonType[] = ['COPY_CODE', 'URL'];
  const isKept = headers.includes(draft.header);
  return {
    shape,
    buttons: shape === 'OFFER' && buttons.length === 0 ? start.map(newButton) : buttons,
    ...(isKept ? {} : { header: 'NONE', sample: undefined }),
    ...(hasFooter ? {} : { footer: '' }),
    ...(isMarketing ? { category: 'MARKETING' } : {}),
  };
}

function toHeader({ header, headerText, sample, ...draft }: Draft): TemplateComponent[] {
  if (header === 'NONE') return [];
  if (header !== 'TEXT') return [headerOf(header, sampleKindOf(header) ? sample : undefined)];
  const example = exampleOf(draft, 'header', headerText);
  return [{ type: 'HEADER', format: header, text: headerText, ...example }];
}

function shapeOf(components: readonly TemplateComponent[]): Shape {
  if (findPart(components, 'CAROUSEL')) return 'CAROUSEL';
  if (findPart(components, 'LIMITED_TIME_OFFER')) return 'OFFER';
  return findPart(components, 'CALL_PERMISSION_REQUEST') ? 'CALL' : 'MESSAGE';
}

function readOffer(part: TemplateComponent | undefined): OfferValues | undefined {
  if (!part) return undefined;
  const { text, has_expiration } = Object(part.limited_time_offer) as Record<string, unknown>;
  return { text: typeof text === 'string' ? text : '', hasEnd: has_expiration === true };
}
