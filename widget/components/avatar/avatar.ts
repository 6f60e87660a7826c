import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { avatarStyles } from './avatar.styles.ts';

const COLOURS = 7;

/**
 * A person's initials on a colour that stays theirs. Without a name: a person's outline on grey.
 * Decorative: whoever shows it also shows the name.
 */
@customElement('chasqui-avatar')
export class Avatar extends LitElement {
  static override styles = [baseStyles, avatarStyles];

  /** Whose it is, in full; empty for somebody without a name. */
  @property() name = '';
  /** What the colour is made from, because names change: the contact's id. */
  @property() key = '';

  protected override render() {
    const initials = toInitials(this.name);
    const colour = initials === '' ? 8 : (hash(this.key) % COLOURS) + 1;
    return html`<span class="disc colour-${colour}" aria-hidden="true"
      >${initials === '' ? icon('user', 18) : initials}</span
    >`;
  }
}

/** First letters of the first and last word; empty for numbers and @names, which have no initials. */
export function toInitials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined || /^[@+\d]/.test(name.trim())) return '';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word ? (Array.from(word)[0] ?? '') : ''))
    .join('')
    .toLocaleUpperCase();
}

/** FNV-1a, 32 bit: small, and spreads ids that differ in one digit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-avatar': Avatar;
  }
}
