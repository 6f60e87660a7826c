import { asList, asObject, asText } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

const MAX_TYPE_LENGTH = 40;

/**
 * Whatever this version has no view for. The operator sees that something came and of which type;
 * the journal keeps it whole, so that it can be replayed once a version understands it.
 */
export const unsupportedKind: MessageKindAdapter<'unsupported'> = {
  incomingTypes: [],
  fromWebhook(message) {
    const outerType = asText(message.type, MAX_TYPE_LENGTH) ?? 'unknown';
    // Meta names what it could not pass on itself one level deeper.
    const innerType = asText(asObject(message.unsupported)?.type, MAX_TYPE_LENGTH);
    const error = asObject(asList(message.errors)[0]);
    const reason = asText(error?.title, 200) ?? asText(error?.message, 200);
    return {
      kind: 'unsupported',
      original_type: outerType === 'unsupported' && innerType ? innerType : outerType,
      ...(reason === undefined ? {} : { reason }),
    };
  },
  type: ({ original_type }) => original_type,
  text: () => null,
  preview: ({ original_type }) => `Unsupported message (${original_type.replaceAll('_', ' ')})`,
};
