import { randomInt } from 'node:crypto';
import { GraphError } from './graph-error.ts';
import type { SimulatorState } from './simulator-state.ts';
import { verifyWebhook } from './webhook-sender.ts';
import type { CallbackState, WebhookTarget } from './stored-objects.ts';

const MAX_URI_CHARACTERS = 200;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What the dashboard ticks for a business that follows the guide. */
export const DASHBOARD_FIELDS = [
  'account_review_update',
  'account_update',
  'business_capability_update',
  'message_template_status_update',
  'messages',
  'phone_number_name_update',
  'phone_number_quality_update',
];

/**
 * Where webhooks go. No address is taken before its server has answered the verification, and the
 * account's override goes before the app's own address.
 */
export class WebhookCallbacks {
  readonly #state: SimulatorState;
  readonly #onTarget: (target: WebhookTarget) => void;

  constructor(state: SimulatorState, onTarget: (target: WebhookTarget) => void) {
    this.#state = state;
    this.#onTarget = onTarget;
  }

  get app(): WebhookTarget | undefined {
    return this.#state.callbacks.app;
  }

  get fields(): readonly string[] {
    return this.#state.callbacks.fields;
  }

  get override(): WebhookTarget | undefined {
    return this.#state.callbacks.override;
  }

  /** Whether messages are among the fields; an app without a webhook has none to tick. */
  get hasMessages(): boolean {
    return this.app === undefined || this.fields.includes('messages');
  }

  /** After a start: where they went before. */
  resume(): void {
    this.#tell();
  }

  /** Throws, and changes nothing, when the server refuses. */
  async enterApp(app: WebhookTarget, fields: readonly string[]): Promise<void> {
    await verifyWebhook(app, makeChallenge());
    const { fields: present, override } = this.#state.callbacks;
    this.#change({ app, fields: [...new Set([...present, ...fields])].sort(), override });
  }

  /** Undefined ends the redirection. Throws as above. */
  async setOverride(override: WebhookTarget | undefined): Promise<void> {
    if (override) await verifyWebhook(override, makeChallenge());
    const { app, fields } = this.#state.callbacks;
    this.#change({ app, fields, override });
  }

  #change(callbacks: CallbackState): void {
    this.#state.record({ type: 'callbacks_changed', callbacks });
    this.#tell();
  }

  #tell(): void {
    const target = this.override ?? this.app;
    if (target) this.#onTarget(target);
  }
}

/** Meta takes https only. Addresses of this machine are let through: no tunnel leads to a simulator. */
export function checkCallback(url: string, name: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isSafe = parsed?.protocol === 'https:' || LOOPBACK.test(parsed?.hostname ?? '');
  if (!isSafe || url.length > MAX_URI_CHARACTERS) {
    throw new GraphError(100, {
      message: `(#100) Param ${name} must be a valid, secure URL (https).`,
      details: `Param ${name} must be a valid, secure URL (https).`,
    });
  }
  return url;
}

function makeChallenge(): string {
  return String(randomInt(1_000_000_000));
}
