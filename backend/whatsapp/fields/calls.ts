import { mergePerson, readPerson } from '../webhook-people.ts';
import { asText, MAX_WAMID_LENGTH, readId, readTimestampMs } from '../webhook-reader.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

/**
 * The field `calls`: a call becomes one notice in the chat when it has ended. A customer's call
 * opens the customer service window, also when nobody took it; so does a call of ours that they took.
 */
export const readCalls: FieldReader = (change) => {
  // What is told while it rings or is talked on is of no use after it has ended.
  const ended = { ...change, value: withoutRunning(change.value) };
  return readElements(ended, 'calls', (call, context) => {
    const isIncoming = call.direction !== 'BUSINESS_INITIATED';
    const [customer, userId] = isIncoming
      ? [call.from, call.from_user_id]
      : [call.to, call.to_user_id];
    const person = readPerson(customer, userId);
    if (person.waId === undefined && person.userId === undefined) {
      throw new WebhookShapeError('the call names nobody');
    }
    const seconds = Number(call.duration);
    const wasTaken = seconds > 0 && asText(call.status)?.toUpperCase() !== 'FAILED';
    const outcome = isIncoming
      ? wasTaken
        ? 'call_taken'
        : 'call_missed'
      : wasTaken
        ? 'call_made'
        : 'call_unanswered';
    return {
      type: 'message',
      message: {
        phoneNumberId: context.phoneNumberId,
        businessPhone: context.businessPhone,
        messageId: readId(call.id, 'id', MAX_WAMID_LENGTH),
        sender: mergePerson(context.findProfile(person), person),
        content: {
          kind: 'notice',
          notice: outcome,
          ...(wasTaken ? { duration_seconds: Math.round(seconds) } : {}),
        },
        sentAtMs: readTimestampMs(call.timestamp),
        replyToMessageId: undefined,
        opensWindow: isIncoming || wasTaken,
        isNotice: true,
      },
    };
  });
};

function withoutRunning(value: Parameters<FieldReader>[0]['value']): typeof value {
  const calls = Array.isArray(value.calls) ? value.calls : [];
  const hasEnded = (call: unknown) =>
    typeof call !== 'object' || (call as { event?: unknown } | null)?.event !== 'connect';
  return { ...value, calls: calls.filter(hasEnded) };
}
