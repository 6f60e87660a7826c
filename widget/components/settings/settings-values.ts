import type {
  UpdateWhatsappSettingsRequest,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import { DEFAULT_API_VERSION } from '../../../backend/contract/protocol.ts';

/** What the form holds: a text per field. All pure. */

export const SECRETS = ['accessToken', 'appSecret', 'webhookVerifyToken'] as const;
export type SecretName = (typeof SECRETS)[number];
export type FieldName = 'phoneNumberId' | 'businessAccountId' | SecretName | 'apiVersion';
export type Values = Readonly<Record<FieldName, string>>;

/** Older versions that Meta still answers; the suggested one comes first. */
const OLDER_API_VERSIONS = ['v25.0', 'v24.0'];
const VERIFY_TOKEN_GROUPS = 5;
/** Without those that look alike. */
const VERIFY_TOKEN_ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Saved secrets never come back, so their fields are empty. */
export function valuesOf(settings: WhatsAppSettings | undefined): Values {
  return {
    phoneNumberId: settings?.phoneNumberId ?? '',
    businessAccountId: settings?.businessAccountId ?? '',
    accessToken: '',
    appSecret: '',
    webhookVerifyToken: '',
    apiVersion: settings?.apiVersion ?? DEFAULT_API_VERSION,
  };
}

/** What to save. Secrets left empty are left out, so that the server keeps the saved ones. */
export function requestOf(values: Values): UpdateWhatsappSettingsRequest {
  const typed = SECRETS.filter((name) => values[name].trim() !== '');
  return {
    phoneNumberId: values.phoneNumberId.trim(),
    businessAccountId: values.businessAccountId.trim(),
    apiVersion: values.apiVersion,
    ...Object.fromEntries(typed.map((name) => [name, values[name].trim()])),
  };
}

/** The versions to choose from, with the one in use even if it is none of them. */
export function listApiVersions(current: string): string[] {
  return [...new Set([DEFAULT_API_VERSION, ...OLDER_API_VERSIONS, current])].filter(Boolean);
}

/** 100 random bits in groups that can be read aloud: «k7mq-x2ep-…». */
export function createVerifyToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(VERIFY_TOKEN_GROUPS * 4));
  const letters = Array.from(bytes, (byte) => VERIFY_TOKEN_ALPHABET[byte % 32] ?? '').join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

export function isFieldName(name: string | undefined): name is FieldName {
  return name !== undefined && name in valuesOf(undefined);
}
