import type { SignupOffer } from '../../../backend/contract/signup.ts';

/** What we use of Meta's JavaScript SDK. https://developers.facebook.com/docs/javascript/reference */
export interface FacebookSdk {
  init(options: {
    appId: string;
    autoLogAppEvents: boolean;
    xfbml: boolean;
    version: string;
  }): void;
  login(
    callback: (response: { authResponse?: { code?: string } | null }) => void,
    options: object,
  ): void;
}

/** The SDK could not be loaded. */
export class SdkBlockedError extends Error {
  /** The page's policy forbids it; or nobody knows why. */
  readonly isByPolicy: boolean;

  constructor(isByPolicy: boolean) {
    super(isByPolicy ? 'The page’s policy blocks the SDK.' : 'The SDK could not be loaded.');
    this.isByPolicy = isByPolicy;
  }
}

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
declare global {
  interface Window {
    FB?: FacebookSdk;
    trustedTypes?: {
      createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
    };
  }
}

/** A page that sets Trusted Types has to allow it by this name. */
const POLICY_NAME = 'chasqui-sdk';
let policy: ScriptUrlPolicy | undefined;

/** What a page's Content Security Policy needs for «Connect with Facebook», besides the widget's own. */
export function describeNeededPolicy({ sdkUrl }: SignupOffer): string {
  const facebook = 'https://*.facebook.com';
  return [
    `script-src ${new URL(sdkUrl).origin}`,
    `frame-src ${facebook}`,
    `connect-src ${facebook}`,
    `trusted-types ${POLICY_NAME}`,
  ].join(';\n');
}

/**
 * Loads the SDK by a script tag, and only now: pages on which nobody presses the button never speak to
 * Facebook and need not allow it. Resolves to the SDK, made ready; rejects with SdkBlockedError.
 * What has failed may be tried again.
 */
export async function loadFacebookSdk(offer: SignupOffer): Promise<FacebookSdk> {
  const sdk = window.FB ?? (await loadScript(offer.sdkUrl));
  const { appId, apiVersion } = offer;
  sdk.init({ appId, autoLogAppEvents: true, xfbml: true, version: apiVersion });
  return sdk;
}

async function loadScript(url: string): Promise<FacebookSdk> {
  const src = trust(url);
  const script = document.createElement('script');
  let isByPolicy = false;
  const watch = (event: SecurityPolicyViolationEvent) => {
    if (event.blockedURI.startsWith(new URL(url).origin)) isByPolicy = true;
  };
  document.addEventListener('securitypolicyviolation', watch);
  try {
    script.src = src;
    script.async = true;
    script.crossOrigin = 'anonymous';
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  } catch {
    // The violation is told in a task of its own.
    await new Promise((resolve) => setTimeout(resolve));
    throw new SdkBlockedError(isByPolicy);
  } finally {
    document.removeEventListener('securitypolicyviolation', watch);
    script.remove();
  }
  if (!window.FB) throw new SdkBlockedError(false);
  return window.FB;
}

/** The address as a Trusted Type, where the browser knows them. Throws SdkBlockedError. */
function trust(url: string): string {
  if (!window.trustedTypes) return url;
  try {
    policy ??= window.trustedTypes.createPolicy(POLICY_NAME, { createScriptURL: (given) => given });
  } catch {
    throw new SdkBlockedError(true);
  }
  return policy.createScriptURL(url);
}
