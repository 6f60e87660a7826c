import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  RenderedButton,
  RenderedCard,
  RenderedHeader,
  TemplateContent,
} from '../../backend/contract/content/template.ts';
import { icon } from '../components/icon/icon.ts';
import type { IconName } from '../components/icon/icon.ts';
import { formatDateAndTime } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';
import { renderText } from './text.ts';

const HEADER_ICONS: Record<string, IconName> = {
  IMAGE: 'image',
  VIDEO: 'play',
  GIF: 'play',
  LOCATION: 'place',
};
/** What stands in place of a file that is at Meta only. */
const FILE_WORDS: Record<string, Parameters<typeof t>[0]> = {
  IMAGE: 'kind.templateImage',
  VIDEO: 'kind.templateVideo',
  GIF: 'kind.templateVideo',
  DOCUMENT: 'kind.templateDocument',
};
const BUTTON_ICONS: Record<string, IconName> = {
  URL: 'external-link',
  COPY_CODE: 'copy',
  QUICK_REPLY: 'reply',
};

/** A template as the customer reads it, under a label that says which one it is. */
export function renderTemplate({ name, language, rendered }: TemplateContent): TemplateResult {
  const { footer, offer, cards = [] } = rendered;
  return html`<span class="label">${t('kind.template', { name, language })}</span>
    ${rendered.header ? renderHeader(rendered.header) : nothing}
    ${offer ? renderOffer(offer) : nothing} ${renderText({ kind: 'text', body: rendered.body })}
    ${footer === undefined ? nothing : html`<span class="second" dir="auto">${footer}</span>`}
    ${renderButtons(rendered.buttons)}
    ${
      cards.length === 0
        ? nothing
        : html`<ol class="slides">
            ${cards.map((card) => html`<li>${renderCard(card)}</li>`)}
          </ol>`
    }`;
}

function renderCard({ header, body, buttons }: RenderedCard): TemplateResult {
  return html`${header ? renderHeader(header) : nothing} ${renderText({ kind: 'text', body })}
  ${renderButtons(buttons)}`;
}

/** What stands above the text: words, or the name of a file. */
export function renderHeader({ format, text, file }: RenderedHeader): TemplateResult {
  if (format === 'TEXT') return html`<strong class="head" dir="auto">${text}</strong>`;
  const words = FILE_WORDS[format];
  const name = file?.filename ?? (words ? t(words) : (text ?? format));
  return html`<span class="choice">
    ${icon(HEADER_ICONS[format] ?? 'file', 16)} ${renderLink(name, file?.link)}
  </span>`;
}

function renderOffer(offer: NonNullable<TemplateContent['rendered']['offer']>): TemplateResult {
  const until = offer.expires_at;
  return html`<strong class="head" dir="auto">${offer.text}</strong> ${
      until === undefined
        ? nothing
        : html`<span class="second"
            >${t('kind.offerEnds', { moment: formatDateAndTime(until, new Date()) })}</span
          >`
    }`;
}

function renderButtons(buttons: readonly RenderedButton[]) {
  if (buttons.length === 0) return nothing;
  return html`<ul class="choices">
    ${buttons.map(
      ({ text, type, url, code }) =>
        html`<li>
          ${icon(BUTTON_ICONS[type] ?? 'info', 16)}
          <span>
            ${renderLink(text, url)}
            ${code === undefined ? nothing : html`<span class="second"><bdi>${code}</bdi></span>`}
          </span>
        </li>`,
    )}
  </ul>`;
}

/** Only what leads to the web is a link. */
function renderLink(text: string, url: string | undefined): TemplateResult {
  return url !== undefined && /^https?:\/\//i.test(url)
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow"><bdi>${text}</bdi></a>`
    : html`<bdi>${text}</bdi>`;
}
