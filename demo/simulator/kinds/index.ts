import { contactsKind } from './contacts.ts';
import { interactiveKind } from './interactive.ts';
import { locationKind } from './location.ts';
import { textKind } from './text.ts';

/** What the simulator must know of a message kind; a new one is a file here and a line below. */
export interface MessageKind {
  /** The value of `type`, and the key of the content. */
  type: string;
  /** Throws a GraphError as Meta would for content that the business may not send. */
  validate(content: unknown): void;
}

const KINDS: readonly MessageKind[] = [textKind, locationKind, contactsKind, interactiveKind];

export function findMessageKind(type: string): MessageKind | undefined {
  return KINDS.find((kind) => kind.type === type);
}
