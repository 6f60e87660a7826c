import type { GraphResult } from '../../../whatsapp/graph-answer.ts';
import type {
  AppSubscription,
  GraphNode,
  SubscribedApp,
  TokenReport,
} from '../../../whatsapp/graph-inspector.ts';

/** All that the checks know: what is stored here, and what Meta answered or did not. */
export interface DoctorFacts {
  nowMs: number;
  /** Where Meta's webhooks should go. */
  webhookUrl: string;
  phoneNumberId: string;
  businessAccountId: string;
  apiVersion: string;
  hasAppSecret: boolean;
  appSecretUpdatedAtMs: number | undefined;
  lastWebhookAtMs: number | undefined;
  webhookRefusedAtMs: number | undefined;

  /** The first call, with the app secret's proof where there is a secret. */
  opening: GraphResult<GraphNode>;
  /** The first call again without the proof, where Meta refused it; else the same as `opening`. */
  entry: GraphResult<GraphNode>;
  /** Meta's clock minus ours; undefined: it did not say. */
  skewMs: number | undefined;
  servedVersion: string | undefined;

  token: GraphResult<TokenReport>;
  number: GraphResult<GraphNode>;
  /** The number's `health_status`. */
  health: GraphResult<GraphNode>;
  /** The number's `whatsapp_business_manager_messaging_limit`. */
  limit: GraphResult<GraphNode>;
  /** The number's `webhook_configuration`. */
  callbacks: GraphResult<GraphNode>;
  account: GraphResult<GraphNode>;
  /** The account's `primary_funding_id`. */
  funding: GraphResult<GraphNode>;
  isNumberInAccount: GraphResult<boolean>;
  apps: GraphResult<SubscribedApp[]>;
  /** The app's own webhook; only the app secret shows it. */
  appSubscription: GraphResult<AppSubscription | null>;
}

export const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const;

/** Whether the call failed for what the token is, and not for what it may do. */
export function isTokenRefusal(result: GraphResult<unknown>): boolean {
  // «auth failed», «session expired», «token expired or invalid»: cloud-api.md §10.
  return result.kind === 'refused' && [0, 102, 190].includes(result.error.code);
}

/** Whether the call failed for the app secret: a wrong one, or none where the app requires it. */
export function isProofRefusal(result: GraphResult<unknown>): boolean {
  return result.kind === 'refused' && /appsecret_proof/i.test(result.error.message);
}

/** Whether Meta knows the token and does not let it see this. */
export function isAccessRefusal(result: GraphResult<unknown>): boolean {
  if (result.kind !== 'refused' || isProofRefusal(result)) return false;
  const { code } = result.error;
  return code === 3 || code === 10 || (code >= 200 && code <= 299) || [33, 100, 803].includes(code);
}

/** The app that the token is of, as far as any answer names it. */
export function findAppId({ token, health }: Pick<DoctorFacts, 'token' | 'health'>) {
  if (token.kind === 'ok' && token.value.appId) return token.value.appId;
  return listEntities(health).find(({ type }) => type === 'APP')?.id;
}

export interface HealthEntity {
  type: string;
  id: string | undefined;
  /** `AVAILABLE`, `LIMITED` or `BLOCKED`. */
  canSend: string;
  errors: readonly { code: number; words: string }[];
  notes: readonly string[];
}

/** The entities of `health_status`; none if it is not known. */
export function listEntities(health: GraphResult<GraphNode>): HealthEntity[] {
  if (health.kind !== 'ok') return [];
  const { entities } = asObject(health.value.health_status);
  return asList(entities).map((entity) => ({
    type: text(entity.entity_type) ?? '',
    id: text(entity.id),
    canSend: text(entity.can_send_message) ?? '',
    errors: asList(entity.errors).map((error) => ({
      code: Number(error.error_code),
      words: text(error.error_description) ?? '',
    })),
    notes: Array.isArray(entity.additional_info)
      ? entity.additional_info.flatMap((note: unknown) => text(note) ?? [])
      : [],
  }));
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}
