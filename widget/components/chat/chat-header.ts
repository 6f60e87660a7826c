import { html, nothing } from 'lit';
import type { Contact } from '../../../backend/contract/contact.ts';
import { formatDateAndTime, formatTimeLeft } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { contactHandle, isGroup } from '../../store/contact-name.ts';
import { selectWindowLeftMs } from '../../store/selectors.ts';
import '../avatar/avatar.ts';
import { icon } from '../icon/icon.ts';
import '../window-ring/window-ring.ts';

const HOUR_MS = 3_600_000;

export interface ChatHeaderOptions {
  /** As they stand with the number by which they are answered. */
  contact: Contact;
  name: string;
  /** Now, by the server's clock. */
  serverNowMs: number;
  isDetailed: boolean;
  onBack: () => void;
  onDetails: () => void;
}

/** Who the conversation is with, how their window stands, and the way to more about them. */
export function renderChatHeader(options: ChatHeaderOptions) {
  const { contact, name, serverNowMs, isDetailed, onBack, onDetails } = options;
  const leftMs = selectWindowLeftMs(contact, serverNowMs);
  const handle = contactHandle(contact);
  return html`<header>
    <button type="button" class="icon-button back" aria-label=${t('chat.back')} @click=${onBack}>
      ${icon('back')}
    </button>
    <chasqui-avatar .name=${name} .key=${contact.id}></chasqui-avatar>
    <div class="who">
      <h2 dir="auto">${name}</h2>
      <p>
        ${
          handle === undefined || handle === name
            ? nothing
            : html`<bdi class="handle">${handle}</bdi>`
        }
        ${isGroup(contact) ? html`<span>${t('contact.group')}</span>` : renderWindow(leftMs)}
        ${renderFacts(contact, serverNowMs)}
      </p>
    </div>
    <button
      type="button"
      class="icon-button details"
      aria-label=${isDetailed ? t('details.close') : t('details.open', { name })}
      title=${isDetailed ? t('details.close') : t('details.open', { name })}
      aria-expanded=${isDetailed}
      aria-controls=${isDetailed ? 'details' : nothing}
      @click=${onDetails}
    >
      ${icon('info')}
    </button>
  </header>`;
}

function renderWindow(leftMs: number) {
  return html`<span class="window">
    <chasqui-window-ring .left=${leftMs} .size=${14}></chasqui-window-ring>
    <span aria-hidden="true"
      >${leftMs > 0 ? t('window.left', { time: formatTimeLeft(leftMs) }) : t('window.closed')}</span
    >
  </span>`;
}

/** Free of charge is not the same as open, and is told apart. */
function renderFacts(contact: Contact, serverNowMs: number) {
  const end = contact.free_entry_expires_at;
  const freeMs = end ? Date.parse(end) - serverNowMs : 0;
  const facts = [
    freeMs > 0
      ? {
          words: t('window.freeEntry', { time: formatTimeLeft(wholeHours(freeMs)) }),
          title: t('window.freeEntryLong', { date: formatDateAndTime(end ?? '', new Date()) }),
        }
      : undefined,
    contact.marketing_stopped_at
      ? { words: t('contact.noMarketing'), title: t('contact.noMarketingLong') }
      : undefined,
  ];
  return facts.map(
    (fact) => fact && html`<span class="fact" title=${fact.title}>${fact.words}</span>`,
  );
}

/** Days ahead, minutes say nothing. */
function wholeHours(ms: number): number {
  return ms < HOUR_MS ? ms : Math.floor(ms / HOUR_MS) * HOUR_MS;
}
