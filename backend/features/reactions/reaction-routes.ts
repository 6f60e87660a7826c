import { z } from 'zod';
import { reactionRequestSchema, reactionResponseSchema } from '../../contract/reaction.ts';
import type { Api } from '../../http/api.ts';
import type { ReactionService } from './reaction-service.ts';

const messageParamsSchema = z.object({ id: z.string().regex(/^\d{1,15}$/, 'is not a message id') });
const PATH = '/api/whatsapp/messages/:id/reaction';

/** Reacting to a message, and taking that back. */
export function registerReactionRoutes(api: Api, reactions: ReactionService): void {
  api.route(
    {
      method: 'post',
      path: PATH,
      access: 'operator',
      tag: 'Messages',
      summary:
        'Reacts to a message with one emoji, in place of the reaction before; an empty one takes it back. It is on disk when this answers; repeating it changes nothing. What WhatsApp then refuses is told in the message’s `refused_reaction`.',
      params: messageParamsSchema,
      body: reactionRequestSchema,
      response: reactionResponseSchema,
      status: 202,
    },
    async ({ params, body, principal }) => ({
      message: await reactions.react(params.id, body.emoji, principal),
    }),
  );

  api.route(
    {
      method: 'delete',
      path: PATH,
      access: 'operator',
      tag: 'Messages',
      summary: 'Takes the business’s reaction to a message back, as an empty emoji does.',
      params: messageParamsSchema,
      response: reactionResponseSchema,
      status: 202,
    },
    async ({ params, principal }) => ({ message: await reactions.react(params.id, '', principal) }),
  );
}
