import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import type { Amendments } from './amendments.ts';
import { FILE_TYPES, UnknownCustomerError } from './chats.ts';
import type { BusinessFiles } from './business-files.ts';
import type { BusinessChange } from './business-profile.ts';
import type { Chats, CustomerFile } from './chats.ts';
import type { CustomerChoices } from './customer-choices.ts';
import { readCustomerMessage } from './customer-messages.ts';
import { FAULT_KINDS } from './faults.ts';
import type { Faults, FaultRequest } from './faults.ts';
import type { IdentityChanges } from './identity-changes.ts';
import { MEDIA_SAMPLES } from './media-samples.ts';
import type { MessageTemplates } from './message-templates.ts';
import type { OpenApiCheck } from './openapi-check.ts';
import { SETUP_FAULTS } from './setup-fault-names.ts';
import type { SetupFault } from './setup-fault-names.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { WebhookTarget } from './stored-objects.ts';

export interface ControlParts {
  state: SimulatorState;
  chats: Chats;
  files: BusinessFiles;
  amendments: Amendments;
  choices: CustomerChoices;
  identities: IdentityChanges;
  templates: MessageTemplates;
  faults: Faults;
  openApi: OpenApiCheck | undefined;
  setup: SetupFaults;
  breakSetup(faults: readonly SetupFault[]): void;
  changeBusiness(change: BusinessChange): void;
  setWebhook(target: WebhookTarget): Promise<void>;
  deliverRaw(body: string, signature?: string): Promise<number>;
}

const TEMPLATE_EVENTS = ['APPROVED', 'REJECTED', 'PENDING', 'PAUSED', 'DISABLED'] as const;
const TEMPLATE_CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
const editSchema = z.strictObject({ text: z.string().min(1).max(4_096) });
const replySchema = z.strictObject({ message_id: z.string(), choice_id: z.string() });
const reactionSchema = z.strictObject({
  message_id: z.string(),
  emoji: z.string().max(100).optional(),
});
const numberSchema = z.strictObject({ phone: z.string().optional() });
const usernameSchema = z.strictObject({
  username: z.string().min(1).max(100),
  hides_phone: z.boolean().optional(),
});
const shareSchema = z.strictObject({ message_id: z.string() });
const fileSchema = z.strictObject({
  type: z.enum(FILE_TYPES),
  mime_type: z.string().optional(),
  /** Without it, a small sample of the type is sent. */
  base64: z.base64().optional(),
  filename: z.string().optional(),
  caption: z.string().optional(),
  voice: z.boolean().optional(),
  animated: z.boolean().optional(),
  context_message_id: z.string().optional(),
});
const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  recipient: z.string().optional(),
  count: z.number().int().min(1).nullable().optional(),
  share: z.number().min(0).max(1).optional(),
  operation: z.enum(['send', 'read']).optional(),
  retry_after_seconds: z.number().int().min(0).optional(),
  delay_ms: z.number().int().min(0).optional(),
  code: z.number().int().optional(),
  status: z.number().int().min(400).max(599).optional(),
  copies: z.number().int().min(1).max(1_000).optional(),
  url: z.string().optional(),
});
const decisionSchema = z.strictObject({
  status: z.enum(TEMPLATE_EVENTS).optional(),
  reason: z.string().optional(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
  category: z.enum(TEMPLATE_CATEGORIES).optional(),
  next_category: z.enum(TEMPLATE_CATEGORIES).optional(),
});
const businessSchema = z.strictObject({
  number: z
    .strictObject({
      verified_name: z.string(),
      name_status: z.string(),
      code_verification_status: z.string(),
      status: z.string(),
      quality_rating: z.string(),
      whatsapp_business_manager_messaging_limit: z.string(),
      throughput_level: z.enum(['STANDARD', 'HIGH', 'NOT_APPLICABLE']),
      is_official_business_account: z.boolean(),
    })
    .partial()
    .optional(),
  account: z
    .strictObject({
      account_review_status: z.string(),
      business_verification_status: z.string(),
      primary_funding_id: z.string().nullable(),
    })
    .partial()
    .optional(),
  token: z
    .strictObject({
      type: z.enum(['SYSTEM_USER', 'USER']),
      expires_in: z.number().int(),
      scopes: z.array(z.string()).optional(),
    })
    .optional(),
});
const setupSchema = z.strictObject({ faults: z.array(z.enum(SETUP_FAULTS)) });
const webhookSchema = z.strictObject({ url: z.url(), verify_token: z.string() });
const deliverySchema = z.strictObject({ body: z.string(), signature: z.string().optional() });
const SSE_KEEP_ALIVE_MS = 15_000;

/**
 * The remote control, for tests, other programs and the phone page; Meta has nothing like it.
 *
 * - `GET /customers`, `POST /customers/:id/messages { text, context_message_id?, to? }` (`to`: a phone number id,
 *   where the business has several), or any type of Meta's with
 *   `{ type, content, context_message_id?, extra? }`: `content` as a webhook has it under the type's name,
 *   `extra` for what stands beside it (`referral`, `context: { forwarded: true }`)
 * - `POST /customers/:id/replies { message_id, choice_id }`: taps a button or a list's row of the business
 * - `POST /customers/:id/read`, `POST /customers/:id/reactions { message_id, emoji? }` (without an
 *   emoji: taken back), `PATCH /customers/:id/messages/:message_id { text }`,
 *   `DELETE /customers/:id/messages/:message_id`: customers' hands
 * - `POST /customers/:id/files { type, mime_type?, base64?, filename?, caption?, voice?, animated? }`: an
 *   image, video, audio, document or sticker
 * - `GET /numbers`: the business's numbers that are on WhatsApp
 * - `GET /templates`, `POST /templates/:id { status?, reason?, quality?, category?, next_category? }`: what
 *   Meta decides, and tells by webhook
 * - `GET /files/:id`: the bytes of a file that somebody has sent
 * - `POST /customers/:id/number { phone? }`: moves to another number, which brings another user id
 * - `POST /customers/:id/username { username, hides_phone? }`, `POST /customers/:id/phone { message_id }`:
 *   takes a username; shares the number that `message_id` asks for
 * - `GET /ledger`: every message that was accepted, and when each phone got it
 * - `GET /faults`, `POST /faults { kind, recipient?, count?, … }`, `DELETE /faults`
 * - `GET /setup`, `PUT /setup { faults }`: what is wrong with the business's set-up, by SETUP_FAULTS; `[]`
 *   makes it whole
 * - `PUT /business { number?, account?, token? }`: what Meta says of the number, the account and the
 *   business's access token from now on (business-profile.ts)
 * - `GET /openapi-violations`, `POST /webhook { url, verify_token }`
 * - `POST /deliveries { body, signature? }`: these bytes to the webhook, once
 * - `GET /events`: server-sent events, one `changed` after everything that happens
 */
export function controlRoutes(parts: ControlParts): Router {
  const { state, chats, amendments, identities, faults } = parts;
  const router = Router();
  router.use(express.json({ limit: '8mb' }));

  router.get('/customers', (_request, response) => {
    response.json({ customers: state.customers.map((customer) => chats.describe(customer)) });
  });
  router.get('/numbers', (_request, response) => {
    response.json({ numbers: chats.listNumbers() });
  });
  router.post('/customers/:id/messages', (request, response) => {
    const { said, contextMessageId } = readCustomerMessage(request.body);
    const wamid = chats.say(request.params.id, said, contextMessageId);
    response.status(201).json({ message: { id: wamid } });
  });
  router.post('/customers/:id/replies', (request, response) => {
    const { message_id, choice_id } = replySchema.parse(request.body);
    const wamid = parts.choices.choose(request.params.id, message_id, choice_id);
    response.status(201).json({ message: { id: wamid } });
  });
  router.post('/customers/:id/files', (request, response) => {
    const { context_message_id, ...file } = fileSchema.parse(request.body);
    const wamid = chats.sendFile(request.params.id, toFile(file), context_message_id);
    response.status(201).json({ message: { id: wamid } });
  });
  router.post('/customers/:id/read', (request, response) => {
    response.json({ read_count: chats.read(request.params.id) });
  });
  router.post('/customers/:id/reactions', (request, response) => {
    const { message_id, emoji } = reactionSchema.parse(request.body);
    const wamid = amendments.react(request.params.id, message_id, emoji);
    response.status(201).json({ message: { id: wamid } });
  });
  router.patch('/customers/:id/messages/:messageId', (request, response) => {
    const { id, messageId } = request.params;
    const wamid = amendments.edit(id, messageId, editSchema.parse(request.body).text);
    response.json({ message: { id: wamid } });
  });
  router.delete('/customers/:id/messages/:messageId', (request, response) => {
    const { id, messageId } = request.params;
    response.json({ message: { id: amendments.delete(id, messageId) } });
  });

  router.get('/templates', (_request, response) => {
    response.json({ templates: parts.templates.list() });
  });
  router.post('/templates/:id', (request, response) => {
    parts.templates.decide(request.params.id, decisionSchema.parse(request.body));
    response.json({ template: parts.templates.find(request.params.id) });
  });

  router.get('/files/:id', (request, response) => {
    const { id } = request.params;
    const file = state.businessFiles.get(id);
    const own = state.mediaObjects.get(id);
    // Foreign bytes on this origin: they may be looked at and nothing else.
    response.set({
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': file?.mimeType ?? own?.mimeType ?? 'text/plain',
    });
    if (file) response.sendFile(parts.files.pathOf(id), { dotfiles: 'allow' });
    else if (own) response.send(Buffer.from(own.base64, 'base64'));
    else response.status(404).end();
  });
  router.post('/customers/:id/number', (request, response) => {
    const { phone } = numberSchema.parse(request.body);
    response.json({ customer: chats.describe(identities.changeNumber(request.params.id, phone)) });
  });
  router.post('/customers/:id/username', (request, response) => {
    const { username, hides_phone } = usernameSchema.parse(request.body);
    const customer = identities.adoptUsername(request.params.id, username, hides_phone);
    response.json({ customer: chats.describe(customer) });
  });
  router.post('/customers/:id/phone', (request, response) => {
    const { message_id } = shareSchema.parse(request.body);
    const wamid = identities.sharePhone(request.params.id, message_id);
    response.status(201).json({ message: { id: wamid } });
  });

  router.get('/ledger', (_request, response) => {
    response.json({ entries: state.ledger.list() });
  });
  router.get('/openapi-violations', (_request, response) => {
    response.json({ violations: parts.openApi?.violations ?? [] });
  });

  router.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/faults', (request, response) => {
    const { delay_ms, retry_after_seconds, ...fault } = faultSchema.parse(request.body);
    const named = { ...fault, delayMs: delay_ms, retryAfterSeconds: retry_after_seconds };
    const given = Object.entries(named).filter(([, value]) => value !== undefined);
    response
      .status(201)
      .json({ fault: faults.add(Object.fromEntries(given) as unknown as FaultRequest) });
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });

  router.get('/setup', (_request, response) => {
    response.json({ faults: parts.setup.list() });
  });
  router.put('/setup', (request, response) => {
    parts.breakSetup(setupSchema.parse(request.body).faults);
    response.json({ faults: parts.setup.list() });
  });

  router.put('/business', (request, response) => {
    // What is not given is not there in the answer of zod, either.
    const change = businessSchema.parse(request.body) as BusinessChange;
    parts.changeBusiness(change);
    response.json({ changed: change });
  });

  router.post('/webhook', async (request, response) => {
    const { url, verify_token } = webhookSchema.parse(request.body);
    await parts.setWebhook({ url, verifyToken: verify_token });
    response.status(204).end();
  });

  router.post('/deliveries', async (request, response) => {
    const { body, signature } = deliverySchema.parse(request.body);
    response.json({ http_status: await parts.deliverRaw(body, signature) });
  });

  router.get('/events', (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const tell = () => response.write('event: changed\ndata: {}\n\n');
    tell();
    const stops = [state.onEvent(tell), chats.onTyping(tell)];
    const timer = setInterval(() => response.write(': still here\n\n'), SSE_KEEP_ALIVE_MS);
    request.on('close', () => {
      for (const stop of stops) stop();
      clearInterval(timer);
    });
  });

  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const message = error instanceof Error ? error.message : String(error);
    const isUnknown = error instanceof UnknownCustomerError;
    response.status(isUnknown ? 404 : 400).json({ error: { message } });
  });
  return router;
}

function toFile(asked: Omit<z.infer<typeof fileSchema>, 'context_message_id'>): CustomerFile {
  const { base64, mime_type, voice, animated, ...rest } = asked;
  const sample = MEDIA_SAMPLES[asked.type];
  const file = {
    ...rest,
    bytes: base64 === undefined ? sample.bytes : Buffer.from(base64, 'base64'),
    mimeType: mime_type ?? sample.mimeType,
    isVoice: voice,
    isAnimated: animated,
  };
  const given = Object.entries(file).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as CustomerFile;
}
