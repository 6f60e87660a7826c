/**
 * The string that goes out as `biz_opaque_callback_data` and comes back in every status: it names
 * our message, or our order of a reaction, so that a status finds it even before Meta's own id
 * (wamid) is known.
 */
const PREFIX = 'msg:';
const REACTION_PREFIX = 'reaction:';

/** `msg:<our message id>`; Meta takes at most 512 characters. */
export function toCallbackData(messageId: string): string {
  return `${PREFIX}${messageId}`;
}

/** Our message id, or undefined for a string that another sender on the same number made. */
export function parseCallbackData(value: string | undefined): string | undefined {
  return /^msg:([1-9]\d{0,15})$/.exec(value ?? '')?.[1];
}

/** `reaction:<id of the order>`. */
export function toReactionCallbackData(orderId: string): string {
  return `${REACTION_PREFIX}${orderId}`;
}

/** The id of our order of a reaction; undefined for any other string. */
export function parseReactionCallbackData(value: string | undefined): string | undefined {
  return /^reaction:(re_[0-9a-z]{1,36})$/.exec(value ?? '')?.[1];
}
