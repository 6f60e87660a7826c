import { isWaId, phoneOfWaId } from '../phone-number.ts';
import { asObject, asText } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

/** Notices such as «Nadia changed their phone number»: shown in the chat, counted as no message. */
export const noticeKind: MessageKindAdapter<'notice'> = {
  incomingTypes: ['system'],
  fromWebhook(message) {
    const system = asObject(message.system);
    const body = asText(system?.body, 1_000);
    const waId = asText(system?.wa_id, 40);
    return {
      kind: 'notice',
      notice: asText(system?.type, 60) ?? 'unknown',
      ...(body === undefined ? {} : { body }),
      ...(waId !== undefined && isWaId(waId) ? { new_phone: phoneOfWaId(waId) } : {}),
    };
  },
  type: () => 'system',
  text: () => null,
  preview: ({ body, notice }) => body ?? notice.replaceAll('_', ' '),
};
