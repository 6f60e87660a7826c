/** Fired when a text is to be sent; with files attached it is empty, and they have their captions. */
export class ComposerSubmitEvent extends Event {
  static readonly eventName = 'chasqui-composer-submit';
  readonly text: string;

  constructor(text: string) {
    super(ComposerSubmitEvent.eventName, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** Fired with every change of the unsent text, for whoever keeps drafts. */
export class DraftChangeEvent extends Event {
  static readonly eventName = 'chasqui-draft-change';
  readonly text: string;

  constructor(text: string) {
    super(DraftChangeEvent.eventName);
    this.text = text;
  }
}

/** Fired when files were chosen or pasted. */
export class FilesChosenEvent extends Event {
  static readonly eventName = 'chasqui-files-chosen';
  readonly files: readonly File[];

  constructor(files: readonly File[]) {
    super(FilesChosenEvent.eventName);
    this.files = files;
  }
}

/** Fired when an attached file is to go. */
export class FileRemoveEvent extends Event {
  static readonly eventName = 'chasqui-file-remove';
  readonly fileId: string;

  constructor(fileId: string) {
    super(FileRemoveEvent.eventName);
    this.fileId = fileId;
  }
}

/** Fired with every change of an attached file's caption. */
export class CaptionChangeEvent extends Event {
  static readonly eventName = 'chasqui-caption-change';
  readonly fileId: string;
  readonly caption: string;

  constructor(fileId: string, caption: string) {
    super(CaptionChangeEvent.eventName);
    this.fileId = fileId;
    this.caption = caption;
  }
}

/** Fired when the template picker is wanted. */
export class TemplateRequestEvent extends Event {
  static readonly eventName = 'chasqui-template-request';

  constructor() {
    super(TemplateRequestEvent.eventName, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'chasqui-composer-submit': ComposerSubmitEvent;
    'chasqui-draft-change': DraftChangeEvent;
    'chasqui-template-request': TemplateRequestEvent;
    'chasqui-files-chosen': FilesChosenEvent;
    'chasqui-file-remove': FileRemoveEvent;
    'chasqui-caption-change': CaptionChangeEvent;
  }
}
