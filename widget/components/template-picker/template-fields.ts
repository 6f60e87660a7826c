import type { TemplateVariables } from '../../../backend/contract/content/template-order.ts';
import type { FileKind } from '../../../backend/contract/media-limits.ts';
import type {
  Template,
  TemplateComponent,
  TemplateVariable,
} from '../../../backend/contract/template.ts';
import { findPart } from './preview-template.ts';
import type { TypedValues } from './preview-template.ts';
import { t } from './template-words.ts';

/** One input of the form. */
export interface TemplateField {
  /** The variable's path, and the part of its value, joined with «/». */
  key: string;
  label: string;
  example: string | undefined;
  maxLength: number | undefined;
  isRequired: boolean;
  isMoment: boolean;
  /** A file of this kind may be chosen in place of a link. */
  fileKind: FileKind | undefined;
}

type Kind = TemplateVariable['kind'];

/** Of a value that is an object: its parts; of others the one part without a name. */
interface Part {
  name: string;
  word: Parameters<typeof t>[0];
  isOptional?: boolean;
  maxLength?: number;
  /** Known once a file was chosen; nobody types it. */
  isOfFile?: boolean;
}

const whole = (word: Part['word']): readonly Part[] => [{ name: '', word }];
const file = (word: Part['word']): readonly Part[] => [
  { name: 'link', word },
  { name: 'id', word, isOfFile: true },
  { name: 'filename', word, isOfFile: true },
];
const FILE_KINDS: Partial<Record<Kind, FileKind>> = {
  ...{ image: 'image', video: 'video', gif: 'video', document: 'document' },
};
/** What is typed of a list of products becomes one section of them. */
const ITEMS = 'items';
const THUMBNAIL = 'thumbnail_product_retailer_id';
const TITLE = 'title';
/** What is typed for a variable of a kind. Nothing: programs alone can make it. */
const PARTS: Record<Kind, readonly Part[]> = {
  text: whole('templates.inText'),
  url_suffix: whole('templates.urlSuffix'),
  payload: whole('templates.payload'),
  coupon_code: whole('templates.coupon'),
  moment: whole('templates.moment'),
  image: file('templates.image'),
  video: file('templates.video'),
  gif: file('templates.gif'),
  document: file('templates.document'),
  location: [
    { name: 'latitude', word: 'templates.latitude' },
    { name: 'longitude', word: 'templates.longitude' },
    { name: 'name', word: 'templates.placeName', isOptional: true },
    { name: 'address', word: 'templates.address', isOptional: true },
  ],
  product: [
    { name: 'catalog_id', word: 'templates.catalog' },
    { name: 'product_retailer_id', word: 'templates.product' },
  ],
  // WhatsApp opens a flow without values, too; programs alone make them.
  flow: [],
  catalog: [{ name: THUMBNAIL, word: 'templates.catalogPicture', isOptional: true }],
  products: [
    { name: THUMBNAIL, word: 'templates.productsPicture' },
    { name: TITLE, word: 'templates.productsTitle', maxLength: 24 },
    { name: ITEMS, word: 'templates.productsItems' },
  ],
};

/** Why it cannot be chosen here, in words; undefined: it can. */
export function whyUnavailable(template: Template): string | undefined {
  if (template.unsendable_because !== null) return template.unsendable_because;
  // A kind of value that is newer than this version.
  const isBeyond = template.variables.some(({ kind, is_required }) => is_required && !PARTS[kind]);
  return isBeyond ? t('templates.onlyApi') : undefined;
}

/** The inputs for a template's variables, from its top to its bottom. */
export function listFields(template: Template): TemplateField[] {
  return template.variables.flatMap((variable) => {
    const { path, kind, max_length, is_required } = variable;
    const parts = (PARTS[kind] ?? []).filter(({ isOfFile }) => !isOfFile);
    return parts.map((part) => ({
      key: keyOf(path, part.name),
      label: nameField(variable, part),
      example: part.name === 'link' ? 'https://…' : exampleOf(template, variable),
      maxLength: part.maxLength ?? max_length ?? undefined,
      isRequired: is_required && !part.isOptional,
      isMoment: kind === 'moment',
      fileKind: FILE_KINDS[kind],
    }));
  });
}

/** Where an upload's values stand in place of a link's. */
export function fileKeysOf({ key }: TemplateField): { id: string; filename: string } {
  const start = key.replace(/link$/, '');
  return { id: `${start}id`, filename: `${start}filename` };
}

/** What was typed, as a send takes it. */
export function toVariables(template: Template, values: TypedValues): TemplateVariables {
  const variables: Record<string, unknown> = {};
  for (const { path, kind } of template.variables) {
    const value = readValue(path, kind, values);
    if (value !== undefined) setAt(variables, path, value);
  }
  const { cards } = variables;
  // A list has no gaps: cards without variables stand in it, too.
  if (cards) variables.cards = Array.from(cards as unknown[], (card) => card ?? {});
  return variables as TemplateVariables;
}

function readValue(path: readonly string[], kind: Kind, values: TypedValues): unknown {
  const typed = (PARTS[kind] ?? []).flatMap(({ name }) => {
    const value = values.get(keyOf(path, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  const [first] = typed;
  if (first && kind === 'products') return toProductList(new Map(typed));
  if (!first || first[0] !== '') return first && Object.fromEntries(typed);
  return kind === 'moment' ? new Date(first[1]).toISOString() : first[1];
}

/** Ids stand with commas or spaces between them. */
function toProductList(typed: ReadonlyMap<string, string>) {
  const ids = (typed.get(ITEMS) ?? '').split(/[\s,;]+/).filter((id) => id !== '');
  return {
    [THUMBNAIL]: typed.get(THUMBNAIL),
    sections: [
      {
        title: typed.get(TITLE),
        product_items: ids.map((product_retailer_id) => ({ product_retailer_id })),
      },
    ],
  };
}

function setAt(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = root;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const empty = index === 0 && step === 'cards' ? [] : {};
    place = (place[step] ??= empty) as Record<string, unknown>;
  }
  place[path.at(-1) ?? ''] = value;
}

function keyOf(path: readonly string[], part: string): string {
  return [...path, ...(part === '' ? [] : [part])].join('/');
}

/** Where the value stands, and its name there. */
function nameField({ path, kind, label }: TemplateVariable, { word }: Part): string {
  const isInHeader = kind === 'text' && path.at(-2) === 'header';
  const name = t(isInHeader ? 'templates.inHeader' : word, {
    name: kind === 'text' ? `{{${label}}}` : label,
  });
  return path[0] === 'cards' ? t('templates.onCard', { card: Number(path[1]) + 1, name }) : name;
}

/** Meta's sample of a link is the whole one; only its end is typed. */
function exampleOf(
  { components }: Template,
  { path, kind, example }: TemplateVariable,
): string | undefined {
  if (kind !== 'url_suffix') return example ?? undefined;
  const [, card = ''] = path[0] === 'cards' ? path : [];
  const cards = findPart(components, 'CAROUSEL')?.cards as { components: TemplateComponent[] }[];
  const owner = card === '' ? components : (cards[Number(card)]?.components ?? []);
  const button = findPart(owner, 'BUTTONS')?.buttons?.[Number(path.at(-1))];
  const [start = ''] = (button?.url ?? '').split('{{');
  return example?.startsWith(start) ? example.slice(start.length) : undefined;
}
