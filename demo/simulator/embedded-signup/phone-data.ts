import type { Customer } from '../customers.ts';
import type { SimulatorOptions } from '../options.ts';
import { makeWamid } from '../wamid.ts';
import { optionsOf } from './portfolio.ts';

const DAY_MS = 86_400_000;
const digits = (phone: string) => phone.replace(/\D/g, '');

/** What the phone of a number knew before: its contacts, or a day of its chats. */
export function describePhoneData(
  options: Required<SimulatorOptions>,
  phoneNumberId: string,
  syncType: string,
  customers: readonly Customer[],
): Record<string, unknown> {
  const number = optionsOf(options, phoneNumberId);
  const seconds = String(Math.floor((Date.now() - DAY_MS) / 1_000));
  const known = customers.filter(({ waId }) => waId !== undefined);
  const product = {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: digits(number.displayPhoneNumber),
      phone_number_id: phoneNumberId,
    },
  };
  if (syncType === 'smb_app_state_sync') {
    return {
      ...product,
      state_sync: known.map(({ name, waId }) => ({
        type: 'contact',
        contact: { full_name: name, first_name: name.split(' ')[0], phone_number: waId },
        action: 'add',
        metadata: { timestamp: seconds },
      })),
    };
  }
  return {
    ...product,
    history: [
      {
        metadata: { phase: 0, chunk_order: 1, progress: 100 },
        threads: known.slice(0, 1).map(({ waId, userId }) => ({
          id: waId,
          context: { wa_id: waId, user_id: userId },
          messages: [
            {
              from: waId,
              id: makeWamid(),
              timestamp: seconds,
              type: 'text',
              text: { body: 'Do you still have the smoked oak pendant?' },
              history_context: { status: 'READ' },
            },
          ],
        })),
      },
    ],
  };
}
