/** Waits between two batches; false: stop here, the next run goes on. */
export type Rest = () => Promise<boolean>;

/** Something that is kept for a time only. */
export interface RetentionRule {
  /** For the log, for example `webhooks`. */
  what: string;
  /** Deletes what is too old, in small transactions with a rest after each. */
  deleteOld(nowMs: number, rest: Rest): Promise<unknown>;
}
