import { createHash } from 'node:crypto';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';

export interface GraphObject {
  /** The name of the node type, as error messages print it. */
  nodeType: string;
  fields: Record<string, unknown>;
  /** What is answered when no `fields` are asked for. */
  defaults: readonly string[];
}

/** The number, in perfect health. */
export function describePhoneNumber(
  options: Required<SimulatorOptions>,
  webhookUrl: string,
): GraphObject {
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
      status: 'CONNECTED',
      quality_rating: 'GREEN',
      whatsapp_business_manager_messaging_limit: 'TIER_2K',
      throughput: { level: 'STANDARD' },
      platform_type: 'CLOUD_API',
      account_mode: 'LIVE',
      is_official_business_account: false,
      is_pin_enabled: true,
      is_on_biz_app: false,
      webhook_configuration: webhookUrl ? { application: webhookUrl } : {},
      health_status: describeHealth(options),
    },
  };
}

export function describeBusinessAccount(options: Required<SimulatorOptions>): GraphObject {
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
      health_status: describeHealth(options),
    },
  };
}

function describeHealth(options: Required<SimulatorOptions>): object {
  const entity = (type: string, id: string) => ({
    entity_type: type,
    id,
    can_send_message: 'AVAILABLE',
  });
  return {
    can_send_message: 'AVAILABLE',
    entities: [
      entity('PHONE_NUMBER', options.phoneNumberId),
      entity('WABA', options.businessAccountId),
      entity('APP', options.appId),
    ],
  };
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
    if (!Object.hasOwn(object.fields, name)) {
      throw new GraphError(100, {
        message: `(#100) Tried accessing nonexisting field (${name}) on node type (${object.nodeType})`,
      });
    }
  }
  const picked = names.length > 0 ? [...names, 'id'] : object.defaults;
  return Object.fromEntries(picked.map((name) => [name, object.fields[name]]));
}
