/** Fired when a person wants to see the message that a bubble quotes. */
export class QuoteOpenEvent extends Event {
  static readonly eventName = 'chasqui-quote-open';
  /** wamid */
  readonly messageId: string;

  constructor(messageId: string) {
    super(QuoteOpenEvent.eventName, { bubbles: true, composed: true });
    this.messageId = messageId;
  }
}

/** Fired when a person wants to answer this very message. */
export class BubbleReplyEvent extends Event {
  static readonly eventName = 'chasqui-bubble-reply';

  constructor() {
    super(BubbleReplyEvent.eventName, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-quote-open': QuoteOpenEvent;
    'chasqui-bubble-reply': BubbleReplyEvent;
  }
}
