import { z } from 'zod';

const typed = { type: z.string().optional() };

/** A business card: one person of a message of kind `contacts`. */
export const sharedContactSchema = z.object({
  name: z.string(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  middle_name: z.string().optional(),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  organization: z.string().optional(),
  department: z.string().optional(),
  job_title: z.string().optional(),
  birthday: z.string().optional(),
  phones: z.array(z.object({ phone: z.string(), wa_id: z.string().optional(), ...typed })),
  emails: z.array(z.object({ email: z.string(), ...typed })),
  urls: z.array(z.object({ url: z.string(), ...typed })),
  addresses: z.array(
    z.object({
      street: z.string().optional(),
      city: z.string().optional(),
      state: z.string().optional(),
      zip: z.string().optional(),
      country: z.string().optional(),
      country_code: z.string().optional(),
      ...typed,
    }),
  ),
});
export type SharedContact = z.infer<typeof sharedContactSchema>;

export const contactsContentSchema = z.object({
  kind: z.literal('contacts'),
  contacts: z.array(sharedContactSchema),
  /** True when the customer shared their own number because we had asked for it. */
  is_answer_to_request: z.boolean().optional(),
});
export type ContactsContent = z.infer<typeof contactsContentSchema>;
