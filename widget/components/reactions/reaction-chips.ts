import { html, nothing } from 'lit';
import type { Reaction } from '../../../backend/contract/message.ts';
import { formatMoment } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { drawGlyph } from '../icon/icon.ts';
import { reactGlyph } from './react-glyph.ts';
import { ReactionEvent, ReactionOpenEvent } from './reaction-events.ts';

export interface ReactionChips {
  reactions: readonly Reaction[];
  /** Who reacts on the other side. */
  customer: string;
  operatorId: string | undefined;
  canReact: boolean;
}

/**
 * Emoji that hang below a bubble; each says who and when. The business's own takes itself back. After
 * them the way to choose another; the log's own keys are for the keyboard.
 */
export function renderReactions({ reactions, customer, operatorId, canReact }: ReactionChips) {
  if (reactions.length === 0 && !canReact) return nothing;
  return html`<span class="reactions">
    ${reactions.map((reaction) => {
      const { emoji, by, at } = reaction;
      const name = nameOf(reaction, customer, operatorId);
      const words = t('message.reaction', { name, emoji, time: formatMoment(at, new Date()) });
      if (by === 'customer' || !canReact) {
        return html`<span class="reaction ${by}" role="img" aria-label=${words} title=${words}
          >${emoji}</span
        >`;
      }
      const label = `${words}. ${t('reaction.takeBack', { emoji })}`;
      return html`<button
        type="button"
        class="reaction business"
        tabindex="-1"
        aria-pressed="true"
        aria-label=${label}
        title=${label}
        @click=${(event: Event) => event.currentTarget?.dispatchEvent(new ReactionEvent(''))}
      >
        ${emoji}
      </button>`;
    })}
    ${canReact ? renderAdd() : nothing}
  </span>`;
}

function renderAdd() {
  return html`<button
    type="button"
    class="react"
    tabindex="-1"
    aria-haspopup="true"
    aria-label=${t('reaction.add')}
    title=${t('reaction.add')}
    @click=${({ currentTarget }: Event) =>
      currentTarget?.dispatchEvent(new ReactionOpenEvent(currentTarget as HTMLElement))}
  >
    ${drawGlyph(reactGlyph, 16, 'react')}
  </button>`;
}

function nameOf(
  { by, participant, sent_by }: Reaction,
  customer: string,
  operatorId: string | undefined,
): string {
  if (by === 'customer') return participant?.name ?? participant?.phone_number ?? customer;
  if (!sent_by) return t('reaction.phone');
  return sent_by.id === operatorId ? t('chat.you') : sent_by.name;
}
