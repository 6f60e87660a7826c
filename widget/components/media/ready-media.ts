import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MediaContent } from '../../../backend/contract/message-content.ts';
import { t } from '../../i18n/inbox-words.ts';

/** A file that is here, and what to do when something happens to it. */
export interface ReadyMedia {
  key: string;
  /** A voice message, for which there is a player of our own. */
  isVoice: boolean;
  /** Empty until it is known. */
  url: string;
  file: Blob | undefined;
  /** What is shown of a picture in the chat: its thumbnail, if it has one. */
  pictureUrl: string;
  label: string;
  openLabel: string;
  /** Its address worked: should it run out later, another one may be asked for. */
  onLoad: () => void;
  onError: () => void;
  onOpen: () => void;
  enlarged: TemplateResult | typeof nothing;
}

/** How a file that is here looks, by kind. A document's row is the same in all states. */
export const READY_MEDIA: Record<
  Exclude<MediaContent['kind'], 'document'>,
  (view: ReadyMedia) => TemplateResult
> = {
  image: ({ pictureUrl, openLabel, onLoad, onError, onOpen, enlarged }) =>
    html`<button type="button" class="box" aria-label=${openLabel} @click=${onOpen}>
        ${pictureUrl === '' ? nothing : html`<img src=${pictureUrl} alt="" @load=${onLoad} @error=${onError} />`}</button
      >${enlarged}`,
  sticker: ({ url, label, onLoad, onError }) =>
    html`<div class="box">
      ${url === '' ? nothing : html`<img src=${url} alt=${label} @load=${onLoad} @error=${onError} />`}
    </div>`,
  video: ({ url, label, onLoad, onError }) =>
    html`<video
      class="box"
      controls
      playsinline
      preload="metadata"
      aria-label=${label}
      src=${url === '' ? nothing : url}
      @loadeddata=${onLoad}
      @error=${onError}
    ></video>`,
  audio: ({ url, file, key, isVoice, label, onLoad, onError }) =>
    isVoice && url !== ''
      ? html`<chasqui-voice-player
          .src=${url}
          .file=${file}
          .key=${key}
          .label=${label}
          @load=${onLoad}
          @error=${onError}
        ></chasqui-voice-player>`
      : html`<audio
          controls
          preload="metadata"
          aria-label=${label}
          src=${url === '' ? nothing : url}
          @loadeddata=${onLoad}
          @error=${onError}
        ></audio>`,
};

/** What kind of file it is, in words. */
export function kindLabel(content: MediaContent): string {
  return t(content.kind === 'audio' && content.voice ? 'media.voice' : `media.${content.kind}`);
}
