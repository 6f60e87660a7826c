import { toStorableText } from '../storable-text.ts';
import { asObject, asText } from '../webhook-reader.ts';
import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { MessageKindAdapter } from './message-kind.ts';

const MAX_BODY_LENGTH = 4_096;
const MAX_FIELDS = 100;
const MAX_VALUE_LENGTH = 2_000;

/** The answer of a flow, or of an address form: JSON within a string (`nfm_reply.response_json`). */
export const formReplyKind: MessageKindAdapter<'form_reply'> = {
  incomingTypes: ['interactive.nfm_reply'],
  fromWebhook(message) {
    const reply = asObject(asObject(message.interactive)?.nfm_reply);
    const body = asText(reply?.body, MAX_BODY_LENGTH);
    return {
      kind: 'form_reply',
      form: reply?.name === 'address_message' ? 'address' : 'flow',
      ...(body === undefined ? {} : { body }),
      fields: readFields(asText(reply?.response_json)),
    };
  },
  type: () => 'interactive',
  text: ({ body, fields }) => [body ?? '', ...fields.map(({ value }) => value)].join('\n').trim(),
  preview: ({ form, body, fields }) =>
    body ??
    fields.find(isForPeople)?.value ??
    ((form === 'address' ? 'Address' : 'Form') satisfies PreviewLabel),
};

function readFields(json: string | undefined): { name: string; value: string }[] {
  const fields = parseObject(json);
  return Object.entries(fields)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => ({
      name: toStorableText(name, 200),
      value: toStorableText(
        typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
        MAX_VALUE_LENGTH,
      ),
    }));
}

/** What is not an object of JSON counts as one field, so that nothing the customer filled in is lost. */
function parseObject(json: string | undefined): object {
  if (json === undefined) return {};
  try {
    return asObject(JSON.parse(json)) ?? { response: json };
  } catch {
    return { response: json };
  }
}

/** The token only says which flow it was. */
function isForPeople({ name }: { name: string }): boolean {
  return name !== 'flow_token';
}
