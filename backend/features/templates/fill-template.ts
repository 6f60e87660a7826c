import { countCharacters } from '../../contract/content/characters.ts';
import type {
  SentCardComponent,
  SentComponent,
  TemplateParameter,
} from '../../contract/content/template-order.ts';
import type {
  RenderedButton,
  RenderedCard,
  RenderedHeader,
  RenderedTemplate,
} from '../../contract/content/template.ts';
import type { TemplateButton, TemplateComponent } from '../../contract/template.ts';
import { needOf } from './list-variables.ts';
import {
  FILE_FORMATS,
  findOffer,
  findPart,
  formatOf,
  isOneTimeCode,
  listButtons,
  listCards,
  listNames,
  replaceVariables,
} from './template-parts.ts';
import type { PartOwner, TemplateForm } from './template-parts.ts';
import { subTypeOf } from './to-components.ts';

/** Meta's limits on the finished texts, in characters (cloud API, «Message templates»). */
const MAX_LENGTHS = { header: 60, body: 1_024, url: 2_000, code: 15 };
const KNOWN_PARTS = new Set([
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  // WhatsApp's own question, without words or values of ours.
  'CALL_PERMISSION_REQUEST',
]);
/** Meta refuses these in a value (132018). */
const FORBIDDEN_IN_VALUE = /[\n\r\t]| {5}/;

/**
 * Puts values into a template, as the customer will read it. Says in `problems`, in words for a
 * person, what Meta would refuse: too few or too many values, wrong types, texts too long.
 */
export function fillTemplate(
  form: TemplateForm,
  components: readonly SentComponent[],
): { rendered: RenderedTemplate; problems: string[] } {
  const filler = new TemplateFiller(form.parameter_format === 'named');
  for (const { type } of form.components) {
    if (!KNOWN_PARTS.has(type.toUpperCase())) {
      filler.problems.push(`Templates with a part «${type}» cannot be sent from here.`);
    }
  }
  const own = components.filter(
    (sent) => sent.type !== 'carousel' && sent.type !== 'limited_time_offer',
  );
  const rendered: RenderedTemplate = filler.fillCard(form, own, '');
  const footer = findPart(form, 'FOOTER')?.text;
  if (footer !== undefined) rendered.footer = footer;
  const offer = filler.fillOffer(form, components);
  if (offer) rendered.offer = offer;
  const cards = filler.fillCards(form, components);
  if (cards.length > 0) rendered.cards = cards;
  if (isOneTimeCode(form)) filler.problems.push(...checkCode(own));
  return { rendered, problems: filler.problems };
}

/** Meta wants the code twice, in the body and for the button, and short. */
function checkCode(sent: readonly SentCardComponent[]): string[] {
  const codeOf = (type: string) => {
    const [value] = sent.find((component) => component.type === type)?.parameters ?? [];
    return value && plainOf(value);
  };
  const [code, ofButton] = [codeOf('body'), codeOf('button')];
  if (code === undefined || ofButton === undefined) return [];
  if (code !== ofButton) return ['The code of the button is not that of the body.'];
  return countCharacters(code) > MAX_LENGTHS.code
    ? [`A one-time code has at most ${MAX_LENGTHS.code} characters.`]
    : [];
}

class TemplateFiller {
  readonly problems: string[] = [];
  readonly #isNamed: boolean;
  /** Begins every sentence about a card. */
  #where = '';

  constructor(isNamed: boolean) {
    this.#isNamed = isNamed;
  }

  fillCard(owner: PartOwner, sent: readonly SentCardComponent[], where: string): RenderedCard {
    this.#where = where;
    const header = this.#fillHeader(findPart(owner, 'HEADER'), this.#valuesOf('header', sent));
    const body = this.#fillText(
      'body',
      findPart(owner, 'BODY')?.text,
      this.#valuesOf('body', sent),
    );
    const buttons = this.#fillButtons(listButtons(owner), sent);
    return { ...(header ? { header } : {}), body, buttons };
  }

  fillCards(form: TemplateForm, components: readonly SentComponent[]): RenderedCard[] {
    const cards = listCards(form);
    const sent = components.find((component) => component.type === 'carousel')?.cards ?? [];
    this.#where = '';
    if (sent.length !== cards.length) {
      this.#tell(`The template has ${cards.length} cards, values for ${sent.length} given.`);
    }
    return cards.map((card, index) => {
      const own = sent.find(({ card_index }) => card_index === index)?.components ?? [];
      return this.fillCard(card, own, `Card ${index + 1}: `);
    });
  }

  fillOffer(form: TemplateForm, components: readonly SentComponent[]): RenderedTemplate['offer'] {
    const offer = findOffer(form);
    const sent = components.find((component) => component.type === 'limited_time_offer');
    const [value] = sent?.parameters ?? [];
    this.#where = '';
    if (!offer) {
      if (sent) this.#tell('The template has no limited-time offer.');
      return undefined;
    }
    const endsMs =
      value?.type === 'limited_time_offer'
        ? value.limited_time_offer.expiration_time_ms
        : undefined;
    if (offer.hasExpiration && endsMs === undefined)
      this.#tell('The offer needs the time of its end.');
    const isMoment = endsMs !== undefined && Math.abs(endsMs) <= 8.64e15;
    return {
      text: offer.text,
      ...(isMoment ? { expires_at: new Date(endsMs).toISOString() } : {}),
    };
  }

  #valuesOf(type: 'header' | 'body', sent: readonly SentCardComponent[]): TemplateParameter[] {
    const given = sent.filter((component) => component.type === type);
    if (given.length > 1) this.#tell(`The values of the ${type} are there twice.`);
    return given[0]?.parameters ?? [];
  }

  #fillHeader(
    header: TemplateComponent | undefined,
    values: readonly TemplateParameter[],
  ): RenderedHeader | undefined {
    if (!header) {
      if (values.length > 0) this.#tell('The template has no header.');
      return undefined;
    }
    const format = formatOf(header);
    if (format === 'TEXT') return { format, text: this.#fillText('header', header.text, values) };
    const [value, ...more] = values;
    if (value?.type !== format.toLowerCase() || more.length > 0) {
      this.#tell(`The header needs one ${format.toLowerCase()}.`);
      return { format };
    }
    const file = FILE_FORMATS.has(format as never) ? fileOf(value) : undefined;
    if (file && (file.id === undefined) === (file.link === undefined)) {
      this.#tell('The header’s file is named either by its id or by a link.');
    }
    return { format, ...(file ? { file } : {}), ...wordsOf(value) };
  }

  #fillText(part: 'header' | 'body', text = '', values: readonly TemplateParameter[]): string {
    const names = listNames(text);
    const filled = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      const value = this.#isNamed ? values.find((each) => nameOf(each) === name) : values[index];
      const own = value && this.#readText(`«${name}» in the ${part}`, value);
      if (own === undefined) this.#tell(`The ${part} needs a value for «${name}».`);
      filled.set(name, own ?? `{{${name}}}`);
    }
    if (values.length > names.length) {
      this.#tell(`The ${part} takes ${countValues(names.length)}, ${values.length} given.`);
    }
    if (!this.#isNamed && values.some((value) => nameOf(value) !== undefined)) {
      this.#tell(`The variables of the ${part} have no names: leave parameter_name out.`);
    }
    return this.#limit(
      `The ${part}`,
      replaceVariables(text, (name) => filled.get(name) ?? ''),
      MAX_LENGTHS[part],
    );
  }

  #fillButtons(
    buttons: readonly TemplateButton[],
    sent: readonly SentCardComponent[],
  ): RenderedButton[] {
    const given = new Map<number, readonly TemplateParameter[]>();
    for (const component of sent) {
      if (component.type !== 'button') continue;
      const index = Number(component.index);
      const button = buttons[index];
      if (given.has(index)) this.#tell(`The values of ${nameButton(index)} are there twice.`);
      given.set(index, component.parameters);
      if (!button || subTypeOf(button) !== component.sub_type) {
        this.#tell(`The template has no «${component.sub_type}» as ${nameButton(index)}.`);
      }
    }
    return buttons.map((button, index) => this.#fillButton(button, index, given.get(index)));
  }

  #fillButton(
    button: TemplateButton,
    index: number,
    values: readonly TemplateParameter[] = [],
  ): RenderedButton {
    const where = `${nameButton(index)} «${button.text ?? button.type}»`;
    const need = needOf(button);
    const [value, ...more] = values;
    const text = value && textOfButton(value);
    if (need?.is_required && (value === undefined || text?.trim() === '')) {
      this.#tell(`${where} needs a value.`, true);
    } else if (text !== undefined && countCharacters(text) > (need?.max_length ?? Infinity)) {
      this.#tell(`${where} takes at most ${need?.max_length} characters.`, true);
    }
    if (value && need && value.type !== PARAMETERS[need.kind]) {
      this.#tell(`${where} takes another kind of value.`, true);
    } else if ((value && !need) || more.length > 0)
      this.#tell(`${where} takes fewer values.`, true);
    const rendered: RenderedButton = { text: button.text ?? button.type, type: button.type };
    if (value?.type === 'coupon_code') rendered.code = value.coupon_code;
    if (typeof button.phone_number === 'string') rendered.phone_number = button.phone_number;
    if (button.url !== undefined) {
      const suffix = value?.type === 'text' ? this.#readText(where, value) : '';
      const url = replaceVariables(button.url, () => suffix ?? '');
      rendered.url = this.#limit(where, url, MAX_LENGTHS.url);
    }
    return rendered;
  }

  /** Undefined: there is nothing in it. */
  #readText(where: string, value: TemplateParameter): string | undefined {
    const text = plainOf(value);
    if (text === undefined) this.#tell(`The value of ${where} is not a text.`);
    else if (FORBIDDEN_IN_VALUE.test(text)) {
      this.#tell(`The value of ${where} has a line break, a tab, or more than 4 spaces in a row.`);
    }
    return text?.trim() === '' ? undefined : (text ?? '');
  }

  #limit(what: string, text: string, max: number): string {
    if (countCharacters(text) > max) {
      this.#tell(`${what} has more than ${max} characters with these values.`, true);
    }
    return text;
  }

  #tell(words: string, isCapital = false): void {
    const sentence = isCapital ? words.charAt(0).toUpperCase() + words.slice(1) : words;
    this.problems.push(this.#where + sentence);
  }
}

/** What a value is called in the Graph API, by what a button needs. */
const PARAMETERS: Partial<Record<string, TemplateParameter['type']>> = {
  url_suffix: 'text',
  payload: 'payload',
  coupon_code: 'coupon_code',
  flow: 'action',
  catalog: 'action',
  products: 'action',
};

function textOfButton(value: TemplateParameter): string | undefined {
  if (value.type === 'payload') return value.payload;
  return value.type === 'coupon_code' ? value.coupon_code : plainOf(value);
}

function plainOf(value: TemplateParameter): string | undefined {
  if (value.type === 'text') return value.text;
  if (value.type === 'currency') return value.currency.fallback_value;
  return value.type === 'date_time' ? value.date_time.fallback_value : undefined;
}

function fileOf(value: TemplateParameter): RenderedHeader['file'] {
  switch (value.type) {
    case 'image':
      return value.image;
    case 'video':
      return value.video;
    case 'gif':
      return value.gif;
    case 'document':
      return value.document;
    default:
      return undefined;
  }
}

function wordsOf(value: TemplateParameter): Pick<RenderedHeader, 'text'> {
  if (value.type === 'product') return { text: value.product.product_retailer_id };
  if (value.type !== 'location') return {};
  const { name, address, latitude, longitude } = value.location;
  const words = [name, address].filter((text) => text !== undefined && text !== '').join(', ');
  return { text: words || `${latitude}, ${longitude}` };
}

function nameOf(value: TemplateParameter): string | undefined {
  return value.type === 'text' ? value.parameter_name : undefined;
}

function countValues(count: number): string {
  if (count === 0) return 'no values';
  return count === 1 ? 'one value' : `${count} values`;
}

function nameButton(index: number): string {
  return `button ${index + 1}`;
}
