import { describe, expect, it } from 'vitest';
import { parseWebhook } from '../webhook-payload.ts';

const NAMED =
  '"message_template_id":56000000000000123456,"message_template_name":"order_ready","message_template_language":"en-US"';

function parse(field: string, value: string, entryId = '"900100200300400"') {
  const [item] = parseWebhook(
    Buffer.from(
      `{"object":"whatsapp_business_account","entry":[{"id":${entryId},"time":1793000000,"changes":[{"field":"${field}","value":{${value}}}]}]}`,
    ),
  );
  return item;
}
const STATUS = 'message_template_status_update';

describe('webhooks about templates', () => {
  it('name the template by name and language; its id is too large for a number', () => {
    expect(parse(STATUS, `"event":"APPROVED","reason":"NONE",${NAMED}`)).toMatchObject({
      type: 'template',
      path: 'entry[0].changes[0].value',
      template: {
        businessAccountId: '900100200300400',
        name: 'order_ready',
        language: 'en-US',
        change: { status: 'APPROVED', rejectedReason: null },
      },
    });
  });

  it.each<[string, string, object]>([
    [STATUS, '"event":"APPROVED","reason":null', { status: 'APPROVED', rejectedReason: null }],
    [STATUS, '"event":"REINSTATED"', { status: 'APPROVED', rejectedReason: null }],
    [STATUS, '"event":"PAUSED","reason":"NONE"', { status: 'PAUSED', rejectedReason: null }],
    [
      STATUS,
      '"event":"REJECTED","reason":"PROMOTIONAL","rejection_info":{"recommendation":"Use MARKETING."}',
      { status: 'REJECTED', rejectedReason: 'PROMOTIONAL. Use MARKETING.' },
    ],
    [
      STATUS,
      '"event":"REJECTED","reason":"INVALID_FORMAT","rejection_info":{"reason":"The header is empty","recommendation":"Fill it."}',
      { status: 'REJECTED', rejectedReason: 'INVALID_FORMAT. The header is empty. Fill it.' },
    ],
    // What these mean for the status, the sync after them tells.
    [STATUS, '"event":"FLAGGED"', {}],
    [STATUS, '"event":"SOMETHING_NEW"', {}],
    ['message_template_components_update', '"message_template_element":"Hello"', {}],
    [
      'message_template_quality_update',
      '"previous_quality_score":"GREEN","new_quality_score":"RED"',
      { quality: 'RED' },
    ],
    [
      'template_category_update',
      '"correct_category":"MARKETING","new_category":"UTILITY"',
      { nextCategory: 'MARKETING' },
    ],
    [
      'template_category_update',
      '"previous_category":"UTILITY","new_category":"MARKETING"',
      { category: 'MARKETING', nextCategory: null },
    ],
  ])('%s with %s', (field, value, change) => {
    expect(parse(field, `${value},${NAMED}`)).toMatchObject({ type: 'template' });
    const item = parse(field, `${value},${NAMED}`);
    expect(item?.type === 'template' && item.template.change).toEqual(change);
  });

  it('are set aside, each for itself, when they lack what they must have', () => {
    expect(parse(STATUS, NAMED)).toMatchObject({ type: 'malformed', reason: 'event is missing' });
    expect(parse(STATUS, '"event":"APPROVED"')).toMatchObject({
      type: 'malformed',
      reason: 'message_template_name is missing',
    });
    expect(parse(STATUS, `"event":"APPROVED",${NAMED}`, '17')).toMatchObject({
      type: 'malformed',
      reason: 'entry.id is missing',
    });
  });
});
