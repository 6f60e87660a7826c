import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { formatTimeLeft } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { OutgoingFile } from '../../store/inbox-state.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import type { AttachmentEvent } from '../attachment-tray/attachment-tray.ts';
import { icon } from '../icon/icon.ts';
import { windowLevel } from '../window-ring/window-ring.ts';
import '../menu/menu.ts';
import type { Menu, MenuItem } from '../menu/menu.ts';
import { renderClosedWindow } from './closed-window.ts';
import {
  CaptionChangeEvent,
  ComposerSubmitEvent,
  DraftChangeEvent,
  FileRemoveEvent,
  FilesChosenEvent,
  TemplateRequestEvent,
} from './composer-events.ts';
import { composerStyles } from './composer.styles.ts';

/** The longest text Meta takes (same as MAX_TEXT_LENGTH of the contract, which the server checks). */
const MAX_LENGTH = 4_096;
/** Of what stands beside a file (same as MAX_CAPTION_LENGTH of the contract). */
const MAX_CAPTION_LENGTH = 1_024;
const SHOW_COUNTER_WITHIN = 200;
/** The header always shows what is left; the field says it from here on. */
const TELL_UNDER_MS = 4 * 3_600_000;
/** What the dialogs offer; what WhatsApp does not take is converted or refused in words. */
const PICTURES_AND_FILMS = 'image/*,video/mp4,video/3gpp';

/** Why nothing can be written, or `ready`. */
export type ComposerMode = 'ready' | 'not_connected' | 'window_closed' | 'never_wrote' | 'blocked';

/**
 * Where an answer is written. Enter sends, Shift+Enter begins a line; while an input method is
 * composing a word, Enter belongs to it. Files come by the menu, by pasting, or from whoever shows
 * this; while some are attached the field is the caption of the selected one. With nothing to send the
 * button records a voice message.
 *
 * @fires chasqui-composer-submit
 * @fires chasqui-draft-change
 * @fires chasqui-template-request - a template is to be chosen
 * @fires chasqui-files-chosen
 * @fires chasqui-file-remove
 * @fires chasqui-caption-change
 * @fires chasqui-voice-recorded
 */
@customElement('chasqui-composer')
export class Composer extends LitElement {
  static override styles = [baseStyles, composerStyles];

  @query('textarea') private readonly field!: HTMLTextAreaElement | null;

  @query('chasqui-menu') private readonly menu!: Menu;
  @query('input[type=file]') private readonly picker!: HTMLInputElement;

  @state() private text = '';
  @state() private selectedId = '';
  @state() private isRecording = false;

  /** Enter was pressed before the files were ready: they go as soon as they are. */
  #isSubmitHeld = false;

  @property() mode: ComposerMode = 'ready';
  /** The customer's name, for labels and sentences. */
  @property() name = '';
  /** What the field starts with when `key` changes. */
  @property({ attribute: false }) draft = '';
  /** Whose field this is: a change brings that conversation's draft in. */
  @property() key = '';
  /** ISO 8601; for the sentence about a closed window. */
  @property({ attribute: 'last-wrote-at' }) lastWroteAt: string | null = null;
  /** ms until the window closes, by the server's clock; told when little is left. */
  @property({ type: Number, attribute: 'left-ms' }) leftMs = Infinity;
  /** What is attached to this conversation. */
  @property({ attribute: false }) files: readonly OutgoingFile[] = [];
  /** Roomy layouts show what Enter does. */
  @property({ type: Boolean }) hints = false;

  override focus(options?: FocusOptions): void {
    const closedButton = this.renderRoot.querySelector<HTMLElement>('.closed .button');
    (this.field ?? closedButton)?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('key')) {
      this.text = this.draft;
      this.selectedId = '';
      this.isRecording = false;
      this.#isSubmitHeld = false;
    }
    if (changed.has('files') || changed.has('key')) this.#followFiles();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('text') || changed.has('mode')) this.#grow();
    if (changed.has('files') && this.#isSubmitHeld && this.#canSend) this.#submit();
  }

  protected override render() {
    if (this.mode === 'window_closed' || this.mode === 'never_wrote') {
      return renderClosedWindow({
        name: this.name,
        lastWroteAt: this.mode === 'window_closed' ? this.lastWroteAt : null,
        keptText: this.text.trim() === '' ? '' : this.text,
        onTemplate: this.#requestTemplate,
      });
    }
    const isReady = this.mode === 'ready';
    if (this.isRecording) {
      return html`<chasqui-voice-recorder
        @chasqui-voice-recorded=${this.#endRecording}
        @chasqui-voice-discarded=${this.#endRecording}
      ></chasqui-voice-recorder>`;
    }
    const left = this.#maxLength - this.text.length;
    const canSend = this.#canSend;
    const canRecord = isReady && this.text === '' && this.files.length === 0;
    return html`<form class="bar ${this.mode}" @submit=${this.#handleSubmit}>
      ${
        this.files.length === 0
          ? nothing
          : html`<chasqui-attachment-tray
              .files=${this.files}
              .selected=${this.selectedId}
              @chasqui-attachment=${this.#handleAttachment}
            ></chasqui-attachment-tray>`
      }
      <input
        type="file"
        multiple
        hidden
        tabindex="-1"
        aria-hidden="true"
        @change=${this.#handlePicked}
      />
      <button
        type="button"
        class="attach icon-button"
        aria-haspopup="menu"
        aria-label=${t('composer.attach')}
        title=${t('composer.attach')}
        ?disabled=${!isReady}
        @click=${(event: Event) => void this.menu.openAt(event.currentTarget as HTMLElement, 'above-start')}
      >
        ${icon('plus')}
      </button>
      <chasqui-menu .label=${t('composer.attach')} .items=${this.#menuItems}></chasqui-menu>
      ${
        left > SHOW_COUNTER_WITHIN
          ? nothing
          : html`<p class="counter ${left < 0 ? 'over' : ''}" id="counter" role="status">
              ${
                left < 0
                  ? t('composer.over', { count: -left })
                  : t('composer.left', { count: left })
              }
            </p>`
      }
      <textarea
        rows="1"
        dir="auto"
        enterkeyhint="send"
        placeholder=${this.#placeholder}
        aria-label=${t('composer.label', { name: this.name })}
        aria-describedby=${left > SHOW_COUNTER_WITHIN ? nothing : 'counter'}
        aria-invalid=${left < 0 ? 'true' : nothing}
        ?readonly=${!isReady}
        .value=${live(this.text)}
        @input=${this.#handleInput}
        @keydown=${this.#handleKeydown}
        @paste=${this.#handlePaste}
      ></textarea>
      ${
        canRecord
          ? html`<button
              type="button"
              class="send mic"
              aria-label=${t('composer.record')}
              title=${t('composer.record')}
              @click=${this.#handleRecord}
            >
              ${icon('mic')}
            </button>`
          : html`<button
              type="submit"
              class="send"
              aria-label=${t('composer.send')}
              aria-disabled=${canSend ? nothing : 'true'}
            >
              ${icon('send')}
            </button>`
      }
      ${isReady && this.leftMs <= TELL_UNDER_MS ? this.#renderCountdown() : nothing}
      ${this.hints && isReady ? html`<p class="hint">${t('composer.hint')}</p>` : nothing}
    </form>`;
  }

  #renderCountdown() {
    return html`<p class="countdown ${windowLevel(this.leftMs)}" role="status">
      ${icon('clock', 14)}
      <span>${t('composer.closesIn', { time: formatTimeLeft(this.leftMs) })}</span>
    </p>`;
  }

  get #placeholder(): string {
    if (this.mode === 'not_connected') return t('composer.notConnected');
    if (this.mode === 'blocked') return t('composer.blocked');
    return t(this.files.length > 0 ? 'composer.caption' : 'composer.placeholder');
  }

  #handleInput(event: InputEvent): void {
    this.#isSubmitHeld = false;
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#tellText();
  }

  #handleKeydown(event: KeyboardEvent): void {
    // keyCode 229: Safari ends a composition before it tells about the key that ended it.
    if (event.isComposing || event.keyCode === 229) return;
    // By its place: with Alt some keyboards write another letter.
    if (event.altKey && event.code === 'KeyT' && this.mode === 'ready') {
      event.preventDefault();
      this.#requestTemplate();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    this.#submit();
  }

  #handleSubmit(event: Event): void {
    event.preventDefault();
    this.#submit();
    this.focus();
  }

  #submit(): void {
    this.#isSubmitHeld = this.mode === 'ready' && this.#isPreparing;
    if (!this.#canSend) return;
    const text = this.text.trim();
    const hasFiles = this.files.length > 0;
    this.text = '';
    this.selectedId = '';
    if (!hasFiles) this.dispatchEvent(new DraftChangeEvent(''));
    this.dispatchEvent(new ComposerSubmitEvent(hasFiles ? '' : text));
  }

  get #maxLength(): number {
    return this.files.length > 0 ? MAX_CAPTION_LENGTH : MAX_LENGTH;
  }

  get #canSend(): boolean {
    const isWithinLimit = this.text.length <= this.#maxLength;
    const hasFiles = this.files.some(({ step }) => step !== 'refused');
    const hasSomething =
      this.files.length > 0 ? hasFiles && !this.#isPreparing : this.text.trim() !== '';
    return this.mode === 'ready' && isWithinLimit && hasSomething;
  }

  /** It is not known yet what WhatsApp can take each file as. */
  get #isPreparing(): boolean {
    return this.files.some(({ kind, step }) => kind === undefined && step !== 'refused');
  }

  get #menuItems(): MenuItem[] {
    const pick = (accept: string) => () => {
      this.picker.accept = accept;
      this.picker.click();
    };
    return [
      {
        ...{ label: t('composer.photo'), icon: 'image', hint: '5 / 16 MB' },
        run: pick(PICTURES_AND_FILMS),
      },
      { label: t('composer.document'), icon: 'file', hint: '100 MB', run: pick('') },
      {
        ...{ label: t('composer.template'), icon: 'template', hint: 'Alt T' },
        run: this.#requestTemplate,
      },
    ];
  }

  #requestTemplate = (): void => {
    this.dispatchEvent(new TemplateRequestEvent());
  };

  /** The field belongs to the selected file; what was typed before goes to the first one. */
  #followFiles(): void {
    const [first] = this.files;
    if (this.files.some(({ id }) => id === this.selectedId)) return;
    const wasSelected = this.selectedId !== '';
    this.selectedId = first?.id ?? '';
    if (first && (wasSelected || first.caption !== '' || this.text === '')) {
      this.text = first.caption;
    } else if (first) {
      this.dispatchEvent(new DraftChangeEvent(''));
      this.#tellText();
    } else if (wasSelected) this.#tellText();
    // Only those who attach something ever fetch this chunk.
    if (first) void import('../attachment-tray/attachment-tray.ts');
  }

  #tellText(): void {
    this.dispatchEvent(
      this.selectedId === ''
        ? new DraftChangeEvent(this.text)
        : new CaptionChangeEvent(this.selectedId, this.text),
    );
  }

  #handlePicked(): void {
    const files = [...(this.picker.files ?? [])];
    this.picker.value = '';
    if (files.length > 0) this.dispatchEvent(new FilesChosenEvent(files));
    this.focus();
  }

  #handlePaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || this.mode !== 'ready') return;
    event.preventDefault();
    this.dispatchEvent(new FilesChosenEvent(files));
  }

  #handleAttachment({ action, fileId }: AttachmentEvent): void {
    if (action === 'add') {
      const opener = this.renderRoot.querySelector<HTMLElement>('.attach');
      if (opener) void this.menu.openAt(opener, 'above-start');
    } else if (action === 'remove') {
      this.dispatchEvent(new FileRemoveEvent(fileId));
      this.focus();
    } else {
      this.selectedId = fileId;
      this.text = this.files.find(({ id }) => id === fileId)?.caption ?? '';
      this.focus();
    }
  }

  /** Only those who speak ever fetch this chunk. */
  #handleRecord = async (): Promise<void> => {
    await import('../voice-recorder/voice-recorder.ts');
    this.isRecording = true;
  };

  #endRecording = (): void => {
    this.isRecording = false;
    void this.updateComplete.then(() => this.focus());
  };

  /** As high as its text; the limit of six lines is the style sheet's. */
  #grow(): void {
    const { field } = this;
    if (!field) return;
    field.style.setProperty('block-size', 'auto');
    field.style.setProperty('block-size', `${field.scrollHeight + 2}px`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-composer': Composer;
  }
}
