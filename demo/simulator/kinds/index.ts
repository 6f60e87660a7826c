import { contactsKind } from './contacts.ts';
import { interactiveKind } from './interactive.ts';
import { locationKind } from './location.ts';
import { reactionKind } from './reaction.ts';
import { templateKind } from './template.ts';
import { mediaKinds } from './media.ts';
import { textKind } from './text.ts';
import type { MessageKind } from './message-kind.ts';

const KINDS: readonly MessageKind[] = [
  textKind,
  locationKind,
  contactsKind,
  interactiveKind,
  templateKind,
  reactionKind,
  ...mediaKinds,
];

export function findMessageKind(type: string): MessageKind | undefined {
  return KINDS.find((kind) => kind.type === type);
}
