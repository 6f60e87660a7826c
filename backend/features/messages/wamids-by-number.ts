/** Meta's message ids, each under the business number that it is of. */
export function wamidsByNumber(
  references: Iterable<{ phoneNumberId: string; messageId: string }>,
): Map<string, string[]> {
  const wamids = new Map<string, string[]>();
  for (const { phoneNumberId, messageId } of references) {
    const known = wamids.get(phoneNumberId);
    if (known) known.push(messageId);
    else wamids.set(phoneNumberId, [messageId]);
  }
  return wamids;
}
