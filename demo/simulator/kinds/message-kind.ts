/**
 * What this WhatsApp must know about one kind of message. A new kind is one file here and one line
 * in index.ts. The wire's name (`text`, `image`, …) is the key in the registry.
 */
export interface MessageKind {
  /**
   * Checks what the business put under the kind's key and returns what the phone will show.
   * Throws GraphApiError as Meta would refuse it.
   */
  accept(content: unknown): object;
  /**
   * Makes the content of a customer's message, as it will stand under the kind's key in the webhook.
   * Throws a TypeError when the draft is not one of this kind.
   */
  write(draft: unknown): object;
}
