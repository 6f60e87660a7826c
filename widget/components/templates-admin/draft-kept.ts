import type { TemplateComponent } from '../../../backend/contract/template.ts';

/*
 * What Meta has in a template and the form does not show: parts of kinds that this version does not
 * know, and fields of those that it does. It goes back to Meta as it came.
 */

export type Fields = Readonly<Record<string, unknown>>;

export interface Kept {
  /** By the part's type. */
  fields: Readonly<Record<string, Fields>>;
  parts: readonly TemplateComponent[];
}

export const NOTHING_KEPT: Kept = { fields: {}, parts: [] };

/** The fields of each known part that the form makes anew. */
const SHOWN: Record<string, readonly string[]> = {
  HEADER: ['type', 'format', 'text', 'example'],
  BODY: ['type', 'text', 'example', 'add_security_recommendation'],
  FOOTER: ['type', 'text', 'code_expiration_minutes'],
  BUTTONS: ['type', 'buttons'],
  CAROUSEL: ['type', 'cards'],
  LIMITED_TIME_OFFER: ['type', 'limited_time_offer'],
  CALL_PERMISSION_REQUEST: ['type'],
};

export function keepRest(components: readonly TemplateComponent[]): Kept {
  const isShown = ({ type }: TemplateComponent) => SHOWN[type.toUpperCase()] !== undefined;
  const fields = components.filter(isShown).flatMap((part) => {
    const type = part.type.toUpperCase();
    const rest = omit(part, SHOWN[type] ?? []);
    return Object.keys(rest).length > 0 ? [[type, rest] as const] : [];
  });
  return {
    fields: Object.fromEntries(fields),
    parts: components.filter((part) => !isShown(part)),
  };
}

/** The form's parts with what was kept. */
export function addKept(components: readonly TemplateComponent[], kept: Kept): TemplateComponent[] {
  const whole = components.map((part) => ({ ...kept.fields[part.type], ...part }));
  return [...whole, ...kept.parts];
}

export function omit(value: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
