import type { Message } from '../../../backend/contract/message.ts';
import { t } from '../../i18n/inbox-words.ts';

/** Meta: older messages cannot be reacted to. */
const REACTABLE_FOR_MS = 30 * 24 * 60 * 60 * 1_000;
/** Meta: 131047, more than 24 hours have passed since the customer last replied. */
const WINDOW_CLOSED = 131_047;

/** Whether WhatsApp takes a reaction to this message, as far as the message can tell. */
export function isReactable(message: Message, nowMs = Date.now()): boolean {
  const { message_id, status, deleted_at, content, sent_at, created_at } = message;
  if (message_id === null || status === 'failed' || deleted_at !== null) return false;
  if (content.kind === 'notice') return false;
  return nowMs - Date.parse(sent_at ?? created_at) < REACTABLE_FOR_MS;
}

/** Why our last reaction to it was not taken; empty if it was. */
export function describeRefusedReaction({ refused_reaction: refused }: Message): string {
  if (!refused) return '';
  const { code, title } = refused.error;
  const reason =
    code === WINDOW_CLOSED ? t('message.windowClosedReason').replace(/\.$/, '') : title;
  return refused.emoji === ''
    ? t('reaction.refusedRemoval', { reason })
    : t('reaction.refused', { emoji: refused.emoji, reason });
}
