/** Fired when the picker is done with. */
export class TemplatePickerEndEvent extends Event {
  static readonly eventName = 'chasqui-template-picker-end';
  /** Whether a template is on its way. */
  readonly isSent: boolean;
  /** Whom a new number turned out to be. */
  readonly contactId: string | undefined;

  constructor(isSent: boolean, contactId?: string) {
    super(TemplatePickerEndEvent.eventName);
    this.isSent = isSent;
    this.contactId = contactId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-template-picker-end': TemplatePickerEndEvent;
  }
}
