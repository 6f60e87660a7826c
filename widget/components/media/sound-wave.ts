/** Where a voice message's bytes are. */
export interface Sound {
  /** Of the media, for remembering its wave. */
  id: string;
  url: string;
  /** The file itself where this page has it: a strict host lets no page fetch its own `blob:` address. */
  file: Blob | undefined;
}

/** A voice message has about 20 KB a minute; a longer one than this would unpack to 300 MB. */
const MAX_BYTES = 1_024 * 1_024;
/** Enough to see how loud it is, and the lowest that every browser has to offer. */
const SAMPLE_RATE = 8_000;
const REMEMBERED = 200;

const waves = new Map<string, Promise<readonly number[]>>();

/**
 * How loud a sound is from its beginning to its end, as so many values from 0 to 1, the loudest being 1.
 * It is loaded and decoded once for each media id. Rejects where it cannot be: too long, gone, or of
 * a kind that this browser does not play.
 */
export function readSoundWave(sound: Sound, count: number): Promise<readonly number[]> {
  const known = waves.get(sound.id);
  if (known) return known;
  const wave = decode(sound).then((samples) => measureLoudness(samples, count));
  waves.set(sound.id, wave);
  // What failed may go well with another address.
  wave.catch(() => waves.delete(sound.id));
  const [oldest] = waves.keys();
  if (waves.size > REMEMBERED && oldest !== undefined) waves.delete(oldest);
  return wave;
}

async function decode({ url, file }: Sound): Promise<Float32Array> {
  const bytes = await (file ?? (await load(url))).arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) throw new Error('The sound is too long to be drawn.');
  const audio = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes);
  return audio.getChannelData(0);
}

async function load(url: string): Promise<Response> {
  const response = await fetch(url, { credentials: 'omit' });
  const size = Number(response.headers.get('content-length'));
  if (response.ok && size <= MAX_BYTES) return response;
  await response.body?.cancel();
  throw new Error(`The sound cannot be had: HTTP ${response.status}, ${size} bytes.`);
}

/** The root mean square of each part: the ear's measure, where a single click would be a peak's. */
export function measureLoudness(samples: Float32Array, count: number): number[] {
  const levels = Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * samples.length) / count);
    const end = Math.max(start + 1, Math.floor(((index + 1) * samples.length) / count));
    const part = samples.subarray(start, end);
    const sum = part.reduce((total, sample) => total + sample * sample, 0);
    return part.length > 0 ? Math.sqrt(sum / part.length) : 0;
  });
  const loudest = Math.max(...levels);
  return levels.map((level) => (loudest > 0 ? level / loudest : 0));
}
