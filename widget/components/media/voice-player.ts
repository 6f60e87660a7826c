import { LitElement, html, svg } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { readSoundWave } from './sound-wave.ts';
import { voicePlayerStyles } from './voice-player.styles.ts';

const SPEEDS = [1, 1.5, 2] as const;
const BARS = 44;
const BAR_STEP = 4;
const HEIGHT = 24;
const FLAT: readonly number[] = Array.from({ length: BARS }, () => 0);
const STEP_S = 2;
const LEAP_S = 10;
/** Where a key leads; the player reads from left to right in every language, as sound does. */
const SEEK_KEYS: Readonly<Record<string, (seconds: number, length: number) => number>> = {
  ArrowLeft: (seconds) => seconds - STEP_S,
  ArrowDown: (seconds) => seconds - STEP_S,
  ArrowRight: (seconds) => seconds + STEP_S,
  ArrowUp: (seconds) => seconds + STEP_S,
  PageDown: (seconds) => seconds - LEAP_S,
  PageUp: (seconds) => seconds + LEAP_S,
  Home: () => 0,
  End: (_, length) => length,
};
/** One sound at a time, on the whole page. */
let playing: HTMLAudioElement | undefined;

/**
 * A voice message: play and pause, a wave to see and seek by, and three speeds. The wave is how loud
 * the sound is; until it is known, and where it cannot be, it is a flat line of dots that shows how far
 * one has heard. By keyboard the arrows go two seconds, Page Up and Down ten, Home and End to the ends.
 *
 * @fires load - the sound's length is known
 * @fires error - its address does not work
 */
@customElement('chasqui-voice-player')
export class VoicePlayer extends LitElement {
  static override styles = [baseStyles, voicePlayerStyles];

  @query('audio') private readonly audio!: HTMLAudioElement;

  @state() private isPlaying = false;
  @state() private seconds = 0;
  @state() private length = 0;
  @state() private speed: number = SPEEDS[0];
  @state() private bars: readonly number[] = FLAT;

  @property() src = '';
  /** The sound itself, where this page has it. */
  @property({ attribute: false }) file: Blob | undefined;
  /** The media's id, by which its wave is remembered. */
  @property() key = '';
  @property() label = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('key')) this.bars = FLAT;
    if (changed.has('key') || changed.has('src')) void this.#draw();
  }

  protected override render() {
    const heard = this.length > 0 ? this.seconds / this.length : 0;
    return html`<div class="player" role="group" aria-label=${this.label} dir="ltr">
      <audio
        src=${this.src}
        preload="metadata"
        @loadedmetadata=${this.#handleLength}
        @durationchange=${this.#handleLength}
        @timeupdate=${() => (this.seconds = this.audio.currentTime)}
        @play=${this.#handlePlay}
        @pause=${() => (this.isPlaying = false)}
        @ended=${() => (this.seconds = 0)}
        @error=${() => this.dispatchEvent(new Event('error'))}
      ></audio>
      <button
        type="button"
        class="play"
        aria-label=${t(this.isPlaying ? 'voice.stop' : 'voice.play')}
        @click=${this.#handleToggle}
      >
        ${icon(this.isPlaying ? 'pause' : 'play')}
      </button>
      <div class="wave">
        <svg viewBox=${`0 0 ${BARS * BAR_STEP} ${HEIGHT}`} aria-hidden="true">
          ${this.bars.map((bar, index) => this.#renderBar(bar, index, heard))}
        </svg>
        <input
          type="range"
          min="0"
          step="any"
          max=${this.length}
          .value=${String(this.seconds)}
          aria-label=${t('voice.position')}
          aria-valuetext=${`${formatDuration(this.seconds)} / ${formatDuration(this.length)}`}
          @input=${(event: Event) => this.#seek(Number((event.target as HTMLInputElement).value))}
          @keydown=${this.#handleKeydown}
        />
        <span class="time" aria-hidden="true"
          >${formatDuration(this.seconds)} / ${formatDuration(this.length)}</span
        >
      </div>
      <button
        type="button"
        class="speed"
        aria-label=${t('voice.speed', { speed: `${this.speed}×` })}
        @click=${this.#changeSpeed}
      >
        ${this.speed}×
      </button>
    </div>`;
  }

  #renderBar(bar: number, index: number, heard: number) {
    const height = Math.round(2 + bar * (HEIGHT - 2));
    const path = `M${index * BAR_STEP + 2} ${(HEIGHT - height) / 2}v${height}`;
    return svg`<path class=${(index + 0.5) / BARS < heard ? 'heard' : ''} d=${path} />`;
  }

  async #draw(): Promise<void> {
    const { key, src, file } = this;
    if (src === '' || this.bars !== FLAT) return;
    const bars = await readSoundWave({ id: key, url: src, file }, BARS).catch(() => FLAT);
    if (key === this.key) this.bars = bars;
  }

  #seek(seconds: number): void {
    this.seconds = Math.min(this.length, Math.max(0, seconds));
    this.audio.currentTime = this.seconds;
  }

  #handleKeydown = (event: KeyboardEvent): void => {
    const to = SEEK_KEYS[event.key]?.(this.seconds, this.length);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#seek(to);
  };

  /** A browser's own recordings have no length until they have been read to the end. */
  #handleLength = (): void => {
    const { duration } = this.audio;
    this.length = Number.isFinite(duration) ? duration : 0;
    this.dispatchEvent(new Event('load'));
  };

  #handlePlay = (): void => {
    if (playing !== this.audio) playing?.pause();
    playing = this.audio;
    this.audio.playbackRate = this.speed;
    this.isPlaying = true;
  };

  #handleToggle = (): void => {
    // What is wrong with the sound comes as `error`; a pause that comes early is no fault.
    if (this.audio.paused) this.audio.play().catch(() => undefined);
    else this.audio.pause();
  };

  #changeSpeed = (): void => {
    const at = SPEEDS.findIndex((speed) => speed === this.speed);
    this.speed = SPEEDS[(at + 1) % SPEEDS.length] ?? 1;
    this.audio.playbackRate = this.speed;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-voice-player': VoicePlayer;
  }
}
