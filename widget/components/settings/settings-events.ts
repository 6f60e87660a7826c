import type {
  DisconnectResponse,
  TestConnectionResponse,
  WhatsAppSettings,
} from '../../../backend/contract/settings.ts';
import type { WebhookEvent } from '../../../backend/contract/webhook-event.ts';
import type { FieldName } from './settings-values.ts';

/** Events among the settings tab's elements; they do not leave it. */

export class SettingsSavedEvent extends Event {
  static readonly eventName = 'chasqui-settings-saved';
  /** As the server has them now. */
  readonly settings: WhatsAppSettings;
  /** The verify token that was saved with them: the server does not give it back. */
  readonly verifyToken: string | undefined;

  constructor(settings: WhatsAppSettings, verifyToken?: string) {
    super(SettingsSavedEvent.eventName);
    this.settings = settings;
    this.verifyToken = verifyToken;
  }
}

export class ConnectionTestedEvent extends Event {
  static readonly eventName = 'chasqui-connection-tested';
  readonly result: TestConnectionResponse;

  constructor(result: TestConnectionResponse) {
    super(ConnectionTestedEvent.eventName);
    this.result = result;
  }
}

/** The server has forgotten the keys. */
export class DisconnectedEvent extends Event {
  static readonly eventName = 'chasqui-disconnected';
  readonly outcome: DisconnectResponse;

  constructor(outcome: DisconnectResponse) {
    super(DisconnectedEvent.eventName);
    this.outcome = outcome;
  }
}

/** Meta has given a longer token, and the server has stored it. */
export class TokenExtendedEvent extends Event {
  static readonly eventName = 'chasqui-token-extended';
  constructor() {
    super(TokenExtendedEvent.eventName);
  }
}

/** Somebody wants to change this field of the form. */
export class FieldWantedEvent extends Event {
  static readonly eventName = 'chasqui-field-wanted';
  readonly field: FieldName;

  constructor(field: FieldName) {
    super(FieldWantedEvent.eventName);
    this.field = field;
  }
}

/** A webhook of the journal was replayed. */
export class WebhookReplayedEvent extends Event {
  static readonly eventName = 'chasqui-webhook-replayed';
  /** As it stands now. */
  readonly webhook: WebhookEvent;

  constructor(webhook: WebhookEvent) {
    super(WebhookReplayedEvent.eventName);
    this.webhook = webhook;
  }
}
