/** What a customer said, as the journal keeps it. */
export interface CustomerMessage {
  wamid: string;
  customerId: string;
  /** The number that they wrote to; missing: the one from the start. */
  phoneNumberId?: string;
  type: string;
  /** As in the webhook, under the key of its type. */
  content: unknown;
  writtenAtMs: number;
  contextMessageId?: string;
  /** What else stands in the webhook beside the content, such as `referral` or `errors`. */
  extra?: Record<string, unknown>;
  /** When the business marked it as read. */
  readAtMs?: number;
  /** When the customer last edited it; `content` is what it says since. */
  editedAtMs?: number;
  deletedAtMs?: number;
}

/** A file that a customer has sent, as the journal keeps it. */
export interface MediaObject {
  id: string;
  mimeType: string;
  base64: string;
  storedAtMs: number;
}
