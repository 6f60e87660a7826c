import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';

/*
 * The side we measure ourselves against: the same Express app that verifies a webhook's signature,
 * parses and walks it, answers 200, and stores nothing. What it acknowledges is lost at the next
 * crash; it marks the speed of Express itself.
 */
const appSecret = process.argv[2] ?? '';
const app = express();
app.disable('x-powered-by');
/** Counted so that the walk is not optimised away; shown by the last answer's header. */
let messageCount = 0;

app.post(
  '/api/webhooks/whatsapp',
  express.raw({ type: '*/*', limit: '4mb' }),
  (request, response) => {
    const body = request.body as Buffer;
    const expected = createHmac('sha256', appSecret).update(body).digest();
    const given = Buffer.from(
      String(request.get('x-hub-signature-256')).slice('sha256='.length),
      'hex',
    );
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.sendStatus(401);
      return;
    }
    const payload = JSON.parse(body.toString('utf8')) as {
      entry: { changes: { value: { messages?: unknown[] } }[] }[];
    };
    for (const entry of payload.entry) {
      for (const change of entry.changes) messageCount += change.value.messages?.length ?? 0;
    }
    response.set('X-Message-Count', String(messageCount)).sendStatus(200);
  },
);

app.listen(Number(process.argv[3]), '127.0.0.1');
