import type { MediaAddress } from '../../api/media-links.ts';

/** Fired by what shows a file and needs its address; whoever knows the server answers. */
export class MediaLinkEvent extends Event {
  static readonly eventName = 'chasqui-media-link';
  readonly mediaId: string;
  /** The address given before did not work. */
  readonly isRefused: boolean;
  /** Set by the one who answers. */
  answer: Promise<MediaAddress> | undefined;

  constructor(mediaId: string, isRefused: boolean) {
    super(MediaLinkEvent.eventName, { bubbles: true, composed: true });
    this.mediaId = mediaId;
    this.isRefused = isRefused;
  }
}

/** Fired when a person wants a file fetched from WhatsApp again. */
export class MediaRetryEvent extends Event {
  static readonly eventName = 'chasqui-media-retry';
  readonly mediaId: string;

  constructor(mediaId: string) {
    super(MediaRetryEvent.eventName, { bubbles: true, composed: true });
    this.mediaId = mediaId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-media-link': MediaLinkEvent;
    'chasqui-media-retry': MediaRetryEvent;
  }
}
