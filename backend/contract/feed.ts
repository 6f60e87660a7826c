import { z } from 'zod';
import { contactSchema } from './contact.ts';
import { messageSchema } from './message.ts';
import { connectionSummarySchema } from './settings.ts';
import { broadcastSchema } from './broadcast.ts';
import { templateListStateSchema } from './template.ts';

/**
 * Changes: what has happened, named noun.past, each carrying the whole new state of its subject,
 * so that applying a change needs nothing but the change. `contact` and `unread_count` ride along
 * with a message because a list row and the badge show them.
 */
export const changeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message.created'),
    message: messageSchema,
    contact: contactSchema,
    unread_count: z.number().int(),
  }),
  z.object({ type: z.literal('message.status_changed'), message: messageSchema }),
  /** Its file has arrived, was lost, or is fetched again. */
  z.object({ type: z.literal('message.media_changed'), message: messageSchema }),
  z.object({
    type: z.literal('message.amended'),
    message: messageSchema,
    /** How the conversation list shows it, if it is the newest one: at most 120 characters. */
    preview: z.string(),
  }),
  z.object({
    type: z.literal('contact.updated'),
    contact: contactSchema,
    unread_count: z.number().int(),
  }),
  /** Two contacts proved to be one: `from` is gone, and all of it is `contact`'s. */
  z.object({
    type: z.literal('contact.merged'),
    from: z.string(),
    contact: contactSchema,
    unread_count: z.number().int(),
  }),
  /** A merge was undone: `restored` has its messages back, and `contact` the rest. */
  z.object({
    type: z.literal('contact.unmerged'),
    contact: contactSchema,
    restored: contactSchema,
    unread_count: z.number().int(),
  }),
  z.object({ type: z.literal('settings.changed'), connection: connectionSummarySchema }),
  z.object({ type: z.literal('broadcast.changed'), broadcast: broadcastSchema }),
  /** Some templates are not what they were: who shows them asks for the list again. */
  z.object({ type: z.literal('templates.changed'), state: templateListStateSchema }),
]);
export type Change = z.infer<typeof changeSchema>;

/** A change with its place in the feed. `seq` grows by commit order, without regard to gaps. */
export type SequencedChange = Change & { seq: number };

// Client to server.
export const helloFrameSchema = z.strictObject({
  type: z.literal('hello'),
  token: z.string().min(1).max(512),
  /** The last change this client has applied; omitted by one that has nothing yet. */
  after_seq: z.number().int().min(0).optional(),
});
export const reauthFrameSchema = z.strictObject({
  type: z.literal('reauth'),
  token: z.string().min(1).max(512),
});
export const clientFrameSchema = z.discriminatedUnion('type', [
  helloFrameSchema,
  reauthFrameSchema,
]);
export type HelloFrame = z.infer<typeof helloFrameSchema>;

// Server to client.
export interface WelcomeFrame {
  type: 'welcome';
  /** The head of the feed when the socket was accepted. */
  seq: number;
  server_time: string;
}
/** One or more changes, in seq order; several ride in one frame under load. */
export interface ChangesFrame {
  type: 'changes';
  changes: SequencedChange[];
}
/** The gap is too old (or unknown): fetch a snapshot and continue from its seq. */
export interface ResetFrame {
  type: 'reset';
  seq: number;
}
export type ServerFrame = WelcomeFrame | ChangesFrame | ResetFrame;
