import type {
  RenderedButton,
  RenderedCard,
  RenderedHeader,
  RenderedTemplate,
} from '../../../backend/contract/content/template.ts';
import type { Template, TemplateComponent } from '../../../backend/contract/template.ts';

/** What was typed, trimmed, by the path of the field joined with «/»; nothing stays out. */
export type TypedValues = ReadonlyMap<string, string>;

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

interface Filling {
  values: TypedValues;
  /** Of one-time codes: the code, which stands in their button, too. */
  code: string | undefined;
}

/**
 * How the customer will read a template with these values, for the eye only: the server fills the one
 * that is sent, and says what is wrong. Variables without a value stay as they are.
 */
export function previewTemplate(template: Template, values: TypedValues): RenderedTemplate {
  const { components, category } = template;
  const isOneTimeCode = category.toUpperCase() === 'AUTHENTICATION';
  const code = isOneTimeCode ? values.get(template.variables[0]?.path.join('/') ?? '') : undefined;
  const filling = { values, code };
  const footer = findPart(components, 'FOOTER')?.text;
  const offer = findPart(components, 'LIMITED_TIME_OFFER');
  const cards = findPart(components, 'CAROUSEL')?.cards;
  return {
    ...previewCard(components, '', filling),
    ...(footer === undefined ? {} : { footer }),
    ...(offer ? { offer: previewOffer(offer, values) } : {}),
    ...(Array.isArray(cards)
      ? {
          cards: (cards as { components: TemplateComponent[] }[]).map((card, index) =>
            previewCard(card.components, `cards/${index}/`, filling),
          ),
        }
      : {}),
  };
}

function previewCard(
  components: readonly TemplateComponent[],
  prefix: string,
  filling: Filling,
): RenderedCard {
  const header = findPart(components, 'HEADER');
  const { values } = filling;
  return {
    ...(header ? { header: previewHeader(header, `${prefix}header/`, values) } : {}),
    body: fill(findPart(components, 'BODY')?.text, `${prefix}body/`, values),
    buttons: previewButtons(components, `${prefix}buttons/`, filling),
  };
}

function previewHeader(
  header: TemplateComponent,
  prefix: string,
  values: TypedValues,
): RenderedHeader {
  const format = (header.format ?? 'TEXT').toUpperCase();
  const valueOf = (part: string) => values.get(`${prefix}${format.toLowerCase()}/${part}`);
  const link = valueOf('link');
  const filename = valueOf('filename');
  switch (format) {
    case 'TEXT':
      return { format, text: fill(header.text, prefix, values) };
    case 'LOCATION':
      return { format, text: joinWords(valueOf('name'), valueOf('address')) };
    case 'PRODUCT':
      return { format, text: valueOf('product_retailer_id') ?? '' };
    default:
      return {
        format,
        ...(link === undefined && filename === undefined ? {} : { file: { link, filename } }),
      };
  }
}

function previewButtons(
  components: readonly TemplateComponent[],
  prefix: string,
  { values, code }: Filling,
): RenderedButton[] {
  const buttons = findPart(components, 'BUTTONS')?.buttons ?? [];
  return buttons.map(({ type, text, url }, index) => {
    const value = values.get(`${prefix}${index}`) ?? code;
    const isCoupon = type.toUpperCase() === 'COPY_CODE' && value !== undefined;
    return {
      ...{ text: text ?? type, type },
      ...(url === undefined ? {} : { url: url.replace(VARIABLE, (whole) => value ?? whole) }),
      ...(isCoupon ? { code: value } : {}),
    };
  });
}

function previewOffer(
  offer: TemplateComponent,
  values: TypedValues,
): NonNullable<RenderedTemplate['offer']> {
  const { text } = Object(offer.limited_time_offer) as { text?: unknown };
  const moment = new Date(values.get('offer_expires_at') ?? '');
  return {
    text: typeof text === 'string' ? text : '',
    ...(Number.isNaN(moment.getTime()) ? {} : { expires_at: moment.toISOString() }),
  };
}

function fill(text: string | undefined, prefix: string, values: TypedValues): string {
  return (text ?? '').replace(
    VARIABLE,
    (whole, name: string) => values.get(`${prefix}${name}`) ?? whole,
  );
}

function joinWords(...words: (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(', ');
}

/** Meta reads and writes types in capitals; people do not always. */
export function findPart(
  components: readonly TemplateComponent[],
  type: string,
): TemplateComponent | undefined {
  return components.find((component) => component.type.toUpperCase() === type);
}
