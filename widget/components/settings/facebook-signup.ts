import type { SignupKind, SignupOffer } from '../../../backend/contract/signup.ts';
import type { FacebookSdk } from './load-facebook-sdk.ts';

/** How somebody left the dialog. */
export type DialogOutcome =
  | {
      kind: 'finished';
      code: string;
      /** As the dialog says: the server confirms them. */
      phoneNumberId?: string;
      businessAccountId?: string;
    }
  /** The account was shared, and no number chosen. */
  | { kind: 'only_account' }
  | { kind: 'cancelled'; step: string | undefined }
  | { kind: 'failed'; message: string; errorId: string }
  /** Nothing is known: closed, or never opened. */
  | { kind: 'closed' };

interface DialogMessage {
  event: string;
  data: Record<string, unknown>;
}

/** Code and message come separately, in any order; the code lives 30 s, so it waits but shortly. */
const MESSAGE_WAIT_MS = 1_500;

/**
 * Opens Meta's Embedded Signup (v4; the version comes with the configuration) and tells how it ended.
 * To be called in a click's turn, or the browser blocks the window. What the dialog says is believed by
 * its origin, which the server named.
 * https://developers.facebook.com/docs/whatsapp/embedded-signup/implementation
 */
export async function openFacebookSignup(
  sdk: FacebookSdk,
  offer: SignupOffer,
  kind: SignupKind,
): Promise<DialogOutcome> {
  let said: DialogMessage | undefined;
  let hear: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => (hear = resolve));
  const listen = (event: MessageEvent) => {
    const message = readDialogMessage(event, offer.messageOrigins);
    if (!message) return;
    said = message;
    hear();
  };
  window.addEventListener('message', listen);
  try {
    const code = await new Promise<string | undefined>((resolve) =>
      sdk.login(({ authResponse }) => resolve(authResponse?.code), {
        config_id: offer.configId,
        response_type: 'code',
        override_default_response_type: true,
        extras: {
          setup: {},
          ...(kind === 'business_app' ? { featureType: 'whatsapp_business_app_onboarding' } : {}),
        },
      }),
    );
    await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, MESSAGE_WAIT_MS))]);
    return toOutcome(code, said);
  } finally {
    window.removeEventListener('message', listen);
  }
}

/** Exact origins, or `https://*.domain` for a domain with all below it. */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((each) => {
    const [scheme, domain] = each.split('*.');
    if (domain === undefined) return origin === each;
    return origin.startsWith(scheme ?? '') && origin.endsWith(`.${domain}`);
  });
}

function readDialogMessage(
  { origin, data }: MessageEvent,
  allowed: readonly string[],
): DialogMessage | undefined {
  if (!isAllowedOrigin(origin, allowed) || typeof data !== 'string') return undefined;
  try {
    const message = JSON.parse(data) as { type?: unknown; event?: unknown; data?: unknown } | null;
    if (message?.type !== 'WA_EMBEDDED_SIGNUP' || typeof message.event !== 'string') {
      return undefined;
    }
    const facts = typeof message.data === 'object' && message.data !== null ? message.data : {};
    return { event: message.event, data: facts as Record<string, unknown> };
  } catch {
    // Not all that Facebook sends is JSON.
    return undefined;
  }
}

function toOutcome(code: string | undefined, message: DialogMessage | undefined): DialogOutcome {
  const text = (name: string) => {
    const value = message?.data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const error = text('error_message');
  if (error !== undefined) {
    const errorId = text('error_id') ?? text('error_code') ?? '–';
    return { kind: 'failed', message: error, errorId };
  }
  if (message?.event === 'FINISH_ONLY_WABA') return { kind: 'only_account' };
  if (code === undefined) {
    if (message?.event === 'CANCEL') return { kind: 'cancelled', step: text('current_step') };
    return { kind: 'closed' };
  }
  const phoneNumberId = text('phone_number_id');
  const businessAccountId = text('waba_id');
  return {
    kind: 'finished',
    code,
    ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
    ...(businessAccountId === undefined ? {} : { businessAccountId }),
  };
}
