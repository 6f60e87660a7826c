import { html, nothing } from 'lit';
import type { ContactFilter } from '../../api/api-client.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { selectNumbers } from '../../store/numbers.ts';
import { selectCount, selectServerNowMs } from '../../store/selectors.ts';
import '../number-choice/number-choice.ts';
import type { NumberChosenEvent } from '../number-choice/number-choice.ts';

const FILTERS = ['all', 'unread', 'pinned', 'window_open', 'closing_soon'] as const;
const FILTER_WORDS = {
  all: 'list.filterAll',
  unread: 'list.filterUnread',
  pinned: 'list.filterPinned',
  window_open: 'list.filterWindowOpen',
  closing_soon: 'list.filterClosingSoon',
} as const;

export interface ListFiltersOptions {
  inbox: InboxState;
  chosen: ContactFilter;
  onChoose: (filter: ContactFilter) => void;
  /** Undefined: all numbers. */
  onChooseNumber: (phoneNumberId: string | undefined) => void;
}

/** Who is listed: by which of several numbers, and in which state; each chip with its count. */
export function renderListFilters(options: ListFiltersOptions) {
  const { inbox, chosen, onChoose, onChooseNumber } = options;
  const nowMs = selectServerNowMs(inbox);
  const numbers = selectNumbers(inbox);
  return html`<div class="chips" role="group" aria-label=${t('list.filters')}>
    ${
      numbers.length < 2
        ? nothing
        : html`<chasqui-number-choice
            .numbers=${numbers}
            .value=${inbox.listedNumber ?? ''}
            .label=${t('list.number')}
            .none=${t('list.allNumbers')}
            @chasqui-number-chosen=${({ phoneNumberId }: NumberChosenEvent) =>
              onChooseNumber(phoneNumberId === '' ? undefined : phoneNumberId)}
          ></chasqui-number-choice>`
    }
    ${FILTERS.map((filter) => {
      const showsCount = filter !== 'all' && !inbox.search && inbox.isLoaded;
      return html`<button
        type="button"
        class="chip"
        aria-pressed=${filter === chosen}
        @click=${() => onChoose(filter)}
      >
        ${t(FILTER_WORDS[filter])}
        ${
          showsCount
            ? html`<span class="count">${selectCount(inbox, filter, nowMs)}</span>`
            : nothing
        }
      </button>`;
    })}
  </div>`;
}
