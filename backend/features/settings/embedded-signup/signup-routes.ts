import {
  connectSignupRequestSchema,
  connectSignupResponseSchema,
  signupOfferResponseSchema,
} from '../../../contract/signup.ts';
import type { Api } from '../../../http/api.ts';
import { toActor } from '../../operators/actor.ts';
import type { SignupService } from './signup-service.ts';

const PATH = '/api/settings/whatsapp/connect';
const tag = 'Settings';

/** «Connect with Facebook». */
export function registerSignupRoutes(api: Api, signups: SignupService): void {
  api.route(
    {
      method: 'get',
      path: PATH,
      access: 'admin',
      tag,
      summary: 'What a page needs to open «Connect with Facebook»; null where it is not set up.',
      response: signupOfferResponseSchema,
    },
    () => ({ offer: signups.getOffer() }),
  );

  api.route(
    {
      method: 'post',
      path: PATH,
      access: 'admin',
      tag,
      summary:
        'Connects the number of an Embedded Signup by its code; the same code again goes on where it stopped.',
      body: connectSignupRequestSchema,
      response: connectSignupResponseSchema,
    },
    ({ body, principal, request }) => signups.connect(body, toActor(principal, request)),
  );
}
