import { rejectUnknownKeys, requireList, requireObject, requireString } from '../field-checks.ts';
import type { MessageKind } from './message-kind.ts';

const MAX_COMPONENTS = 14;

/** `{name, language: {code}, components?}`. What stands in the template is checked when it is filled. */
export const templateKind: MessageKind = {
  type: 'template',
  validate(content) {
    const template = requireObject(content, 'template');
    rejectUnknownKeys(template, ['name', 'language', 'components', 'namespace'], 'template');
    requireString(template.name, "template['name']");
    const language = requireObject(template.language, "template['language']");
    rejectUnknownKeys(language, ['code', 'policy'], "template['language']");
    requireString(language.code, "template['language']['code']");
    if (template.components === undefined) return;
    const list = requireList(template.components, "template['components']", 0, MAX_COMPONENTS);
    for (const component of list) {
      const { type } = requireObject(component, "template['components']");
      requireString(type, "template['components']['type']");
    }
  },
};
