import type { TemplateButton } from '../../../backend/contract/template.ts';
import { omit } from './draft-kept.ts';
import type { Fields } from './draft-kept.ts';

/** Meta's types that the form makes. One-time codes have a button of their own. */
export const BUTTON_TYPES = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'VOICE_CALL',
  'REQUEST_CONTACT_INFO',
] as const;
export type ButtonType = (typeof BUTTON_TYPES)[number];

/** The fields of a button besides its label, by the names that Meta gives them. */
export type ButtonField =
  'url' | 'example' | 'phone_number' | 'flow_id' | 'navigate_screen' | 'ttl_minutes';

export interface ButtonValues {
  /** A word of Meta's that the form does not know, too: such a button stays as it is. */
  type: string;
  text: string;
  fields: Readonly<Partial<Record<ButtonField, string>>>;
  /** What the form does not show. */
  rest: Fields;
}

interface ButtonForm {
  /** Typed; the one that Meta wants (a text); or written by Meta. */
  label: 'typed' | 'meta' | { fixed: string };
  /** Fields that are always there; a sample of an address is asked for only where it has a variable. */
  fields: readonly ButtonField[];
}

const FORMS: Record<ButtonType, ButtonForm> = {
  QUICK_REPLY: { label: 'typed', fields: [] },
  URL: { label: 'typed', fields: ['url', 'example'] },
  PHONE_NUMBER: { label: 'typed', fields: ['phone_number'] },
  COPY_CODE: { label: 'meta', fields: ['example'] },
  FLOW: { label: 'typed', fields: ['flow_id', 'navigate_screen'] },
  CATALOG: { label: { fixed: 'View catalog' }, fields: [] },
  MPM: { label: { fixed: 'View items' }, fields: [] },
  SPM: { label: { fixed: 'View' }, fields: [] },
  VOICE_CALL: { label: 'typed', fields: ['ttl_minutes'] },
  REQUEST_CONTACT_INFO: { label: 'meta', fields: [] },
};

export function newButton(type: ButtonType): ButtonValues {
  return { type, text: '', fields: {}, rest: {} };
}

/** Undefined: a type that the form does not know. */
export function knownType({ type }: Pick<ButtonValues, 'type'>): ButtonType | undefined {
  return BUTTON_TYPES.find((each) => each === type.toUpperCase());
}

export function hasLabel(button: ButtonValues): boolean {
  const type = knownType(button);
  return type !== undefined && FORMS[type].label === 'typed';
}

/** What stands on the button; undefined: Meta writes it. */
export function labelOf(button: ButtonValues): string | undefined {
  const type = knownType(button);
  const label = type === undefined ? 'typed' : FORMS[type].label;
  if (label === 'meta') return undefined;
  return typeof label === 'object' ? button.text || label.fixed : button.text;
}

export function listButtonFields(button: ButtonValues): readonly ButtonField[] {
  const type = knownType(button);
  const hasVariable = /\{\{[^{}]*\}\}$/.test(button.fields.url ?? '');
  return (type === undefined ? [] : FORMS[type].fields).filter(
    (field) => type !== 'URL' || field !== 'example' || hasVariable,
  );
}

/** As the Graph API takes it. */
export function buttonOf(button: ButtonValues): TemplateButton {
  const { type, rest } = button;
  const text = labelOf(button);
  const fields = listButtonFields(button).flatMap((field): [string, unknown][] => {
    const value = button.fields[field]?.trim() ?? '';
    if (value === '' && field !== 'url') return [];
    if (field === 'ttl_minutes') return [[field, Number(value)]];
    return [[field, type === 'URL' && field === 'example' ? [value] : value]];
  });
  const isScreen = fields.some(([field]) => field === 'navigate_screen');
  return {
    ...(isScreen ? { flow_action: 'navigate' } : {}),
    ...rest,
    type,
    ...(text === undefined ? {} : { text }),
    ...Object.fromEntries(fields),
  };
}

export function readButton(button: TemplateButton): ButtonValues {
  const type = knownType(button);
  const { text = '' } = button;
  if (type === undefined) {
    return { type: button.type, text, fields: {}, rest: omit(button, ['type', 'text']) };
  }
  const fields = FORMS[type].fields.flatMap((field) => {
    const given: unknown = button[field];
    const value: unknown = Array.isArray(given) ? given[0] : given;
    // A flow's id comes as a number.
    const isText = typeof value === 'string' || typeof value === 'number';
    return isText ? [[field, String(value)] as const] : [];
  });
  const rest = omit(button, ['type', 'text', ...FORMS[type].fields]);
  return { type, text, fields: Object.fromEntries(fields), rest };
}
