import type { TemplateButton } from '../../../backend/contract/template.ts';

/** Meta's types that the form makes. One-time codes have a button of their own. */
export const BUTTON_TYPES = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'VOICE_CALL',
  'REQUEST_CONTACT_INFO',
] as const;
export type ButtonType = (typeof BUTTON_TYPES)[number];

/** The fields of a button besides its label, by the names that Meta gives them. */
export type ButtonField = 'url' | 'example' | 'phone_number' | 'flow_id' | 'navigate_screen';

export interface ButtonValues {
  type: ButtonType;
  text: string;
  fields: Readonly<Partial<Record<ButtonField, string>>>;
}

interface ButtonForm {
  /** Meta writes the label of the others. */
  hasLabel: boolean;
  /** Fields that are always there; a sample of an address is asked for only where it has a variable. */
  fields: readonly ButtonField[];
}

const FORMS: Record<ButtonType, ButtonForm> = {
  QUICK_REPLY: { hasLabel: true, fields: [] },
  URL: { hasLabel: true, fields: ['url', 'example'] },
  PHONE_NUMBER: { hasLabel: true, fields: ['phone_number'] },
  COPY_CODE: { hasLabel: false, fields: ['example'] },
  FLOW: { hasLabel: true, fields: ['flow_id', 'navigate_screen'] },
  CATALOG: { hasLabel: true, fields: [] },
  MPM: { hasLabel: true, fields: [] },
  VOICE_CALL: { hasLabel: true, fields: [] },
  REQUEST_CONTACT_INFO: { hasLabel: false, fields: [] },
};

export function newButton(type: ButtonType): ButtonValues {
  return { type, text: '', fields: {} };
}

export function hasLabel({ type }: ButtonValues): boolean {
  return FORMS[type].hasLabel;
}

export function listButtonFields({ type, fields }: ButtonValues): readonly ButtonField[] {
  const hasVariable = /\{\{[^{}]*\}\}$/.test(fields.url ?? '');
  return FORMS[type].fields.filter((field) => type !== 'URL' || field !== 'example' || hasVariable);
}

/** As the Graph API takes it. */
export function buttonOf(button: ButtonValues): TemplateButton {
  const { type, text } = button;
  const fields = listButtonFields(button).flatMap((field): [string, unknown][] => {
    const value = button.fields[field]?.trim() ?? '';
    if (value === '' && field !== 'url') return [];
    return [[field, type === 'URL' && field === 'example' ? [value] : value]];
  });
  const isScreen = fields.some(([field]) => field === 'navigate_screen');
  return {
    type,
    ...(hasLabel(button) ? { text } : {}),
    ...Object.fromEntries(fields),
    ...(isScreen ? { flow_action: 'navigate' } : {}),
  };
}

/** Undefined: a type that the form does not know. */
export function readButton(button: TemplateButton): ButtonValues | undefined {
  const type = BUTTON_TYPES.find((each) => each === button.type.toUpperCase());
  if (type === undefined) return undefined;
  const fields = FORMS[type].fields.flatMap((field) => {
    const given: unknown = button[field];
    const value: unknown = Array.isArray(given) ? given[0] : given;
    // A flow's id comes as a number.
    const isText = typeof value === 'string' || typeof value === 'number';
    return isText ? [[field, String(value)] as const] : [];
  });
  return { type, text: button.text ?? '', fields: Object.fromEntries(fields) };
}
