import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatSize, showControls } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { OutgoingFile } from '../../store/inbox-state.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { attachmentTrayStyles } from './attachment-tray.styles.ts';

/** Fired when a file is to be taken away, or its caption to be written. */
export class AttachmentEvent extends Event {
  static readonly eventName = 'chasqui-attachment';
  readonly action: 'remove' | 'select' | 'add';
  readonly fileId: string;

  constructor(action: AttachmentEvent['action'], fileId = '') {
    super(AttachmentEvent.eventName);
    this.action = action;
    this.fileId = fileId;
  }
}

/**
 * The files that go with the next «Send»: a tile for each, with how far it has been uploaded, and one
 * to add more. Pressing a tile chooses whose caption is being written; Delete takes it away.
 *
 * @fires chasqui-attachment
 */
@customElement('chasqui-attachment-tray')
export class AttachmentTray extends LitElement {
  static override styles = [baseStyles, attachmentTrayStyles];

  @property({ attribute: false }) files: readonly OutgoingFile[] = [];
  /** Whose caption is in the field. */
  @property() selected = '';

  protected override render() {
    const refused = this.files.filter(({ step }) => step === 'refused');
    return html`<ul aria-label=${t('file.list')}>
        ${repeat(
          this.files,
          ({ id }) => id,
          (file) => this.#renderTile(file),
        )}
        <li>
          <button
            type="button"
            class="add"
            aria-label=${t('file.add')}
            title=${t('file.add')}
            @click=${() => this.dispatchEvent(new AttachmentEvent('add'))}
          >
            ${icon('plus')}
          </button>
        </li>
      </ul>
      ${refused.map(
        ({ name, reason }) =>
          html`<p class="refused" role="alert">
            ${icon('alert', 14)}<span
              >${t('file.refused', { name: showControls(name), reason })}</span
            >
          </p>`,
      )}`;
  }

  #renderTile(file: OutgoingFile) {
    const { id, step } = file;
    const name = showControls(file.name);
    const isBusy = step === 'preparing' || step === 'uploading' || step === 'waiting';
    return html`<li class="tile ${step}">
      <button
        type="button"
        class="face"
        aria-pressed=${id === this.selected}
        title=${name}
        @click=${() => this.dispatchEvent(new AttachmentEvent('select', id))}
        @keydown=${(event: KeyboardEvent) => this.#handleKeydown(event, id)}
      >
        ${renderFace(file)}
        <span class="visually-hidden">${t('file.select', { name })}. ${describe(file)}</span>
      </button>
      ${
        isBusy
          ? html`<progress aria-hidden="true" max="1" .value=${file.progress}></progress>`
          : nothing
      }
      <button
        type="button"
        class="remove"
        aria-label=${t('file.remove', { name })}
        title=${t('file.remove', { name })}
        @click=${() => this.dispatchEvent(new AttachmentEvent('remove', id))}
      >
        ${icon('close', 14)}
      </button>
    </li>`;
  }

  #handleKeydown(event: KeyboardEvent, id: string): void {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    this.dispatchEvent(new AttachmentEvent('remove', id));
  }
}

function describe({ name, step, progress, reason }: OutgoingFile): string {
  const shown = showControls(name);
  if (step === 'refused') return t('file.refused', { name: shown, reason });
  if (step === 'uploaded') return t('file.ready', { name: shown });
  return t('file.uploading', { name: shown, percent: Math.round(progress * 100) });
}

function renderFace({ kind, url, name, sizeBytes, step }: OutgoingFile) {
  if (url !== '' && kind === 'image') return html`<img src=${url} alt="" />`;
  if (url !== '' && kind === 'video') {
    return html`<video src=${url} muted preload="metadata" aria-hidden="true"></video>`;
  }
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase();
  return html`<span class="document">
    ${step === 'preparing' ? html`<span class="spinner"></span>` : html`<b>${ending ?? icon('file')}</b>`}
    <small>${formatSize(sizeBytes)}</small>
  </span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-attachment-tray': AttachmentTray;
  }
  interface HTMLElementEventMap {
    'chasqui-attachment': AttachmentEvent;
  }
}
