import type { SignupStep } from '../../../contract/signup.ts';
import type { SignupRecord } from './signup-store.ts';

/** One request's way through the steps. */
export class SignupRun {
  record: SignupRecord;
  /** The one that is under way. */
  step: SignupStep = 'exchange_code';
  readonly #save: (record: SignupRecord) => Promise<void>;

  constructor(record: SignupRecord, save: (record: SignupRecord) => Promise<void>) {
    this.record = record;
    this.#save = save;
  }

  /** Its token is forgotten only when nothing is left to do. */
  get isFinished(): boolean {
    const { done, accessToken } = this.record;
    return done.includes('save_connection') && accessToken === undefined;
  }

  /** Does a step that is not done yet, and keeps what it found out. */
  async do(step: SignupStep, work: () => Promise<Partial<SignupRecord> | void>): Promise<void> {
    if (this.record.done.includes(step)) return;
    this.step = step;
    const found = await work();
    await this.keep({ ...found, done: [...this.record.done, step] });
  }

  async keep(change: Partial<SignupRecord>): Promise<void> {
    this.record = { ...this.record, ...change };
    await this.#save(this.record);
  }
}
