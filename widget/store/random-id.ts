/** An id that nobody else makes. Also on pages without a secure context, where `randomUUID` is missing. */
export function randomId(prefix = 'cm'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${prefix}_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
