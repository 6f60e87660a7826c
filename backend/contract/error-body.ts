import { z } from 'zod';

/** Every error of the HTTP API. `code` is stable: see docs/errors.md. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.unknown().optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** `details` of `validation_failed`: one entry per field. */
export interface FieldProblem {
  /** Dotted path, for example `text.body`; empty for the body as a whole. */
  field: string;
  message: string;
}
