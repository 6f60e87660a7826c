import type { InboxState } from './inbox-state.ts';
import type { MessageSender } from './message-sender.ts';
import type { OutgoingFiles } from './outgoing-files.ts';

/** Kinds of files that words can stand beside. */
const CAPTIONED: ReadonlySet<string> = new Set(['image', 'video', 'document']);

export interface FileSenderParts {
  files: Pick<OutgoingFiles, 'addVoice' | 'detach'>;
  sender: Pick<MessageSender, 'send'>;
  getState: () => InboxState;
}

/** Makes messages of files. */
export class FileSender {
  readonly #parts: FileSenderParts;

  constructor(parts: FileSenderParts) {
    this.#parts = parts;
  }

  /** Each file is a message; words that cannot stand beside one are a message after it. */
  sendAttached(contactId: string, replyToMessageId?: string): void {
    const attached = [...this.#parts.getState().files.values()].filter(
      (file) => file.contactId === contactId && file.isAttached && file.step !== 'refused',
    );
    // An answer is one message: the first.
    attached.forEach(({ id }, index) => this.#send(id, index === 0 ? replyToMessageId : undefined));
  }

  /** @param voice how long it is, and the wamid of the message it answers */
  sendVoice(
    contactId: string,
    voice: { file: File; seconds: number; replyToMessageId: string | undefined },
  ): void {
    const id = this.#parts.files.addVoice(contactId, voice.file, voice.seconds);
    this.#send(id, voice.replyToMessageId);
  }

  #send(id: string, replyToMessageId: string | undefined): void {
    const { files, sender, getState } = this.#parts;
    const file = getState().files.get(id);
    if (!file) return;
    const { contactId, name, mimeType, sizeBytes, voice, caption, mediaId } = file;
    const kind = file.kind ?? 'document';
    const takesCaption = CAPTIONED.has(kind);
    files.detach(id);
    const sent = { id, kind, name, mimeType, sizeBytes, voice };
    sender.send(contactId, takesCaption ? caption : '', {
      file: mediaId === undefined ? sent : { ...sent, mediaId },
      replyToMessageId,
    });
    if (!takesCaption && caption !== '') sender.send(contactId, caption);
  }
}
