import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DocumentContent, MediaContent } from '../../../backend/contract/message-content.ts';
import type { MediaAddress } from '../../api/media-links.ts';
import { formatSize, showControls } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import { MediaLinkEvent, MediaRetryEvent } from './media-events.ts';
import { mediaStyles } from './media.styles.ts';
import { READY_MEDIA, kindLabel } from './ready-media.ts';
import type { ReadyMedia } from './ready-media.ts';

const NOWHERE: MediaAddress = { url: '' };

const ICONS: Record<MediaContent['kind'], IconName> = {
  image: 'image',
  video: 'play',
  audio: 'play',
  document: 'file',
  sticker: 'image',
};

/**
 * The file of a message: a picture, a film, sound, a document, a sticker, or an honest placeholder.
 *
 * Its address is asked for when the file comes into view, and once more should it not work. The
 * place is kept free before anything has loaded, so that nothing in the chat jumps. Of a picture the
 * chat shows the thumbnail, where there is one, and the large view the original.
 *
 * @fires chasqui-media-link - wants the file's address
 * @fires chasqui-media-retry - «Try again» was pressed on a file that was not fetched
 */
@customElement('chasqui-media')
export class MediaElement extends LitElement {
  static override styles = [baseStyles, mediaStyles];

  @state() private url = '';
  /** Empty where the picture itself is shown. */
  @state() private thumbnailUrl = '';
  @state() private isBroken = false;
  @state() private isEnlarged = false;

  @property({ attribute: false }) content!: MediaContent;

  #shownId = '';
  /** The bytes, where this page sent them itself. */
  #file: Blob | undefined;
  #isInView = false;
  #hasAskedTwice = false;
  #observer: IntersectionObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#isInView = true;
      this.#observer?.disconnect();
      void this.#findUrl();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { id, state: mediaState, width, height } = this.content.media;
    if (!changed.has('content') || this.#shownId === `${id} ${mediaState}`) return;
    this.#shownId = `${id} ${mediaState}`;
    this.#forget();
    if (width !== undefined && height !== undefined) {
      this.style.setProperty('--media-ratio', `${width} / ${height}`);
    } else this.style.removeProperty('--media-ratio');
    if (this.#isInView) void this.#findUrl();
  }

  protected override render() {
    const { content } = this;
    if (content.media.link !== undefined) return this.#renderLink(content, content.media.link);
    if (content.kind === 'document') return this.#renderDocument(content);
    const isReady = content.media.state === 'ready' && !this.isBroken;
    return isReady ? READY_MEDIA[content.kind](this.#view) : this.#renderPlaceholder();
  }

  get #view(): ReadyMedia {
    const { content } = this;
    return {
      key: content.media.id,
      isVoice: content.kind === 'audio' && content.voice === true,
      url: this.url,
      file: this.#file,
      pictureUrl: this.thumbnailUrl || this.url,
      label: kindLabel(content),
      openLabel:
        'caption' in content && content.caption
          ? t('media.openNamed', { caption: content.caption })
          : t('media.open'),
      onLoad: () => (this.#hasAskedTwice = false),
      onError: () => void this.#handleError(),
      onOpen: () => void this.#enlarge(),
      enlarged: this.isEnlarged
        ? html`<chasqui-lightbox
            .url=${this.url}
            .label=${kindLabel(content)}
            @chasqui-lightbox-close=${() => (this.isEnlarged = false)}
          ></chasqui-lightbox>`
        : nothing,
    };
  }

  #renderPlaceholder() {
    const { kind, media } = this.content;
    return html`<div class="box placeholder">
      ${media.state === 'pending' ? html`<span class="spinner"></span>` : icon(ICONS[kind])}
      <p class="words">${this.#renderWords()}</p>
    </div>`;
  }

  /** A file that Meta fetched from somewhere: this page does not load foreign files by itself. */
  #renderLink(content: MediaContent, link: string) {
    return html`<div class="document">
      <span class="tile" aria-hidden="true">${icon(ICONS[content.kind])}</span>
      <p class="lines">
        <bdi class="name">${showControls(content.media.file_name ?? kindLabel(content))}</bdi>
        <a class="words" href=${link} target="_blank" rel="noopener noreferrer nofollow"
          ><bdi>${new URL(link).hostname}</bdi></a
        >
      </p>
    </div>`;
  }

  #renderDocument({ media }: DocumentContent) {
    const isReady = media.state === 'ready' && !this.isBroken;
    const name = showControls(media.file_name ?? t('media.document'));
    return html`<div class="document">
      <span class="tile" aria-hidden="true"
        ><bdi>${shortEnding(media.file_name) ?? icon('file')}</bdi></span
      >
      <p class="lines">
        <bdi class="name" title=${name}>${name}</bdi>
        <span class="words"
          >${isReady ? formatSize(media.size_bytes ?? 0) : this.#renderWords()}</span
        >
      </p>
      ${
        isReady
          ? this.#renderDownload(name)
          : media.state === 'pending'
            ? html`<span class="spinner"></span>`
            : nothing
      }
    </div>`;
  }

  /** A link, so that it can be opened as one likes; until its address is known, a button. */
  #renderDownload(name: string) {
    const label = t('media.downloadNamed', { name });
    return this.url === ''
      ? html`<button
          type="button"
          class="icon-button"
          aria-label=${label}
          title=${t('media.download')}
          @click=${this.#handleEarlyDownload}
        >
          ${icon('download')}
        </button>`
      : html`<a
          class="icon-button"
          href=${`${this.url}&download=1`}
          target="_blank"
          rel="noopener noreferrer"
          aria-label=${label}
          title=${t('media.download')}
          @pointerenter=${this.#refreshUrl}
          @focus=${this.#refreshUrl}
          >${icon('download')}</a
        >`;
  }

  /** What is to be said of a file that can't be shown, and what can be done. */
  #renderWords() {
    const kind = kindLabel(this.content);
    const { state: mediaState } = this.content.media;
    if (mediaState === 'pending') return t('media.pending', { kind });
    if (mediaState === 'gone') return t('media.gone', { kind });
    return html`${t('media.failed', { kind })}
      <button type="button" class="retry" @click=${this.#handleRetry}>${t('media.retry')}</button>`;
  }

  #forget(): void {
    this.url = '';
    this.thumbnailUrl = '';
    this.isBroken = false;
    this.isEnlarged = false;
    this.#hasAskedTwice = false;
  }

  async #findUrl(isRefused = false): Promise<void> {
    const { id, state: mediaState, link } = this.content.media;
    if (mediaState !== 'ready' || link !== undefined) return;
    if (this.content.kind === 'audio' && this.content.voice) void import('./voice-player.ts');
    const event = new MediaLinkEvent(id, isRefused);
    this.dispatchEvent(event);
    try {
      const { url, thumbnailUrl = '', file } = (await event.answer) ?? NOWHERE;
      if (id !== this.content.media.id) return;
      this.#file = file;
      this.url = url;
      this.thumbnailUrl = thumbnailUrl;
    } catch {
      this.isBroken = true;
    }
  }

  /** The address is remembered elsewhere; this only fetches a new one if that is too old. */
  #refreshUrl = (): void => {
    void this.#findUrl();
  };

  #handleEarlyDownload = async (): Promise<void> => {
    await this.#findUrl();
    await this.updateComplete;
    const link = this.renderRoot.querySelector('a');
    link?.focus();
    link?.click();
  };

  async #handleError(): Promise<void> {
    if (this.url === '') return;
    if (this.#hasAskedTwice) {
      if (this.thumbnailUrl === '') this.isBroken = true;
      else this.thumbnailUrl = '';
      return;
    }
    this.#hasAskedTwice = true;
    await this.#findUrl(true);
  }

  #handleRetry = (): void => {
    const { id, state: mediaState } = this.content.media;
    if (mediaState === 'failed') this.dispatchEvent(new MediaRetryEvent(id));
    this.#forget();
    void this.#findUrl(true);
  };

  /** Only those who look closer ever fetch this chunk. */
  async #enlarge(): Promise<void> {
    await Promise.all([import('../lightbox/lightbox.ts'), this.#findUrl()]);
    this.isEnlarged = this.url !== '';
  }
}

/** `PDF` of `Return label.pdf`: what people know a document by. */
function shortEnding(name: string | undefined): string | undefined {
  return /\.([a-z0-9]{1,4})$/i.exec(name ?? '')?.[1]?.toUpperCase();
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-media': MediaElement;
  }
}
