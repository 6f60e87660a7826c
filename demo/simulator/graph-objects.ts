import { createHash } from 'node:crypto';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';

export interface GraphObject {
  /** The name of the node type, as error messages print it. */
  nodeType: string;
  fields: Record<string, unknown>;
  /** What is answered when no `fields` are asked for. */
  defaults: readonly string[];
}

/** Where webhooks go: the app's own address, unless the account has another. */
export interface Callbacks {
  application: string;
  account: string | undefined;
}

/** The number, in perfect health unless its set-up is broken. */
export function describePhoneNumber(
  options: Required<SimulatorOptions>,
  setup: SetupFaults,
  callbacks: Callbacks,
): GraphObject {
  const { throughput_level = 'STANDARD', ...changed } = setup.profile.number;
  return {
    nodeType: 'WhatsAppBusinessPhoneNumber',
    defaults: [
      'id',
      'display_phone_number',
      'verified_name',
      'quality_rating',
      'code_verification_status',
    ],
    fields: {
      id: options.phoneNumberId,
      display_phone_number: options.displayPhoneNumber,
      verified_name: options.verifiedName,
      name_status: 'APPROVED',
      code_verification_status: 'VERIFIED',
      status: setup.has('unregistered_number') ? 'PENDING' : 'CONNECTED',
      quality_rating: 'GREEN',
      whatsapp_business_manager_messaging_limit: 'TIER_2K',
      throughput: { level: throughput_level },
      platform_type: 'CLOUD_API',
      account_mode: 'LIVE',
      is_official_business_account: false,
      is_pin_enabled: true,
      is_on_biz_app: false,
      ...changed,
      webhook_configuration: {
        ...(callbacks.application ? { application: callbacks.application } : {}),
        ...(callbacks.account ? { whatsapp_business_account: callbacks.account } : {}),
      },
      health_status: describeHealth(options, setup),
    },
  };
}

export function describeBusinessAccount(
  options: Required<SimulatorOptions>,
  setup: SetupFaults,
): GraphObject {
  const { primary_funding_id: fundingId, ...changed } = setup.profile.account;
  return {
    nodeType: 'WhatsAppBusinessAccount',
    defaults: ['id', 'name', 'timezone_id', 'message_template_namespace'],
    fields: {
      id: options.businessAccountId,
      name: options.verifiedName,
      currency: 'USD',
      timezone_id: '1',
      country: 'US',
      message_template_namespace: createHash('sha256')
        .update(options.businessAccountId)
        .digest('hex')
        .slice(0, 32),
      account_review_status: 'APPROVED',
      business_verification_status: 'verified',
      ownership_type: 'SELF',
      health_status: describeHealth(options, setup),
      ...changed,
      ...(fundingId === undefined ? {} : { primary_funding_id: fundingId ?? undefined }),
    },
  };
}

/** The business portfolio that owns the account. */
const BUSINESS_ID = '440000000000004';

type HealthError = readonly [code: number, description: string, solution: string];

/** As in Meta's OpenAPI description, but for 141000, which is ours: it names no such number. */
const HEALTH_ERRORS = {
  unregistered_number: [
    141000,
    'The phone number is not registered.',
    'Please register the phone number.',
  ],
  restricted_account: [
    141014,
    'The WABA is banned.',
    'Please visit Business Support Home for more details on how to appeal the ban.',
  ],
  no_payment_method: [
    141006,
    'There is an error with the payment method. This will block business initiated conversations.',
    'There was an error with your payment method. Please add a new payment method to the account.',
  ],
} as const satisfies Record<string, HealthError>;

function describeHealth(options: Required<SimulatorOptions>, setup: SetupFaults): object {
  const entity = (type: string, id: string, ...faults: (keyof typeof HEALTH_ERRORS)[]) => {
    const errors = faults
      .filter((fault) => setup.has(fault))
      .map((fault) => HEALTH_ERRORS[fault])
      .map(([error_code, error_description, possible_solution]) => ({
        error_code,
        error_description,
        possible_solution,
      }));
    return {
      entity_type: type,
      id,
      can_send_message: errors.length > 0 ? 'BLOCKED' : 'AVAILABLE',
      ...(errors.length > 0 ? { errors } : {}),
    };
  };
  const entities = [
    entity('PHONE_NUMBER', options.phoneNumberId, 'unregistered_number'),
    entity('WABA', setup.accountOfNumber, 'restricted_account', 'no_payment_method'),
    entity('BUSINESS', BUSINESS_ID),
    entity('APP', options.appId),
  ];
  const isBlocked = entities.some((each) => each.can_send_message === 'BLOCKED');
  return { can_send_message: isBlocked ? 'BLOCKED' : 'AVAILABLE', entities };
}

/**
 * What `?fields=` asks for, always with the `id`. Subfields in braces are taken and not picked from.
 * Throws code 100 for a field that the node doesn't have, as Meta does.
 */
export function pickFields(object: GraphObject, asked: unknown): Record<string, unknown> {
  const text = typeof asked === 'string' ? asked.replace(/\{[^}]*\}/g, '') : '';
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names) {
    // Of an account's payment method nobody but Meta's partners is told.
    const isShown = Object.hasOwn(object.fields, name);
    if (name === 'primary_funding_id' && !isShown) {
      throw new GraphError(10, {
        message: '(#10) Application does not have permission for this action',
      });
    }
    if (!isShown) {
      throw new GraphError(100, {
        message: `(#100) Tried accessing nonexisting field (${name}) on node type (${object.nodeType})`,
      });
    }
  }
  const picked = names.length > 0 ? [...names, 'id'] : object.defaults;
  return Object.fromEntries(picked.map((name) => [name, object.fields[name]]));
}
