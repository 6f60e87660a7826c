import { z } from 'zod';

export const operatorRoleSchema = z.enum(['operator', 'admin']);
export type OperatorRole = z.infer<typeof operatorRoleSchema>;

export const operatorSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: operatorRoleSchema,
  is_active: z.boolean(),
  created_at: z.iso.datetime(),
});
export type Operator = z.infer<typeof operatorSchema>;

const email = z.email('Enter an email address.').trim().toLowerCase().max(254);
const newPassword = z
  .string()
  .min(12, 'Use at least 12 characters.')
  .max(256, 'Use at most 256 characters.');

export const setupRequestSchema = z.strictObject({
  setup_token: z.string().min(1).max(200),
  name: z.string().trim().min(1, 'Enter your name.').max(100),
  email,
  password: newPassword,
});
export type SetupRequest = z.infer<typeof setupRequestSchema>;

export const loginRequestSchema = z.strictObject({
  email,
  password: z.string().min(1).max(256),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

export const refreshRequestSchema = z.strictObject({ refresh_token: z.string().min(1).max(200) });

export const signInResponseSchema = z.object({
  access_token: z.string(),
  /** Seconds until the access token ends. */
  expires_in: z.number().int(),
  refresh_token: z.string(),
  operator: operatorSchema,
});
export type SignInResponse = z.infer<typeof signInResponseSchema>;

export const authStateResponseSchema = z.object({
  /** True until the first admin exists: the widget then shows the setup form. */
  needs_setup: z.boolean(),
});
export type AuthStateResponse = z.infer<typeof authStateResponseSchema>;

export const meResponseSchema = z.object({ operator: operatorSchema });
export type MeResponse = z.infer<typeof meResponseSchema>;

export const createOperatorRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email,
  password: newPassword,
  role: operatorRoleSchema.default('operator'),
});
export type CreateOperatorRequest = z.infer<typeof createOperatorRequestSchema>;

export const updateOperatorRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  role: operatorRoleSchema.optional(),
  is_active: z.boolean().optional(),
  password: newPassword.optional(),
});
export type UpdateOperatorRequest = z.infer<typeof updateOperatorRequestSchema>;

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: operatorRoleSchema,
  last4: z.string(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const createApiKeyRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  role: operatorRoleSchema.default('operator'),
});
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequestSchema>;

export const operatorListResponseSchema = z.object({ operators: z.array(operatorSchema) });

export const apiKeyListResponseSchema = z.object({ api_keys: z.array(apiKeySchema) });

export const createApiKeyResponseSchema = z.object({
  /** The full key: shown this once. */
  key: z.string(),
  api_key: apiKeySchema,
});
