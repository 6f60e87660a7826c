import { z } from 'zod';

/** The way from nothing to the first message, in its order. */
export const setupStepIdSchema = z.enum(['number', 'app', 'credentials', 'webhook', 'message']);
export type SetupStepId = z.infer<typeof setupStepIdSchema>;

/** What only a person can know: it happens on a phone and at Meta. The other steps are facts. */
export const manualStepIdSchema = setupStepIdSchema.extract(['number', 'app']);
export type ManualStepId = z.infer<typeof manualStepIdSchema>;

export const setupGuideSchema = z.object({
  steps: z.array(
    z.object({
      id: setupStepIdSchema,
      isDone: z.boolean(),
      /** Null for what is not done, and for what follows from a later step. */
      doneAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Whether somebody has begun with it; nobody has where the number came from the environment. */
  isBegun: z.boolean(),
  /** The first message that a customer has written to the connected number. */
  firstMessage: z.object({ at: z.iso.datetime(), text: z.string().nullable() }).nullable(),
});
export type SetupGuide = z.infer<typeof setupGuideSchema>;

export const updateSetupGuideRequestSchema = z.strictObject({
  step: manualStepIdSchema,
  isDone: z.boolean(),
});
export type UpdateSetupGuideRequest = z.infer<typeof updateSetupGuideRequestSchema>;
