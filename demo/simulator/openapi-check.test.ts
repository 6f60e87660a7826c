import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OpenApiCheck } from './openapi-check.ts';
import { GOOD_TEXT, SimulatorRig } from './test-rig.ts';

/** Built as Meta's description is: `allOf` with common fields, and `additionalProperties: false`. */
const SMALL_DESCRIPTION = `
openapi: 3.1.0
paths:
  /{Version}/{Phone-Number-ID}/messages:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Message' }
components:
  schemas:
    Message:
      oneOf: [{ $ref: '#/components/schemas/TextMessage' }]
    BaseMessageProperties:
      type: object
      required: [messaging_product, recipient_type, to, type]
      properties:
        messaging_product: { type: string }
        recipient_type: { type: string, enum: [individual, group] }
        to: { type: string }
        type: { type: string }
        context: { type: object, properties: { message_id: { type: string } } }
    TextMessage:
      allOf:
        - $ref: '#/components/schemas/BaseMessageProperties'
        - type: object
          additionalProperties: false
          required: [text]
          properties:
            type: { type: string, enum: [text] }
            text:
              type: object
              additionalProperties: false
              properties: { body: { type: string }, preview_url: { type: boolean } }
`;

const folder = mkdtempSync(join(tmpdir(), 'chasqui-openapi-'));
const smallFile = join(folder, 'small.yaml');
writeFileSync(smallFile, SMALL_DESCRIPTION);
afterAll(() => rmSync(folder, { recursive: true }));

const metaFile = process.env.WHATSAPP_OPENAPI;
const descriptions: [string, string][] = [['a description built like it', smallFile]];
if (metaFile) descriptions.push(['Meta’s own description', metaFile]);

describe.each(descriptions)('the check against %s', (_name, file) => {
  let check: OpenApiCheck;
  beforeAll(async () => {
    check = await OpenApiCheck.load(file);
  });

  it.each([
    ['a text', {}],
    ['a preview', { text: { body: 'See https://example.com/', preview_url: true } }],
    ['a reply', { context: { message_id: 'wamid.X' } }],
    ['callback data, which is newer', { biz_opaque_callback_data: 'msg:1' }],
    ['a user id instead of a phone, which is newer', { to: undefined, recipient: 'US.1' }],
  ])('passes %s', (_what, change) => {
    expect(() => check.check(toJson({ ...GOOD_TEXT, ...change }))).not.toThrow();
  });

  it.each([
    ['an unknown field', { priority: 'high' }],
    ['an unknown field of the text', { text: { body: 'x', colour: 'red' } }],
    ['a body that is no string', { text: { body: 7 } }],
    ['an unknown recipient_type', { recipient_type: 'crowd' }],
    ['no recipient_type', { recipient_type: undefined }],
    ['no recipient', { to: undefined }],
    ['a phone number that is a number', { to: 15550100999 }],
    ['no text', { text: undefined }],
    ['an unknown type', { type: 'telegram' }],
  ])('refuses %s with code 100, and keeps the violation', (_what, change) => {
    const before = check.violations.length;
    expect(() => check.check(toJson({ ...GOOD_TEXT, ...change }))).toThrow('(#100)');
    expect(check.violations).toHaveLength(before + 1);
    expect(check.violations.at(-1)?.problems.length).toBeGreaterThan(0);
  });
});

it('answers a violation with code 100 and shows it to the test', async () => {
  const rig = await SimulatorRig.start({ openApiFile: smallFile });
  rig.simulator.customerWrites('nadia', 'Hello');
  expect((await rig.send()).status).toBe(200);
  // Our own checks read a missing recipient_type as «individual»; the description demands it.
  expect((await rig.send({ recipient_type: undefined })).error.code).toBe(100);
  expect(rig.simulator.openApiViolations).toHaveLength(1);
  expect(rig.simulator.ledger.list()).toHaveLength(1);
  await rig.stop();
});

describe('Meta’s own description, named by WHATSAPP_OPENAPI (skipped without it)', () => {
  it.skipIf(!metaFile)('is loaded without a warning of an unknown format', async () => {
    const spies = (['warn', 'error', 'log'] as const).map((name) => vi.spyOn(console, name));
    await OpenApiCheck.load(String(metaFile));
    const printed = spies.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)));
    for (const spy of spies) spy.mockRestore();
    expect(printed).toEqual([]);
  });

  it.skipIf(!metaFile)('passes a text by phone and one by user id, and bites', async () => {
    const rig = await SimulatorRig.start({ openApiFile: String(metaFile) });
    for (const { id } of rig.simulator.customers) rig.simulator.customerWrites(id, 'Hello');
    const byUserId = { to: undefined, recipient: 'JP.30914477120056' };
    expect((await rig.send()).status).toBe(200);
    expect((await rig.send(byUserId)).status).toBe(200);
    expect(rig.simulator.openApiViolations).toEqual([]);
    const wrong = await rig.send({ ...byUserId, recipient_type: undefined });
    expect([wrong.status, wrong.error.code]).toEqual([400, 100]);
    const response = await fetch(`${rig.simulator.url}/simulator/openapi-violations`);
    expect(await response.json()).toMatchObject({
      violations: [
        { problems: expect.arrayContaining([expect.stringContaining('recipient_type')]) },
      ],
    });
    expect(rig.simulator.openApiViolations).toHaveLength(1);
    expect(rig.simulator.ledger.list()).toHaveLength(2);
    await rig.stop();
  });
});

it('checks the formats `uri` and `url`, which Meta’s description uses', async () => {
  const file = join(folder, 'formats.yaml');
  const description = SMALL_DESCRIPTION.replace(
    'preview_url: { type: boolean }',
    'link: { type: string, format: url }, page: { type: string, format: uri }',
  );
  writeFileSync(file, description);
  const warn = vi.spyOn(console, 'warn');
  const check = await OpenApiCheck.load(file);
  const printed = [...warn.mock.calls];
  warn.mockRestore();
  expect(printed).toEqual([]);
  const text = (content: object) => ({ ...GOOD_TEXT, text: { body: 'x', ...content } });
  const good = 'https://example.com/a.png';
  expect(() => check.check(text({ link: good, page: good }))).not.toThrow();
  expect(() => check.check(text({ link: 'no address' }))).toThrow('(#100)');
  expect(() => check.check(text({ page: 'no address' }))).toThrow('(#100)');
});

function toJson(body: object): unknown {
  return JSON.parse(JSON.stringify(body));
}
