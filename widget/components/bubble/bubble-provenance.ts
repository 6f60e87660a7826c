import { html, nothing } from 'lit';
import type { Provenance, Referral } from '../../../backend/contract/provenance.ts';
import { t } from '../../i18n/inbox-words.ts';
import { icon } from '../icon/icon.ts';

/** Above a message's content: who of a group wrote it, that it was passed on, what led here. */
export function renderProvenance(provenance: Provenance | undefined) {
  if (!provenance) return nothing;
  const { participant, forwarded, referral, product } = provenance;
  return html`${
    participant
      ? html`<p class="participant">
          <bdi>${participant.name ?? participant.phone_number ?? t('contact.noName')}</bdi>
        </p>`
      : nothing
  }${
    forwarded
      ? html`<p class="mark forwarded">
          ${icon('forward', 14)}
          <span>${t(forwarded === 'often' ? 'message.forwardedOften' : 'message.forwarded')}</span>
        </p>`
      : nothing
  }${referral ? renderReferral(referral) : nothing}${
    product
      ? html`<p class="mark">${t('message.aboutProduct', { id: product.product_id })}</p>`
      : nothing
  }`;
}

/** Its picture is only linked: loading it would tell Meta who looks, and the page's rules forbid it. */
function renderReferral({ source, headline, body, source_url, thumbnail_url }: Referral) {
  return html`<div class="referral" role="group" aria-label=${t(`message.referral.${source}`)}>
    <p class="mark">${icon('megaphone', 14)} <span>${t(`message.referral.${source}`)}</span></p>
    ${headline === undefined ? nothing : html`<p class="headline" dir="auto">${headline}</p>`}
    ${body === undefined ? nothing : html`<p class="pitch" dir="auto">${body}</p>`}
    <p class="links">
      ${renderLink(source_url, t('message.referral.open'))}
      ${renderLink(thumbnail_url, t('message.referral.picture'))}
    </p>
  </div>`;
}

function renderLink(url: string | undefined, words: string) {
  if (url === undefined || !/^https?:/i.test(url)) return nothing;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${words}</a> `;
}
