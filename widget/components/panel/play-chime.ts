/** Hz, one after the other. */
const NOTES = [660, 880];
const NOTE_S = 0.14;
const LOUDNESS = 0.08;

let context: AudioContext | undefined;

/**
 * Two soft notes. Browsers keep a page silent until somebody has pressed something on it; then this
 * is silent, too, and never an error.
 */
export function playChime(): void {
  try {
    context ??= new AudioContext();
    const { currentTime: now } = context;
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    NOTES.forEach((frequency, index) => strike(context!, frequency, now + index * NOTE_S));
  } catch {
    // No sound on this machine.
  }
}

function strike(audio: AudioContext, frequency: number, at: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 2 * NOTE_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 2 * NOTE_S);
}
