import { css, html, nothing } from 'lit';
import { icon } from '../icon/icon.ts';
import { META_PAGES } from './meta-pages.ts';
import type { FieldName } from './settings-values.ts';
import { t } from './settings-words.ts';

/** Where Meta shows what belongs into a field; fields that are not from Meta have no such place. */
const PLACES = {
  phoneNumberId: META_PAGES.apps,
  businessAccountId: META_PAGES.apps,
  accessToken: META_PAGES.systemUsers,
  appSecret: META_PAGES.apps,
} as const;

const isPlaced = (name: FieldName): name is keyof typeof PLACES => name in PLACES;

export const fieldPlaceStyles = css`
  .where {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 24px;
    padding: 0 4px;
    border: 0;
    border-radius: var(--chasqui-radius-sm);
    background: none;
    color: var(--chasqui-link);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    cursor: pointer;
  }
  .where:hover {
    text-decoration: underline;
  }
  .place {
    margin-block-start: 6px;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--chasqui-info-line);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .place a {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    .where {
      min-block-size: 44px;
    }
  }
`;

/** Opens a tip by click, tap and key alike; it stays open while one looks at Meta's page. */
export function renderPlaceButton(
  name: FieldName,
  { isOpen, onToggle }: { isOpen: boolean; onToggle: (isOpen: boolean) => void },
) {
  if (!isPlaced(name)) return nothing;
  return html`<button
    type="button"
    class="where"
    aria-expanded=${isOpen}
    aria-controls="${name}-place"
    @click=${() => onToggle(!isOpen)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !isOpen) return;
      // It closes the tip and not the panel around it.
      event.stopPropagation();
      onToggle(false);
    }}
  >
    ${icon('info', 14)}${t('place.short')}
    <span class="visually-hidden">${t(`form.${name}`)}</span>
  </button>`;
}

export function renderPlace(name: FieldName, isOpen: boolean) {
  if (!isPlaced(name)) return nothing;
  return html`<p id="${name}-place" class="place" ?hidden=${!isOpen}>
    ${t(`place.${name}`)}
    <a href=${PLACES[name]} target="_blank" rel="noopener noreferrer"
      >${t('place.open')}${icon('external-link', 14)}<span class="visually-hidden"
        >${t('doctor.newTab')}</span
      ></a
    >
  </p>`;
}
