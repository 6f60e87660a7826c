/*
 * What the journal keeps of files and callbacks, beside messages and people.
 */

/** A file of the app, as templates name it by its handle. */
export interface AppFile {
  handle: string;
  mimeType: string;
}

/** A file that the business has uploaded, as the journal keeps it; its bytes are beside it. */
export interface BusinessFile {
  id: string;
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  uploadedAtMs: number;
}

export interface WebhookTarget {
  url: string;
  verifyToken: string;
}

/** What Meta keeps of an app's webhook. */
export interface CallbackState {
  /** The app's own address. */
  app: WebhookTarget | undefined;
  /** The fields that the app has subscribed to. */
  fields: readonly string[];
  /** Where the account's messages go instead. */
  override: WebhookTarget | undefined;
}
