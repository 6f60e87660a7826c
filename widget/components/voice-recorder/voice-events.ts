/** Fired with a voice message that is ready to go. */
export class VoiceRecordedEvent extends Event {
  static readonly eventName = 'chasqui-voice-recorded';
  readonly file: File;
  readonly seconds: number;

  constructor(file: File, seconds: number) {
    super(VoiceRecordedEvent.eventName, { bubbles: true, composed: true });
    this.file = file;
    this.seconds = seconds;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-voice-recorded': VoiceRecordedEvent;
  }
}
