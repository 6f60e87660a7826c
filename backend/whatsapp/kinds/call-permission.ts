import { asObject, WebhookShapeError } from '../webhook-reader.ts';
import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { MessageKindAdapter } from './message-kind.ts';

export const callPermissionKind: MessageKindAdapter<'call_permission'> = {
  incomingTypes: ['interactive.call_permission_reply'],
  fromWebhook(message) {
    const reply = asObject(asObject(message.interactive)?.call_permission_reply);
    const response = reply?.response;
    if (response !== 'accept' && response !== 'reject') {
      throw new WebhookShapeError('call_permission_reply.response is neither accept nor reject');
    }
    const seconds = Number(reply?.expiration_timestamp);
    const isMoment = /^\d{1,11}$/.test(String(reply?.expiration_timestamp));
    return {
      kind: 'call_permission',
      response,
      is_permanent: reply?.is_permanent === true,
      expires_at: isMoment ? new Date(seconds * 1_000).toISOString() : null,
    };
  },
  type: () => 'interactive',
  text: () => null,
  preview: ({ response }) =>
    (response === 'accept' ? 'Calls allowed' : 'Calls declined') satisfies PreviewLabel,
};
