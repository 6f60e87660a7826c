/** The events of `<chasqui-widget>`. All of them bubble and leave shadow roots of the host page. */

/** The widget is on the page and can be called. */
export class ChasquiReadyEvent extends Event {
  static readonly eventName = 'chasqui-ready';
  constructor() {
    super(ChasquiReadyEvent.eventName, { bubbles: true, composed: true });
  }
}

/** The panel was opened. */
export class ChasquiOpenEvent extends Event {
  static readonly eventName = 'chasqui-open';
  constructor() {
    super(ChasquiOpenEvent.eventName, { bubbles: true, composed: true });
  }
}

/** The panel was closed. */
export class ChasquiCloseEvent extends Event {
  static readonly eventName = 'chasqui-close';
  constructor() {
    super(ChasquiCloseEvent.eventName, { bubbles: true, composed: true });
  }
}

/** The number of unread messages in all conversations has changed. */
export class ChasquiUnreadChangeEvent extends Event {
  static readonly eventName = 'chasqui-unread-change';
  readonly unreadCount: number;

  constructor(unreadCount: number) {
    super(ChasquiUnreadChangeEvent.eventName, { bubbles: true, composed: true });
    this.unreadCount = unreadCount;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-ready': ChasquiReadyEvent;
    'chasqui-open': ChasquiOpenEvent;
    'chasqui-close': ChasquiCloseEvent;
    'chasqui-unread-change': ChasquiUnreadChangeEvent;
  }
}
