/**
 * The string that goes out as `biz_opaque_callback_data` and comes back in every status: it names
 * our message, so that a status finds it even before Meta's own id (wamid) is known.
 */
const PREFIX = 'msg:';

/** `msg:<our message id>`; Meta takes at most 512 characters. */
export function toCallbackData(messageId: string): string {
  return `${PREFIX}${messageId}`;
}

/** Our message id, or undefined for a string that another sender on the same number made. */
export function parseCallbackData(value: string | undefined): string | undefined {
  return /^msg:([1-9]\d{0,15})$/.exec(value ?? '')?.[1];
}
