import type { GraphResult } from '../../whatsapp/graph-answer.ts';
import type { GraphInspector, GraphNode } from '../../whatsapp/graph-inspector.ts';
import type { GraphCredentials } from '../../whatsapp/graph-transport.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import { asObject, isTokenRefusal, listEntities, text } from './doctor/doctor-facts.ts';
import type { NumberFacts } from './number-facts.ts';

/** «There is an error with the payment method», in `health_status`: Meta's OpenAPI description v23.0. */
const PAYMENT_CODE = 141006;
const MAX_WORD_LENGTH = 40;

/**
 * Asks Meta what the status card shows. A question that got no answer leaves its facts out, so that
 * what is known stays. Undefined: Meta refused the token or was not reached at all. Fields that Meta
 * may not know are asked for by themselves, as one unknown field (error 100) refuses all.
 */
export async function gatherNumberFacts(
  inspector: Pick<GraphInspector, 'getNumber' | 'getAccount' | 'inspectToken'>,
  credentials: GraphCredentials,
): Promise<Partial<NumberFacts> | undefined> {
  const number = await inspector.getNumber(credentials, ['id', 'status', 'name_status']);
  if (number.kind === 'not_sent' || number.kind === 'no_answer') return undefined;
  if (isTokenRefusal(number)) return undefined;
  const [limit, throughput, official, health, account, funding, token] = await Promise.all([
    inspector.getNumber(credentials, ['id', 'whatsapp_business_manager_messaging_limit']),
    inspector.getNumber(credentials, ['id', 'throughput']),
    inspector.getNumber(credentials, ['id', 'is_official_business_account']),
    inspector.getNumber(credentials, ['id', 'health_status']),
    inspector.getAccount(credentials, ['id', 'business_verification_status']),
    inspector.getAccount(credentials, ['id', 'primary_funding_id']),
    inspector.inspectToken(credentials),
  ]);
  const entityId = (type: string) => listEntities(health).find((each) => each.type === type)?.id;
  const isTokenKnown = token.kind === 'ok' && token.value.isValid;
  return {
    ...told(number, (node) => ({
      numberStatus: word(node.status),
      nameStatus: word(node.name_status),
    })),
    ...told(limit, (node) => ({
      messagingLimit: word(node.whatsapp_business_manager_messaging_limit),
    })),
    ...told(throughput, (node) => ({ throughputLevel: word(asObject(node.throughput).level) })),
    ...told(official, ({ is_official_business_account: isOfficial }) => ({
      isOfficial: typeof isOfficial === 'boolean' ? isOfficial : undefined,
    })),
    ...told(account, (node) => ({ businessVerification: word(node.business_verification_status) })),
    ...told(health, () => ({
      appId: word(entityId('APP')),
      businessId: word(entityId('BUSINESS')),
    })),
    ...findPaymentMethod(health, funding),
    ...(isTokenKnown
      ? {
          token: {
            type: word(token.value.type),
            expiresAtMs: token.value.expiresAtMs,
            dataAccessEndsAtMs: token.value.dataAccessEndsAtMs,
            scopes: token.value.scopes,
          },
          ...(token.value.appId ? { appId: word(token.value.appId) } : {}),
        }
      : {}),
  };
}

/** Meta shows the method itself to its partners only: that it is not shown means nothing. */
function findPaymentMethod(
  health: GraphResult<GraphNode>,
  funding: GraphResult<GraphNode>,
): Pick<NumberFacts, 'paymentMethod'> | object {
  const errors = listEntities(health).flatMap((entity) => entity.errors);
  if (errors.some(({ code }) => code === PAYMENT_CODE)) return { paymentMethod: 'trouble' };
  if (funding.kind === 'ok') {
    return { paymentMethod: text(funding.value.primary_funding_id) ? 'added' : 'missing' };
  }
  return health.kind === 'ok' ? { paymentMethod: undefined } : {};
}

function told<Facts extends object>(
  result: GraphResult<GraphNode>,
  read: (node: GraphNode) => Facts,
): Facts | object {
  return result.kind === 'ok' ? read(result.value) : {};
}

/** Meta's word, fit for its column. */
function word(value: unknown): string | undefined {
  const given = text(value);
  return given === undefined ? undefined : toStorableText(given, MAX_WORD_LENGTH);
}
