import type { FileKind } from '../../../backend/contract/media-limits.ts';
import type { Template, TemplateComponent } from '../../../backend/contract/template.ts';
import { findPart } from '../template-picker/preview-template.ts';
import { buttonOf, newButton, readButton } from './draft-buttons.ts';
import type { ButtonType, ButtonValues } from './draft-buttons.ts';
import { NOTHING_KEPT, addKept, keepRest } from './draft-kept.ts';
import type { Kept } from './draft-kept.ts';
import { exampleOf, readExamples } from './draft-texts.ts';
import type { Examples, VariableFormat } from './draft-texts.ts';

/** A file that Meta's reviewers see: Meta's handle, and its name here. */
export interface Sample {
  handle: string;
  name: string;
}

export const CARD_COUNT = { min: 2, max: 10 };
export const CARD_HEADERS = ['IMAGE', 'VIDEO', 'PRODUCT'] as const;
export type CardHeader = (typeof CARD_HEADERS)[number];
/** What a card may have as buttons, by its header. */
export const CARD_BUTTONS: Record<CardHeader, { types: readonly ButtonType[]; max: number }> = {
  IMAGE: { types: ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'], max: 2 },
  VIDEO: { types: ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'], max: 2 },
  PRODUCT: { types: ['SPM', 'URL'], max: 1 },
};
const SAMPLE_KINDS: Partial<Record<string, FileKind>> = {
  ...{ IMAGE: 'image', VIDEO: 'video', GIF: 'video', DOCUMENT: 'document' },
};

export interface CardValues {
  /** Tells the cards of a carousel apart while they move. */
  id: number;
  sample: Sample | undefined;
  body: string;
  examples: Examples;
  buttons: readonly ButtonValues[];
  kept: Kept;
}

/** Meta wants the same parts on every card, so what they are made of is chosen once. */
export interface CarouselValues {
  header: CardHeader;
  hasText: boolean;
  cards: readonly CardValues[];
}

export function emptyCarousel(): CarouselValues {
  const start: CarouselValues = { header: 'IMAGE', hasText: true, cards: [] };
  const filled = { ...start, cards: [newCard(start), { ...newCard(start), id: 2 }] };
  return withButtons(filled, ['URL']);
}

/** One more card, made as those that are there. */
export function newCard({ cards }: CarouselValues): CardValues {
  const [pattern] = cards;
  return {
    id: Math.max(0, ...cards.map(({ id }) => id)) + 1,
    ...{ sample: undefined, body: '', examples: new Map<string, string>(), kept: NOTHING_KEPT },
    buttons: (pattern?.buttons ?? []).map(({ type }) => newButton(type as ButtonType)),
  };
}

/** Gives every card buttons of these kinds; those that are there stay. */
export function withButtons(
  carousel: CarouselValues,
  types: readonly ButtonType[],
): CarouselValues {
  const cards = carousel.cards.map((card) => ({
    ...card,
    buttons: types.map((type, index) => {
      const there = card.buttons[index];
      return there?.type === type ? there : newButton(type);
    }),
  }));
  return { ...carousel, cards };
}

/** Another header takes other buttons and samples. */
export function withHeader(carousel: CarouselValues, header: CardHeader): CarouselValues {
  const { types, max } = CARD_BUTTONS[header];
  const cards = carousel.cards.map((card) => ({ ...card, sample: undefined }));
  const there = (cards[0]?.buttons ?? []).map(({ type }) => type as ButtonType);
  const fitting = there.filter((type) => types.includes(type)).slice(0, max);
  const wanted: ButtonType[] = header === 'PRODUCT' && fitting.length === 0 ? ['SPM'] : fitting;
  return withButtons({ ...carousel, header, cards }, wanted);
}

/** The kind of sample file that a header needs; undefined: none. */
export function sampleKindOf(header: string): FileKind | undefined {
  return SAMPLE_KINDS[header];
}

/** A header that is not a text. Its sample goes as Meta's handle. */
export function headerOf(format: string, sample: Sample | undefined): TemplateComponent {
  const example = sample ? { example: { header_handle: [sample.handle] } } : {};
  return { type: 'HEADER', format, ...example };
}

export function toCarousel(carousel: CarouselValues, format: VariableFormat): TemplateComponent {
  const { header, hasText, cards } = carousel;
  return {
    type: 'CAROUSEL',
    cards: cards.map(({ sample, body, examples, buttons, kept }) => ({
      components: addKept(
        [
          headerOf(header, sample),
          ...(hasText && header !== 'PRODUCT'
            ? [{ type: 'BODY', text: body, ...exampleOf({ examples, format }, 'body', body) }]
            : []),
          ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }]),
        ],
        kept,
      ),
    })),
  };
}

export function readCarousel(template: Template): CarouselValues | undefined {
  const part = findPart(template.components, 'CAROUSEL');
  if (!part) return undefined;
  const given = Array.isArray(part.cards) ? (part.cards as { components?: unknown }[]) : [];
  const lists = given.map(({ components }) =>
    Array.isArray(components) ? (components as TemplateComponent[]) : [],
  );
  const format = findPart(lists[0] ?? [], 'HEADER')?.format?.toUpperCase();
  return {
    header: CARD_HEADERS.find((each) => each === format) ?? 'IMAGE',
    hasText: lists.some((components) => findPart(components, 'BODY')),
    cards: lists.map((components, index) => ({
      id: index + 1,
      sample: undefined,
      body: findPart(components, 'BODY')?.text ?? '',
      examples: readExamples(template, 'cards', String(index)),
      buttons: (findPart(components, 'BUTTONS')?.buttons ?? []).map(readButton),
      kept: keepRest(components),
    })),
  };
}
