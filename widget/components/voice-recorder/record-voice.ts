import { webmToOgg } from '../../files/webm-to-ogg.ts';

/** What may be recorded, the best for WhatsApp first: only OGG with Opus is a voice message there. */
const FORMATS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const;
/** Speech in Opus; three minutes stay below the 512 KB up to which phones show a play button. */
const BITS_PER_SECOND = 20_000;
const SLICE_MS = 500;

export type RecordingFault = 'denied' | 'missing' | 'unsupported';

export class RecordingError extends Error {
  readonly fault: RecordingFault;

  constructor(fault: RecordingFault) {
    super(fault);
    this.fault = fault;
  }
}

/** A recording that runs. */
export interface VoiceRecording {
  /** How loud it is now, from 0 to 1. */
  readLevel(): number;
  pause(): void;
  resume(): void;
  /** Ends it; the file is OGG with Opus, or M4A where the browser makes nothing else. */
  finish(): Promise<File>;
  discard(): void;
}

/** Asks for the microphone and begins. Throws RecordingError. */
export async function recordVoice(): Promise<VoiceRecording> {
  const mimeType =
    typeof MediaRecorder === 'undefined'
      ? undefined
      : FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  // Without a secure context there is no `mediaDevices`.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!mimeType || !devices) throw new RecordingError('unsupported');
  const stream = await openMicrophone(devices);
  const chunks: Blob[] = [];
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
  const meter = new LevelMeter(stream);
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
    meter.close();
  };
  recorder.start(SLICE_MS);
  return {
    readLevel: () => meter.read(),
    pause: () => recorder.pause(),
    resume: () => recorder.resume(),
    finish: async () => {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
      recorder.stop();
      await stopped;
      end();
      return toFile(new Blob(chunks), mimeType);
    },
    discard: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      end();
    },
  };
}

async function openMicrophone(devices: MediaDevices): Promise<MediaStream> {
  try {
    // WhatsApp takes Opus in mono only.
    return await devices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
    });
  } catch (error) {
    const isMissing = error instanceof DOMException && error.name === 'NotFoundError';
    throw new RecordingError(isMissing ? 'missing' : 'denied');
  }
}

async function toFile(recorded: Blob, mimeType: string): Promise<File> {
  if (mimeType.startsWith('audio/mp4')) {
    return new File([recorded], 'voice.m4a', { type: 'audio/mp4' });
  }
  const bytes = mimeType.startsWith('audio/webm')
    ? webmToOgg(new Uint8Array(await recorded.arrayBuffer()))
    : recorded;
  return new File([bytes], 'voice.ogg', { type: 'audio/ogg' });
}

class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Uint8Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = 512;
    this.#samples = new Uint8Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  read(): number {
    this.#analyser.getByteTimeDomainData(this.#samples);
    const peak = this.#samples.reduce((max, value) => Math.max(max, Math.abs(value - 128)), 0);
    return Math.min(1, (peak / 128) * 1.8);
  }

  close(): void {
    void this.#context.close();
  }
}
