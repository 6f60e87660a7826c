import {
  envelope,
  messagesChange,
  sign,
  textMessage,
} from '../../fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../fixtures/webhooks/webhook-builder.ts';

/** The longest text WhatsApp knows. */
const TEXT_LENGTH = 4_096;
/** A change has the text twice, as text and as content. */
const BYTES_PER_CHANGE = 2 * TEXT_LENGTH;
const MESSAGES_PER_WEBHOOK = 20;
const AT_ONCE = 4;

/** Delivers the longest messages there are until about `megabytes` of changes follow from them. */
export async function deliverLongMessages(
  webhookUrl: string,
  name: string,
  megabytes: number,
): Promise<void> {
  const person: Person = { waId: '15550120001', userId: 'US.7100001', name: 'Tomás Berg' };
  const webhooks = Math.ceil((megabytes * 1e6) / (BYTES_PER_CHANGE * MESSAGES_PER_WEBHOOK));
  let next = 0;
  const deliver = async () => {
    while (next < webhooks) {
      const number = next++;
      const messages = Array.from({ length: MESSAGES_PER_WEBHOOK }, (_, index) =>
        textMessage(person, `${number} ${index} `.padEnd(TEXT_LENGTH, 'long '), {
          id: `wamid.${name}_${number}_${index}`,
        }),
      );
      const body = JSON.stringify(envelope(messagesChange({ people: [person], messages })));
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) },
        body,
      });
      if (response.status !== 200) throw new Error(`A webhook was answered ${response.status}.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, deliver));
}
