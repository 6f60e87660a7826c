/** Fired when the page for templates is left. */
export class TemplatesLeftEvent extends Event {
  static readonly eventName = 'chasqui-templates-left';

  constructor() {
    super(TemplatesLeftEvent.eventName);
  }
}

/** Fired when a form of the page is done with. */
export class TemplateDoneEvent extends Event {
  static readonly eventName = 'chasqui-template-done';
  /** What has happened, for the admin; undefined: nothing. */
  readonly news: string | undefined;

  constructor(news?: string) {
    super(TemplateDoneEvent.eventName);
    this.news = news;
  }
}

/** Fired when the form for a template is wanted. */
export class TemplateEditEvent extends Event {
  static readonly eventName = 'chasqui-template-edit';

  constructor() {
    super(TemplateEditEvent.eventName);
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-templates-left': TemplatesLeftEvent;
    'chasqui-template-done': TemplateDoneEvent;
    'chasqui-template-edit': TemplateEditEvent;
  }
}
