import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError } from './graph-error.ts';

const PATH = '/{Version}/{Phone-Number-ID}/messages';
/** What the description (v23.0) lacks though Meta documents it: allowed by name, and nothing else. */
const NEWER_PROPERTIES: JsonObject = {
  // A business-scoped user id instead of a phone, since 2026:
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
  recipient: { type: 'string', minLength: 1 },
  // Echoed in every status:
  // https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
  biz_opaque_callback_data: { type: 'string', maxLength: 512 },
};

/** Interactive types that Meta documents since, with the name of their action. */
const NEWER_INTERACTIVE_TYPES: Record<string, string> = {
  // https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-cta-url-messages
  cta_url: 'cta_url',
  // https://developers.facebook.com/docs/whatsapp/cloud-api/messages/location-request-messages
  location_request_message: 'send_location',
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
  request_contact_info: 'request_contact_info',
};
/** Parts and values of templates that Meta documents since: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates */
const NEWER_TEMPLATE_VALUES: Record<string, string[]> = {
  type: ['limited_time_offer', 'carousel'],
  sub_type: ['copy_code', 'flow', 'mpm', 'voice_call'],
};
/** A list's text, and the contacts of one message, may be longer than the description says. */
const MAX_BODY_CHARACTERS = 4_096;
const MAX_CONTACTS = 257;

export interface OpenApiViolation {
  at: string;
  problems: string[];
}

/**
 * Checks what the business sends against Meta's own OpenAPI description, read from its YAML: a second
 * opinion beside our own checks, by people who don't know this project. Each violation is answered
 * with code 100 and kept, so that a test can ask for all of them at its end.
 *
 * The description joins `additionalProperties: false` with its common fields by `allOf`, which, read
 * strictly, forbids every message. What it means is `unevaluatedProperties`, so that is what is read.
 */
export class OpenApiCheck {
  readonly violations: OpenApiViolation[] = [];
  readonly #validate: ValidateFunction;

  private constructor(validate: ValidateFunction) {
    this.#validate = validate;
  }

  /**
   * Loads the description, for which alone ajv and yaml are needed: development has them, the built
   * demo does without.
   * @throws Error if the file doesn't describe `/messages`
   */
  static async load(file: string): Promise<OpenApiCheck> {
    const { parse } = await import('yaml');
    const description: unknown = parse(readFileSync(file, 'utf8'));
    const schemas = dig(description, 'components', 'schemas');
    const schema = dig(
      description,
      ...['paths', PATH, 'post', 'requestBody', 'content', 'application/json', 'schema'],
    );
    if (!isObject(schema) || !isObject(schemas)) throw new Error(`${file} has no POST ${PATH}.`);
    const { Ajv2019 } = await import('ajv/dist/2019.js');
    const ajv = new Ajv2019({ strict: false, allErrors: true, discriminator: false });
    const { default: addFormats } = await import('ajv-formats');
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'meta', components: { schemas: readAsMeant(schemas) } });
    return new OpenApiCheck(ajv.compile(readReferences(schema)));
  }

  /** Throws code 100 for a body that the description forbids, and keeps what was wrong. */
  check(body: unknown): void {
    const isValid = this.#validate(body) as boolean;
    if (isValid) return;
    const type = isObject(body) ? body.type : undefined;
    const problems = (this.#validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
    this.violations.push({ at: new Date().toISOString(), problems });
    throw new GraphError(100, {
      details: `A message of type '${String(type)}' contradicts the OpenAPI description: ${problems[0] ?? ''}`,
    });
  }
}

function dig(value: unknown, ...path: string[]): unknown {
  return path.reduce((at: unknown, key) => (Object(at) as JsonObject)[key], value);
}

function readReferences(value: unknown): JsonObject {
  return JSON.parse(
    JSON.stringify(value).replaceAll('"#/components/', '"meta#/components/'),
  ) as JsonObject;
}

function readAsMeant(schemas: JsonObject): JsonObject {
  const meant = readReferences(schemas);
  for (const schema of Object.values(meant)) {
    if (!isObject(schema) || !Array.isArray(schema.allOf)) continue;
    for (const part of schema.allOf) {
      if (isObject(part) && part.additionalProperties === false) {
        delete part.additionalProperties;
        schema.unevaluatedProperties = false;
      }
    }
  }
  const base = meant.BaseMessageProperties;
  if (isObject(base) && isObject(base.properties) && Array.isArray(base.required)) {
    Object.assign(base.properties, NEWER_PROPERTIES);
    base.required = base.required.filter((name) => name !== 'to');
    base.anyOf = [{ required: ['to'] }, { required: ['recipient'] }];
  }
  allowNewerInteractive(meant);
  allowNewerTemplates(meant);
  return meant;
}

function allowNewerInteractive(schemas: JsonObject): void {
  const types = dig(schemas, 'InteractiveObject', 'properties', 'type', 'enum');
  const actions = dig(schemas, 'ActionObject', 'oneOf');
  if (Array.isArray(types) && Array.isArray(actions)) {
    types.push(...Object.keys(NEWER_INTERACTIVE_TYPES));
    const names = Object.values(NEWER_INTERACTIVE_TYPES);
    actions.push({ required: ['name'], properties: { name: { enum: names } } });
  }
  const body = dig(schemas, 'BodyObject', 'properties', 'text');
  if (isObject(body)) body.maxLength = MAX_BODY_CHARACTERS;
  const contacts = dig(schemas, 'ContactsMessage', 'allOf', '1', 'properties', 'contacts');
  if (isObject(contacts)) contacts.maxItems = MAX_CONTACTS;
}

/**
 * Beside newer values, two faults of the description: it wants a language's `policy`, which its own
 * examples lack, and its pattern for a button's index is none that an index could match.
 */
function allowNewerTemplates(schemas: JsonObject): void {
  const language = dig(schemas, 'LanguageObject');
  if (isObject(language)) language.required = ['code'];
  for (const [property, values] of Object.entries(NEWER_TEMPLATE_VALUES)) {
    const allowed = dig(schemas, 'TemplateComponent', 'properties', property, 'enum');
    if (Array.isArray(allowed)) allowed.push(...values);
  }
  const index = dig(schemas, 'TemplateComponent', 'properties', 'index');
  if (isObject(index)) index.pattern = '^[0-9]$';
}
