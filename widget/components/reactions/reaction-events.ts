/** Fired by a bubble when a person wants to choose an emoji for it; `opener` is where to put the bar. */
export class ReactionOpenEvent extends Event {
  static readonly eventName = 'chasqui-reaction-open';
  readonly opener: HTMLElement;

  constructor(opener: HTMLElement) {
    super(ReactionOpenEvent.eventName, { bubbles: true, composed: true });
    this.opener = opener;
  }
}

/** Fired when an emoji was chosen; an empty one takes the reaction back. */
export class ReactionEvent extends Event {
  static readonly eventName = 'chasqui-reaction';
  readonly emoji: string;

  constructor(emoji: string) {
    super(ReactionEvent.eventName, { bubbles: true, composed: true });
    this.emoji = emoji;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-reaction-open': ReactionOpenEvent;
    'chasqui-reaction': ReactionEvent;
  }
}
