import type { Customer } from './customers.ts';
import { isReaction } from './ledger.ts';
import type { SimulatorState } from './simulator-state.ts';

const REACTABLE_FOR_MS = 30 * 86_400_000;

/**
 * Whether a reaction of the business arrives: to a message of this chat, at most 30 days old, not
 * deleted, and no reaction itself. Meta accepts others too, and tells `failed` afterwards.
 */
export function isReactable(
  state: SimulatorState,
  messageId: string,
  customer: Customer,
  phoneNumberId: string | undefined,
): boolean {
  const received = state.customerMessages.get(messageId);
  const sent = state.ledger.find(messageId);
  const message = received ?? (sent && !isReaction(sent) ? sent : undefined);
  if (message?.customerId !== customer.id || message.phoneNumberId !== phoneNumberId) return false;
  if (received?.deletedAtMs !== undefined || sent?.failsWith !== undefined) return false;
  const sinceMs = received?.writtenAtMs ?? sent?.acceptedAtMs ?? 0;
  return Date.now() - sinceMs <= REACTABLE_FOR_MS;
}
