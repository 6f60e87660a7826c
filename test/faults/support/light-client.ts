import { WebSocket } from 'ws';

/** Frames of one moment are the same bytes for all clients: each is parsed once. */
const PARSED_FRAMES_KEPT = 64;
const parsedFrames: { bytes: Buffer; seqs: number[] }[] = [];

function readSeqs(bytes: Buffer): number[] {
  const known = parsedFrames.find((frame) => frame.bytes.equals(bytes));
  if (known) return known.seqs;
  const seqs = [...bytes.toString('latin1').matchAll(/\{"seq":(\d+),/g)].map(([, seq]) =>
    Number(seq),
  );
  parsedFrames.unshift({ bytes: Buffer.from(bytes), seqs });
  parsedFrames.length = Math.min(parsedFrames.length, PARSED_FRAMES_KEPT);
  return seqs;
}

/**
 * A client of `/api/live` that keeps nothing but its place, so that a thousand fit into one process.
 * It comes back the moment it is told to, or when its socket ends while the server runs.
 */
export class LightClient {
  /** The last change it has seen; 0 before the first. */
  seq = 0;
  /** Changes that came although it had them, or out of order. */
  repeats = 0;
  resets = 0;
  /** Whether its newest socket was accepted. */
  isWelcome = false;
  /** Where numbers were left out: after the first, before the second. Empty if the log has them so. */
  readonly jumps: [number, number][] = [];
  /** How its sockets ended. */
  readonly closeCodes: number[] = [];
  socket: WebSocket | undefined;
  readonly #url: string;
  readonly #token: string;
  readonly #mayReturn: () => boolean;

  /** `mayReturn` says whether a socket that ended is opened again at once. */
  constructor(url: string, token: string, mayReturn: () => boolean = () => true) {
    this.#url = url;
    this.#token = token;
    this.#mayReturn = mayReturn;
  }

  connect(): void {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    this.socket = socket;
    this.isWelcome = false;
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'hello', token: this.#token, after_seq: this.seq }));
    });
    socket.on('message', (data) => this.#receive(data as Buffer));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.closeCodes.push(code);
      if (this.#mayReturn()) setTimeout(() => this.#return(), 50);
    });
  }

  /** Opens a socket unless there is one. */
  #return(): void {
    if (this.socket === undefined && this.#mayReturn()) this.connect();
  }

  /** Ends for good. */
  stop(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.terminate();
  }

  #receive(bytes: Buffer): void {
    this.isWelcome = true;
    if (bytes.includes('"type":"reset"') && bytes.length < 100) this.resets += 1;
    for (const seq of readSeqs(bytes)) {
      if (seq <= this.seq) {
        this.repeats += 1;
        continue;
      }
      if (seq > this.seq + 1) this.jumps.push([this.seq, seq]);
      this.seq = seq;
    }
  }
}

/** What `clients` missed or saw twice, by the numbers that the change log has. */
export function findGapsAndRepeats(
  clients: readonly LightClient[],
  seqsInLog: readonly number[],
): { gaps: number; repeats: number; resets: number; behind: number } {
  const head = seqsInLog.at(-1) ?? 0;
  const isMissed = ([after, before]: [number, number]) =>
    seqsInLog.some((seq) => seq > after && seq < before);
  const sum = (count: (client: LightClient) => number) =>
    clients.reduce((total, client) => total + count(client), 0);
  return {
    gaps: sum((client) => client.jumps.filter(isMissed).length),
    repeats: sum((client) => client.repeats),
    resets: sum((client) => client.resets),
    behind: sum((client) => (client.seq === head ? 0 : 1)),
  };
}
