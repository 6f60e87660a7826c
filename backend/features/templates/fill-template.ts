import { countCharacters } from '../../contract/content/characters.ts';
import type {
  RenderedTemplate,
  SentComponent,
  TemplateParameter,
} from '../../contract/content/template.ts';
import type { Template, TemplateComponent } from '../../contract/template.ts';

/** Meta's limits on the finished texts, in characters (cloud API, «Message templates»). */
const MAX_LENGTHS = { header: 60, body: 1_024, url: 2_000 };
/** Parts of templates that can be sent from here. */
const KNOWN_PARTS = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']);
const MEDIA_FORMATS = new Set(['IMAGE', 'VIDEO', 'DOCUMENT']);
const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;
/** Meta refuses these in a value (132018). */
const FORBIDDEN_IN_VALUE = /[\n\r\t]| {5}/;

type Button = NonNullable<TemplateComponent['buttons']>[number];

/**
 * Puts values into a template, as the customer will read it. Says in `problems`, in words for a
 * person, what Meta would refuse: too few or too many values, wrong types, texts too long.
 */
export function fillTemplate(
  template: Pick<Template, 'components' | 'parameter_format'>,
  components: readonly SentComponent[],
): { rendered: RenderedTemplate; problems: string[] } {
  const filler = new TemplateFiller(template.parameter_format === 'named');
  const part = (type: string) => template.components.find((each) => each.type === type);
  for (const { type } of template.components) {
    if (!KNOWN_PARTS.has(type)) {
      filler.problems.push(`Templates with a part «${type}» cannot be sent from here.`);
    }
  }
  const valuesOf = (type: 'header' | 'body') => {
    const given = components.filter((each) => each.type === type);
    if (given.length > 1) filler.problems.push(`The ${type} is there twice.`);
    return given[0]?.parameters ?? [];
  };
  const header = filler.fillHeader(part('HEADER'), valuesOf('header'));
  const body = filler.fillText('body', part('BODY')?.text ?? '', valuesOf('body'));
  const footer = part('FOOTER')?.text;
  const buttons = filler.fillButtons(part('BUTTONS')?.buttons ?? [], components);
  const rendered = {
    ...(header === undefined ? {} : { header }),
    body,
    ...(footer === undefined ? {} : { footer }),
    buttons,
  };
  return { rendered, problems: filler.problems };
}

class TemplateFiller {
  readonly problems: string[] = [];
  readonly #isNamed: boolean;

  constructor(isNamed: boolean) {
    this.#isNamed = isNamed;
  }

  fillHeader(
    header: TemplateComponent | undefined,
    values: readonly TemplateParameter[],
  ): string | undefined {
    const format = header?.format ?? 'TEXT';
    if (format === 'TEXT') {
      const text = this.fillText('header', header?.text ?? '', values);
      return header && text;
    }
    const [value, ...more] = values;
    if (!MEDIA_FORMATS.has(format)) {
      this.problems.push(`Templates with a header «${format}» cannot be sent from here.`);
    } else if (value?.type !== format.toLowerCase() || more.length > 0) {
      this.problems.push(`The header needs one ${format.toLowerCase()}.`);
    } else if (!namesOneFile(value)) {
      this.problems.push('The header’s file is named either by its id or by a link.');
    }
    return undefined;
  }

  fillText(
    part: 'header' | 'body',
    text: string,
    values: readonly TemplateParameter[],
  ): string {
    const names = [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
    const texts = values.map((value) => this.#readText(`the ${part}`, value));
    if (values.length !== names.length) {
      this.problems.push(
        `The ${part} needs ${countValues(names.length)}, ${values.length} given.`,
      );
    }
    const filled = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      const at = this.#isNamed ? values.findIndex((value) => nameOf(value) === name) : index;
      if (this.#isNamed && at < 0) this.problems.push(`The ${part} needs a value for «${name}».`);
      filled.set(name, texts[at] ?? '');
    }
    if (!this.#isNamed && values.some((value) => nameOf(value) !== undefined)) {
      this.problems.push(`The variables of the ${part} have no names: leave parameter_name out.`);
    }
    return this.#limit(
      `The ${part}`,
      text.replace(VARIABLE, (_match, name: string) => filled.get(name) ?? ''),
      MAX_LENGTHS[part],
    );
  }

  fillButtons(
    buttons: readonly Button[],
    components: readonly SentComponent[],
  ): RenderedTemplate['buttons'] {
    const given = new Map<number, Extract<SentComponent, { type: 'button' }>>();
    for (const component of components) {
      if (component.type !== 'button') continue;
      const index = Number(component.index);
      if (given.has(index)) this.problems.push(`${nth(index)} is there twice.`);
      given.set(index, component);
      const type = buttons[index]?.type.toLowerCase();
      if (type !== component.sub_type) {
        this.problems.push(`${nth(index)} of this template is no «${component.sub_type}».`);
      }
    }
    return buttons.map((button, index) => {
      const url = this.#fillButton(button, index, given.get(index)?.parameters);
      return {
        text: button.text ?? button.type,
        type: button.type,
        ...(url === undefined ? {} : { url }),
      };
    });
  }

  /** Returns the address behind it, if there is one. */
  #fillButton(
    button: Button,
    index: number,
    values: readonly TemplateParameter[] = [],
  ): string | undefined {
    const [value] = values;
    const takes = takenBy(button);
    const isMissing = takes.isNeeded && value === undefined;
    const isWrong = values.length > 1 || (value !== undefined && value.type !== takes.type);
    if (isMissing || isWrong) {
      this.problems.push(
        `${nth(index)} «${button.text ?? ''}» needs ${takes.type ? `one value (${takes.type})` : 'no value'}.`,
      );
    }
    if (button.url === undefined) return undefined;
    const suffix = value?.type === 'text' ? this.#readText(nth(index), value) : '';
    return this.#limit(nth(index), button.url.replace(VARIABLE, () => suffix), MAX_LENGTHS.url);
  }

  #readText(where: string, value: TemplateParameter): string {
    if (value.type !== 'text') {
      this.problems.push(`A value of ${where} is not a text.`);
      return '';
    }
    if (value.text.trim() === '') {
      this.problems.push(`A value of ${where} is empty.`);
    } else if (FORBIDDEN_IN_VALUE.test(value.text)) {
      this.problems.push(
        `A value of ${where} has a line break, a tab, or more than 4 spaces in a row.`,
      );
    }
    return value.text;
  }

  #limit(what: string, text: string, max: number): string {
    if (countCharacters(text) > max) {
      this.problems.push(`${what} has more than ${max} characters with these values.`);
    }
    return text;
  }
}

function takenBy(button: Button): { type?: TemplateParameter['type']; isNeeded: boolean } {
  if (button.type === 'QUICK_REPLY') return { type: 'payload', isNeeded: false };
  if (button.type === 'COPY_CODE') return { type: 'coupon_code', isNeeded: true };
  const hasVariable = button.type === 'URL' && (button.url ?? '').search(VARIABLE) >= 0;
  return hasVariable ? { type: 'text', isNeeded: true } : { isNeeded: false };
}

function namesOneFile(value: TemplateParameter): boolean {
  const file =
    ('image' in value && value.image) ||
    ('video' in value && value.video) ||
    ('document' in value && value.document) ||
    {};
  return (file.id === undefined) !== (file.link === undefined);
}

function nameOf(value: TemplateParameter): string | undefined {
  return value.type === 'text' ? value.parameter_name : undefined;
}

function countValues(count: number): string {
  if (count === 0) return 'no values';
  return count === 1 ? 'one value' : `${count} values`;
}

function nth(index: number): string {
  return `Button ${index + 1}`;
}
