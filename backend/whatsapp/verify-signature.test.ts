import { describe, expect, it } from 'vitest';
import { verifySignature } from './verify-signature.ts';

const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
const SIGNATURE = 'sha256=e681018fd84d47371c47e4e5505571047203885d2f50e71922b4eff44190e69e';

describe('the signature of a webhook', () => {
  it('is the HMAC-SHA256 of the raw bytes under the app secret', () => {
    expect(verifySignature(BODY, SIGNATURE, ['demo_secret'])).toBe(true);
    expect(verifySignature(BODY, SIGNATURE, ['another', 'demo_secret'])).toBe(true);
  });

  it('is wrong under another secret, an empty one, or none', () => {
    expect(verifySignature(BODY, SIGNATURE, ['another'])).toBe(false);
    expect(verifySignature(BODY, SIGNATURE, [''])).toBe(false);
    expect(verifySignature(BODY, SIGNATURE, [])).toBe(false);
  });

  it('is wrong for other bytes of the same JSON', () => {
    const respaced = Buffer.from('{"object": "whatsapp_business_account","entry":[]}');
    expect(verifySignature(respaced, SIGNATURE, ['demo_secret'])).toBe(false);
  });

  it.each([
    undefined,
    '',
    'sha256=',
    SIGNATURE.slice(0, -1),
    `${SIGNATURE}0`,
    `${SIGNATURE}, ${SIGNATURE}`,
    SIGNATURE.toUpperCase(),
    SIGNATURE.replace('sha256', 'sha1'),
    ` ${SIGNATURE}`,
    `${SIGNATURE}\n`,
  ])('is refused, and nothing is thrown, in the form %j', (header) => {
    expect(verifySignature(BODY, header, ['demo_secret'])).toBe(false);
  });

  it('is refused when the header came twice', () => {
    expect(verifySignature(BODY, [SIGNATURE, SIGNATURE], ['demo_secret'])).toBe(false);
  });
});
