import type { MessageKind } from './message-kind.ts';
import { text } from './text.ts';

/** The kinds that businesses and customers can send here, by Meta's name for them. */
export const messageKinds: Readonly<Record<string, MessageKind>> = { text };

export function findMessageKind(name: string): MessageKind | undefined {
  return Object.hasOwn(messageKinds, name) ? messageKinds[name] : undefined;
}
