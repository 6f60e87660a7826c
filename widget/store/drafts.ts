/**
 * What an operator has typed and not sent, per conversation, and an admin per template. Kept in localStorage, so that a closed
 * tab, a reload or a sign-out by time loses nothing; forgotten when the operator signs out.
 * A storage that is full or forbidden costs persistence, never typing.
 */
export class Drafts {
  readonly #storage: Storage | undefined;
  readonly #prefix: string;
  readonly #texts = new Map<string, string>();

  /** @param owner distinguishes backends and operators that share a browser */
  constructor(storage: Storage | undefined, owner: string) {
    this.#storage = storage;
    this.#prefix = `chasqui:draft:${owner}:`;
  }

  get(contactId: string): string {
    const known = this.#texts.get(contactId);
    if (known !== undefined) return known;
    let text = '';
    try {
      text = this.#storage?.getItem(this.#prefix + contactId) ?? '';
    } catch {
      // Storage is forbidden here.
    }
    this.#texts.set(contactId, text);
    return text;
  }

  /** False: it could not be stored, so a reload would lose it. */
  set(contactId: string, text: string): boolean {
    this.#texts.set(contactId, text);
    try {
      if (text === '') this.#storage?.removeItem(this.#prefix + contactId);
      else this.#storage?.setItem(this.#prefix + contactId, text);
      return this.#storage !== undefined;
    } catch {
      // Full or forbidden: it lives on in memory.
      return false;
    }
  }

  /** A draft to a contact that is part of another one now, unless there is one to that one too. */
  move(fromId: string, intoId: string): void {
    const text = this.get(fromId);
    if (text !== '' && this.get(intoId) === '') this.set(intoId, text);
    this.set(fromId, '');
  }

  forgetAll(): void {
    this.#texts.clear();
    try {
      const keys = Object.keys(this.#storage ?? {});
      for (const key of keys) if (key.startsWith(this.#prefix)) this.#storage?.removeItem(key);
    } catch {
      // Nothing was stored then.
    }
  }
}
