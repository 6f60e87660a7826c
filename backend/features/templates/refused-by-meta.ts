import { AppError } from '../../errors.ts';
import { toMessageError } from '../../whatsapp/graph-error.ts';
import type { GraphError } from '../../whatsapp/graph-error.ts';

/** What Meta refused, in words for a person, with its numbers for programs. */
export function refusedByMeta(error: GraphError): AppError {
  const { title, details } = toMessageError(error);
  return new AppError('refused_by_meta', [title, details].filter(Boolean).join('. '), {
    details: { code: error.code, subcode: error.subcode ?? null },
  });
}
