import { LitElement, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { RecordingError, recordVoice } from './record-voice.ts';
import type { VoiceRecording } from './record-voice.ts';
import { VoiceRecordedEvent } from './voice-events.ts';
import { voiceRecorderStyles } from './voice-recorder.styles.ts';

const TICK_MS = 100;
const BARS = 48;
/** Below it nothing was said: the button was pressed by mistake. */
const SHORTEST_SECONDS = 0.5;

/**
 * Records a voice message, in the place of the field: discard, pause, send; Escape discards. It begins
 * as soon as it is shown, and lets the microphone go when it leaves the page.
 *
 * @fires chasqui-voice-recorded
 * @fires chasqui-voice-discarded
 */
@customElement('chasqui-voice-recorder')
export class VoiceRecorder extends LitElement {
  static override styles = [baseStyles, voiceRecorderStyles];

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('.send') private readonly sendButton!: HTMLButtonElement | null;

  @state() private seconds = 0;
  @state() private isPaused = false;
  @state() private problem = '';

  #recording: VoiceRecording | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #levels: number[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#recording?.discard();
    this.#recording = undefined;
  }

  protected override firstUpdated(): void {
    this.sendButton?.focus();
  }

  protected override render() {
    return html`<div
      class="bar"
      role="group"
      aria-label=${t('voice.recording')}
      @keydown=${this.#handleKeydown}
    >
      <button
        type="button"
        class="icon-button"
        aria-label=${t('voice.discard')}
        title=${t('voice.discard')}
        @click=${this.#discard}
      >
        ${icon('trash')}
      </button>
      ${
        this.problem === ''
          ? html`<div class="meter">
              <span class="dot ${this.isPaused ? 'paused' : ''}"></span>
              <span class="time" role="timer">${formatDuration(this.seconds)}</span>
              <canvas aria-hidden="true"></canvas>
            </div>`
          : html`<p class="problem" role="alert">${this.problem}</p>`
      }
      ${
        this.problem === ''
          ? html`<button
              type="button"
              class="icon-button"
              aria-label=${t(this.isPaused ? 'voice.resume' : 'voice.pause')}
              title=${t(this.isPaused ? 'voice.resume' : 'voice.pause')}
              @click=${this.#togglePause}
            >
              ${icon(this.isPaused ? 'mic' : 'pause')}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="send"
        aria-label=${t('composer.send')}
        ?hidden=${this.problem !== ''}
        @click=${this.#finish}
      >
        ${icon('send')}
      </button>
    </div>`;
  }

  async #begin(): Promise<void> {
    try {
      const recording = await recordVoice();
      if (!this.isConnected) return recording.discard();
      this.#recording = recording;
      this.#timer = setInterval(() => this.#tick(), TICK_MS);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      this.problem = t(`voice.${error.fault}`);
    }
  }

  #tick(): void {
    if (this.isPaused || !this.#recording) return;
    this.seconds += TICK_MS / 1_000;
    this.#levels = [...this.#levels, this.#recording.readLevel()].slice(-BARS);
    this.#draw();
  }

  #draw(): void {
    const { canvas } = this;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.fillStyle = getComputedStyle(canvas).color;
    const step = width / BARS;
    this.#levels.forEach((level, index) => {
      const bar = Math.max(3, level * height);
      const left = width - (this.#levels.length - index) * step;
      context.fillRect(left, (height - bar) / 2, Math.max(1.5, step * 0.5), bar);
    });
  }

  #togglePause = (): void => {
    this.isPaused = !this.isPaused;
    if (this.isPaused) this.#recording?.pause();
    else this.#recording?.resume();
  };

  #discard = (): void => {
    this.dispatchEvent(new Event('chasqui-voice-discarded'));
  };

  #finish = async (): Promise<void> => {
    const recording = this.#recording;
    if (!recording || this.seconds < SHORTEST_SECONDS) return;
    this.#recording = undefined;
    clearInterval(this.#timer);
    this.dispatchEvent(new VoiceRecordedEvent(await recording.finish(), this.seconds));
  };

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#discard();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-voice-recorder': VoiceRecorder;
  }
}
