import type { ChangeLog } from './change-log.ts';
import { changesFrame } from './changes-frame.ts';

const CHANGES_PER_FRAME = 200;
const MAX_FRAME_BYTES = 512 * 1024;

/** The next changes for a client that is behind, ready to be sent. */
export interface CatchUpFrame {
  fromSeq: number;
  toSeq: number;
  frame: Buffer;
}

/**
 * Reads of the change log for clients that are behind, shared by all who ask at the same time.
 *
 * After a restart a thousand clients come back in one moment, and nearly all stand at the same
 * place: they wait for one read and are sent the same bytes. Nothing is kept after its answer. A
 * frame is bounded in bytes too, so that one that does not read holds little.
 */
export class CatchUpReads {
  readonly #changeLog: ChangeLog;
  readonly #frames = new Map<number, Promise<CatchUpFrame | undefined>>();
  #bounds: ReturnType<ChangeLog['getBounds']> | undefined;

  constructor(changeLog: ChangeLog) {
    this.#changeLog = changeLog;
  }

  /** As the log's own, but the answer may have been read shortly before the call. */
  getBounds(): ReturnType<ChangeLog['getBounds']> {
    this.#bounds ??= this.#changeLog.getBounds().finally(() => (this.#bounds = undefined));
    return this.#bounds;
  }

  /** The changes right after `seq`; undefined when there are none. */
  readAfter(seq: number): Promise<CatchUpFrame | undefined> {
    const running = this.#frames.get(seq);
    if (running) return running;
    const reading = this.#read(seq).finally(() => this.#frames.delete(seq));
    this.#frames.set(seq, reading);
    return reading;
  }

  async #read(seq: number): Promise<CatchUpFrame | undefined> {
    const rows = await this.#changeLog.readAfter(seq, CHANGES_PER_FRAME);
    let bytes = 0;
    const overflow = rows.findIndex(({ payload }) => (bytes += payload.length) > MAX_FRAME_BYTES);
    const fitting = overflow < 0 ? rows : rows.slice(0, Math.max(1, overflow));
    const [first, last] = [fitting[0], fitting.at(-1)];
    if (!first || !last) return undefined;
    return { fromSeq: first.seq, toSeq: last.seq, frame: changesFrame(fitting) };
  }
}
