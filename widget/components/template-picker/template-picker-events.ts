/** Fired when the picker is done with. */
export class TemplatePickerEndEvent extends Event {
  static readonly eventName = 'chasqui-template-picker-end';
  /** Whether a template is on its way. */
  readonly isSent: boolean;

  constructor(isSent: boolean) {
    super(TemplatePickerEndEvent.eventName);
    this.isSent = isSent;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-template-picker-end': TemplatePickerEndEvent;
  }
}
