import type { MessageTemplate, TemplatePart } from './template.ts';

const REVIEWED_AT_S = 1_793_000_000;

type Sample = Pick<MessageTemplate, 'id' | 'name' | 'category' | 'components'> &
  Partial<MessageTemplate>;

const body = (text: string, ...values: string[]): TemplatePart => ({
  type: 'BODY',
  text,
  ...(values.length > 0 ? { example: { body_text: [values] } } : {}),
});

const SAMPLES: Sample[] = [
  {
    id: '560000000000001',
    name: 'order_ready',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Order {{order_no}}',
        example: { header_text_named_params: [{ param_name: 'order_no', example: 'A-1042' }] },
      },
      {
        type: 'BODY',
        text: 'Hello {{first_name}}, your order is ready to collect at our shop.',
        example: { body_text_named_params: [{ param_name: 'first_name', example: 'Nadia' }] },
      },
      { type: 'FOOTER', text: 'Storeboard' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track order',
            url: 'https://shop.example/orders/{{1}}',
            example: ['https://shop.example/orders/A-1042'],
          },
          { type: 'QUICK_REPLY', text: 'Thank you' },
        ],
      },
    ],
  },
  {
    id: '560000000000002',
    name: 'delivery_update',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      body(
        'Good news {{1}}! Your order {{2}} is on its way to the place above.',
        'Nadia',
        'A-1042',
      ),
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Stop updates' }] },
    ],
  },
  {
    id: '560000000000003',
    name: 'delivery_update',
    language: 'es',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      body('¡Hola {{1}}! Tu pedido {{2}} va de camino a este lugar.', 'Nadia', 'A-1042'),
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'No más avisos' }] },
    ],
  },
  {
    id: '560000000000004',
    name: 'spring_sale',
    category: 'MARKETING',
    components: [
      {
        type: 'HEADER',
        format: 'IMAGE',
        example: { header_handle: ['https://scontent.whatsapp.net/v/t61.29466-34/sample'] },
      },
      body('Hi {{1}}, all kettles are {{2}} off this week. Come and have a look!', 'Nadia', '20%'),
      { type: 'FOOTER', text: 'Reply STOP to opt out' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', text: 'Copy offer code', example: 'SPRING20' },
          { type: 'URL', text: 'To the shop', url: 'https://shop.example/sale' },
        ],
      },
    ],
  },
  {
    id: '560000000000005',
    name: 'kettle_carousel',
    category: 'MARKETING',
    components: [
      body('Hello {{1}}, these have just come in', 'Nadia'),
      {
        type: 'CAROUSEL',
        cards: ['Blue kettle', 'Red kettle'].map((name) => ({
          components: [
            {
              type: 'HEADER',
              format: 'IMAGE',
              example: { header_handle: ['https://scontent.whatsapp.net/v/t61.29466-34/sample'] },
            },
            body(`${name}, now at {{1}} for a short while`, '39.00'),
            { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Keep one for me' }] },
          ],
        })),
      },
    ],
  },
  {
    id: '560000000000006',
    name: 'sign_in_code',
    category: 'AUTHENTICATION',
    components: [
      {
        type: 'BODY',
        text: '*{{1}}* is your verification code. For your security, do not share this code.',
        add_security_recommendation: true,
        example: { body_text: [['123456']] },
      },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
          },
        ],
      },
    ],
  },
  {
    id: '560000000000007',
    name: 'weekend_offer',
    category: 'MARKETING',
    status: 'REJECTED',
    rejected_reason: 'TAG_CONTENT_MISMATCH',
    components: [body('Everything must go this weekend, every kettle at half the price.')],
  },
];

/** The fictional templates with which a simulated account begins. */
export const TEMPLATE_SAMPLES: readonly MessageTemplate[] = SAMPLES.map((sample) => ({
  language: 'en_US',
  status: 'APPROVED',
  parameter_format: 'POSITIONAL',
  quality_score: { score: 'GREEN', date: REVIEWED_AT_S },
  rejected_reason: 'NONE',
  ...sample,
}));
