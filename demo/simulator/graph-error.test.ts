import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphError } from './graph-error.ts';
import { SimulatorRig } from './test-rig.ts';

describe('an error of the Graph API', () => {
  let rig: SimulatorRig;
  beforeAll(async () => {
    rig = await SimulatorRig.start();
  });
  afterAll(() => rig.stop());

  it('has Meta’s envelope, and nothing beside it', async () => {
    const { status, body } = await rig.send({ messaging_product: undefined });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        message: '(#131008) Required parameter is missing',
        type: 'OAuthException',
        code: 131008,
        error_data: {
          messaging_product: 'whatsapp',
          details: "Parameter 'messaging_product' is mandatory.",
        },
        fbtrace_id: expect.stringMatching(/^A[\w-]{20,}$/),
      },
    });
  });

  // Only where Meta's reference tells another HTTP status than 400.
  it.each([
    [0, 401],
    [2, 503],
    [3, 500],
    [10, 403],
    [102, 401],
    [190, 401],
    [200, 403],
    [299, 403],
    [368, 403],
    [803, 404],
    [130497, 403],
    [131000, 500],
    [131005, 403],
    [131016, 500],
    [131031, 403],
    [131045, 500],
    [131057, 500],
    [132001, 404],
    [133000, 500],
    [133004, 503],
  ])('with code %i comes with HTTP status %i', async (code, status) => {
    rig.simulator.faults.add({ kind: 'error', code });
    const answer = await rig.send();
    expect([answer.status, answer.error.code]).toEqual([status, code]);
  });

  it.each([4, 17, 100, 130429, 131008, 131026, 131047, 131049, 131056, 132000, 133016])(
    'with code %i comes with HTTP status 400',
    (code) => {
      expect(new GraphError(code).status).toBe(400);
    },
  );

  it.each([
    [100, 'Invalid parameter'],
    [130429, 'Rate limit hit'],
    [131000, 'Something went wrong'],
    [131008, 'Required parameter is missing'],
    [131009, 'Parameter value is not valid'],
    [131026, 'Message undeliverable'],
    [131030, 'Recipient phone number not in allowed list'],
    [131031, 'Account has been locked'],
    [131042, 'Business eligibility payment issue'],
    [131047, 'Re-engagement message'],
    [131048, 'Spam rate limit hit'],
    [131051, 'Unsupported message type'],
    [131053, 'Media upload error'],
    [131056, '(Business Account, Consumer Account) pair rate limit hit'],
    [132000, 'Number of parameters does not match the expected number of params'],
    [132001, 'Template name does not exist in the translation'],
    [132012, 'Parameter format does not match format in the created template'],
    [132015, 'Template is paused'],
  ])('with code %i is titled as Meta prints it', (code, title) => {
    expect(new GraphError(code).message).toBe(`(#${code}) ${title}`);
    expect(new GraphError(code).toWebhookError()).toMatchObject({ code, title, message: title });
  });
});
