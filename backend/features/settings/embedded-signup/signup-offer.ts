import type { SignupConfig } from '../../../config.ts';
import type { SignupOffer } from '../../../contract/signup.ts';

const META_SDK_URL = 'https://connect.facebook.net/en_US/sdk.js';
const META_ORIGINS = ['https://facebook.com', 'https://*.facebook.com'];

/** The page never decides whose messages it believes: this server does. */
export function toSignupOffer(
  { appId, configId, sdkUrl }: SignupConfig,
  apiVersion: string,
): SignupOffer {
  return {
    appId,
    configId,
    apiVersion,
    sdkUrl: sdkUrl ?? META_SDK_URL,
    messageOrigins: sdkUrl === undefined ? META_ORIGINS : [new URL(sdkUrl).origin],
  };
}
