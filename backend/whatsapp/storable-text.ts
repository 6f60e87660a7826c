/**
 * Text that both databases can hold. PostgreSQL refuses U+0000 and lone surrogates, which customers'
 * phones do send; each becomes U+FFFD, the replacement character. The journal keeps the raw bytes.
 * Text longer than `maxLength` (in UTF-16 units) is cut.
 */
export function toStorableText(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const clipped = text.length > maxLength ? text.slice(0, maxLength) : text;
  // In a regular expression with the u flag, \p{Surrogate} matches lone surrogates only.
  return clipped.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\uFFFD');
}
