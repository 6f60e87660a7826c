import { LitElement, html, svg } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { voicePlayerStyles } from './voice-player.styles.ts';

const SPEEDS = [1, 1.5, 2] as const;
const BARS = 44;
const BAR_STEP = 4;
const HEIGHT = 24;
/** One sound at a time, on the whole page. */
let playing: HTMLAudioElement | undefined;

/**
 * A voice message: play and pause, a wave to see and seek by, and three speeds. The wave is drawn from
 * the message's id: it tells one message from another and how far it has been heard, not what it
 * sounds like, which nobody has to load the sound for.
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

  @property() src = '';
  /** What the wave is made from. */
  @property() key = '';
  @property() label = '';

  #bars: readonly number[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('key')) this.#bars = drawBars(this.key);
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
        @click=${() => void (this.isPlaying ? this.audio.pause() : this.audio.play())}
      >
        ${icon(this.isPlaying ? 'pause' : 'play')}
      </button>
      <div class="wave">
        <svg viewBox=${`0 0 ${BARS * BAR_STEP} ${HEIGHT}`} aria-hidden="true">
          ${this.#bars.map((bar, index) => this.#renderBar(bar, index, heard))}
        </svg>
        <input
          type="range"
          min="0"
          step="0.1"
          max=${this.length}
          .value=${String(this.seconds)}
          aria-label=${t('voice.position')}
          aria-valuetext=${`${formatDuration(this.seconds)} / ${formatDuration(this.length)}`}
          @input=${(event: Event) =>
            (this.audio.currentTime = Number((event.target as HTMLInputElement).value))}
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
    const height = Math.round(4 + bar * (HEIGHT - 4));
    const path = `M${index * BAR_STEP + 2} ${(HEIGHT - height) / 2}v${height}`;
    return svg`<path class=${(index + 0.5) / BARS < heard ? 'heard' : ''} d=${path} />`;
  }

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

  #changeSpeed = (): void => {
    const at = SPEEDS.findIndex((speed) => speed === this.speed);
    this.speed = SPEEDS[(at + 1) % SPEEDS.length] ?? 1;
    this.audio.playbackRate = this.speed;
  };
}

/** From 0 to 1, always the same for the same key; neighbours are alike, as in speech. */
function drawBars(key: string): number[] {
  let state = [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  let level = 0.4;
  return Array.from({ length: BARS }, () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    level = Math.min(1, Math.max(0.08, level * 0.5 + (state / 2 ** 32) * 0.6));
    return level;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-voice-player': VoicePlayer;
  }
}
