import type { z } from 'zod';
import { AppError } from '../errors.ts';

/** Makes the opaque `next_cursor` of a list from the sort key of the last row shown. */
export function encodeCursor(key: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor back; throws `invalid_cursor` unless `schema` takes what is in it. */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new AppError(
      'invalid_cursor',
      'This cursor was not made by this list. Start again without one.',
    );
  }
}
