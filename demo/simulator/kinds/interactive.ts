import {
  optionalText,
  rejectUnknownKeys,
  requireList,
  requireObject,
  requireOneOf,
  requireString,
  requireText,
  requireUnique,
} from '../field-checks.ts';
import type { JsonObject } from '../field-checks.ts';
import { GraphError } from '../graph-error.ts';
import type { MessageKind } from './message-kind.ts';

const ACTION = "interactive['action']";
const ANY_HEADER = ['text', 'image', 'video', 'document'];

/** What each `interactive.type` may have around its action, and how the action is checked. */
interface InteractiveRule {
  header: readonly string[] | 'required_text';
  body: number | 'optional';
  hasFooter: boolean;
  checkAction(action: JsonObject): void;
}

const RULES: Record<string, InteractiveRule> = {
  button: { header: ANY_HEADER, body: 1_024, hasFooter: true, checkAction: checkButtons },
  list: { header: ['text'], body: 4_096, hasFooter: true, checkAction: checkList },
  cta_url: {
    header: ANY_HEADER,
    body: 1_024,
    hasFooter: true,
    checkAction(action) {
      const parameters = checkNamed(action, 'cta_url');
      rejectUnknownKeys(parameters, ['display_text', 'url'], `${ACTION}['parameters']`);
      requireText(parameters.display_text, `${ACTION}['parameters']['display_text']`, 20);
      checkUrl(parameters.url, `${ACTION}['parameters']['url']`);
    },
  },
  location_request_message: {
    header: [],
    body: 1_024,
    hasFooter: false,
    checkAction: (action) => void requireOneOf(action.name, `${ACTION}['name']`, ['send_location']),
  },
  request_contact_info: {
    header: [],
    body: 1_024,
    hasFooter: false,
    checkAction: (action) =>
      void requireOneOf(action.name, `${ACTION}['name']`, ['request_contact_info']),
  },
  flow: { header: ANY_HEADER, body: 1_024, hasFooter: true, checkAction: checkFlow },
  product: {
    header: [],
    body: 'optional',
    hasFooter: true,
    checkAction(action) {
      requireString(action.catalog_id, `${ACTION}['catalog_id']`);
      requireString(action.product_retailer_id, `${ACTION}['product_retailer_id']`);
    },
  },
  product_list: {
    header: 'required_text',
    body: 1_024,
    hasFooter: true,
    checkAction: checkProductList,
  },
  catalog_message: {
    header: [],
    body: 1_024,
    hasFooter: true,
    checkAction: (action) =>
      void requireOneOf(action.name, `${ACTION}['name']`, ['catalog_message']),
  },
};

/** `{type, header?, body, footer?, action}`; limits from Meta's pages on interactive messages. */
export const interactiveKind: MessageKind = {
  type: 'interactive',
  validate(content) {
    const interactive = requireObject(content, 'interactive');
    rejectUnknownKeys(interactive, ['type', 'header', 'body', 'footer', 'action'], 'interactive');
    const type = requireOneOf(interactive.type, "interactive['type']", Object.keys(RULES));
    const rule = RULES[type];
    if (!rule) return;
    checkHeader(interactive.header, rule.header);
    if (rule.body !== 'optional' || interactive.body !== undefined) {
      const body = requireObject(interactive.body, "interactive['body']");
      const max = rule.body === 'optional' ? 1_024 : rule.body;
      requireText(body.text, "interactive['body']['text']", max);
    }
    if (interactive.footer !== undefined) {
      if (!rule.hasFooter) reject('footer', type);
      const footer = requireObject(interactive.footer, "interactive['footer']");
      requireText(footer.text, "interactive['footer']['text']", 60);
    }
    rule.checkAction(requireObject(interactive.action, ACTION));
  },
};

function reject(part: string, type: string): never {
  throw new GraphError(131009, { details: `Param ${part} is not allowed for type '${type}'.` });
}

function checkHeader(value: unknown, allowed: InteractiveRule['header']): void {
  if (value === undefined && allowed !== 'required_text') return;
  const header = requireObject(value, "interactive['header']");
  const types = allowed === 'required_text' ? ['text'] : allowed;
  const type = requireOneOf(header.type, "interactive['header']['type']", types);
  if (type === 'text') {
    requireText(header.text, "interactive['header']['text']", 60);
    return;
  }
  const media = requireObject(header[type], `interactive['header']['${type}']`);
  if ((media.id === undefined) === (media.link === undefined)) {
    throw new GraphError(131009, { details: `Param header['${type}'] needs an id or a link.` });
  }
}

function checkButtons(action: JsonObject): void {
  const replies = requireList(action.buttons, `${ACTION}['buttons']`, 1, 3).map((entry, index) => {
    const at = `${ACTION}['buttons'][${index}]`;
    const button = requireObject(entry, at);
    requireOneOf(button.type, `${at}['type']`, ['reply']);
    const reply = requireObject(button.reply, `${at}['reply']`);
    requireText(reply.id, `${at}['reply']['id']`, 256);
    requireText(reply.title, `${at}['reply']['title']`, 20);
    return reply;
  });
  requireUnique(
    replies.map(({ title }) => title),
    'title of buttons',
  );
  requireUnique(
    replies.map(({ id }) => id),
    'id of buttons',
  );
}

function checkList(action: JsonObject): void {
  requireText(action.button, `${ACTION}['button']`, 20);
  const sections = requireList(action.sections, `${ACTION}['sections']`, 1, 10);
  const rows = sections.flatMap((entry, index) => {
    const at = `${ACTION}['sections'][${index}]`;
    const section = requireObject(entry, at);
    if (sections.length > 1) requireText(section.title, `${at}['title']`, 24);
    else optionalText(section.title, `${at}['title']`, 24);
    return requireList(section.rows, `${at}['rows']`, 1, 10).map((each) => {
      const row = requireObject(each, `${at}['rows']`);
      requireText(row.id, `${at}['rows']['id']`, 200);
      requireText(row.title, `${at}['rows']['title']`, 24);
      optionalText(row.description, `${at}['rows']['description']`, 72);
      return row;
    });
  });
  requireList(rows, 'rows of all sections', 1, 10);
  requireUnique(
    rows.map(({ id }) => id),
    'id of rows',
  );
}

function checkFlow(action: JsonObject): void {
  const parameters = checkNamed(action, 'flow');
  const at = `${ACTION}['parameters']`;
  requireOneOf(parameters.flow_message_version, `${at}['flow_message_version']`, ['3']);
  requireText(parameters.flow_cta, `${at}['flow_cta']`, 30);
  if ((parameters.flow_id === undefined) === (parameters.flow_name === undefined)) {
    throw new GraphError(131009, { details: 'Give either flow_id or flow_name.' });
  }
}

function checkProductList(action: JsonObject): void {
  requireString(action.catalog_id, `${ACTION}['catalog_id']`);
  const items = requireList(action.sections, `${ACTION}['sections']`, 1, 10).flatMap((entry) => {
    const section = requireObject(entry, `${ACTION}['sections']`);
    requireText(section.title, `${ACTION}['sections']['title']`, 24);
    return requireList(section.product_items, `${ACTION}['sections']['product_items']`, 1, 30);
  });
  requireList(items, 'product items of all sections', 1, 30);
}

function checkNamed(action: JsonObject, name: string): JsonObject {
  requireOneOf(action.name, `${ACTION}['name']`, [name]);
  return requireObject(action.parameters, `${ACTION}['parameters']`);
}

function checkUrl(value: unknown, name: string): void {
  const url = requireText(value, name, 2_000);
  if (!/^https?:\/\/\S+$/i.test(url)) {
    throw new GraphError(131009, { details: `Param ${name} is not a valid URL.` });
  }
}
