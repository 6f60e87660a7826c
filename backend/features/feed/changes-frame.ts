/**
 * The `changes` frame of contract/feed.ts, put together from the stored JSON texts: a change is
 * turned into JSON once, when it is appended, and never parsed again on its way to the sockets.
 */
export function changesFrame(rows: readonly { seq: number; payload: string }[]): Buffer {
  const changes = rows.map(({ seq, payload }) => `{"seq":${seq},${payload.slice(1)}`);
  return Buffer.from(`{"type":"changes","changes":[${changes.join(',')}]}`);
}
