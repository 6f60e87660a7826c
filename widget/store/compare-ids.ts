/**
 * Orders our message ids: decimal strings that grow without bound, in the order of commits. The
 * longer number is the larger; compared as strings only at equal length.
 */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
